"""The HTTP server: sockets, threads and bytes. What is said is the application's affair."""

from __future__ import annotations

import socket
import ssl
import sys
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event
from typing import Any
from urllib.parse import unquote, urlsplit

from sandbox.vendors.core.application import Application
from sandbox.vendors.core.messages import Answer, Request, json_answer

_MOST_BODY = 20_000_000
_SILENT_AFTER = 60
HOST = "127.0.0.1"


class PretendServer(ThreadingHTTPServer):
    """Serves one application on the loopback address, a thread a connection."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    # A second demonstration must hear that the port is taken.
    allow_reuse_port = False

    def __init__(
        self, application: Application, port: int, *, context: ssl.SSLContext | None = None
    ) -> None:
        self.application = application
        self.stopping = Event()
        super().__init__((HOST, port), _Handler)
        self.scheme = "https" if context else "http"
        if context:
            self.socket = context.wrap_socket(
                self.socket, server_side=True, do_handshake_on_connect=False
            )

    @property
    def address(self) -> str:
        """Scheme, host and port."""
        return f"{self.scheme}://{HOST}:{self.server_port}"

    def server_close(self) -> None:
        """Let go of hanging requests too."""
        self.stopping.set()
        super().server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that goes away or refuses the certificate is nothing to tell."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server_version = "PretendVendor/1"
    sys_version = ""
    timeout = _SILENT_AFTER
    disable_nagle_algorithm = True
    server: PretendServer
    hours_wrong = 0.0

    def do_GET(self) -> None:
        self._serve()

    do_POST = do_PUT = do_DELETE = do_HEAD = do_GET  # noqa: N815

    def _serve(self) -> None:
        request = self._request()
        try:
            answer = self.server.application.answer(request) if request else _too_large()
        except Exception:
            traceback.print_exc()
            answer = json_answer(
                {"error": "The pretend vendor has a fault of its own."}, status=500
            )
        if answer.hang_seconds:
            self.server.stopping.wait(answer.hang_seconds)
            self.close_connection = True
            return
        self.hours_wrong = answer.hours_wrong
        self._send(answer)

    def _request(self) -> Request | None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > _MOST_BODY:
            self.close_connection = True
            return None
        address = urlsplit(self.path)
        host = self.headers.get("Host") or f"{HOST}:{self.server.server_port}"
        return Request(
            method="GET" if self.command == "HEAD" else self.command,
            path=unquote(address.path),
            base=f"{self.server.scheme}://{host}",
            query_text=address.query,
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(length) if length else b"",
        )

    def _send(self, answer: Answer) -> None:
        body = answer.body
        self.send_response(answer.status)
        if body or answer.status == 200:
            self.send_header("Content-Type", answer.content_type)
        for name, value in answer.headers:
            self.send_header(name, value)
        self.send_header("Cache-Control", "no-store")
        if isinstance(body, bytes):
            self.send_header("Content-Length", str(len(body)))
        else:
            self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        if self.command == "HEAD":
            return
        if isinstance(body, bytes):
            self.wfile.write(body[: len(body) // 2] if answer.breaks_off else body)
        else:
            self._send_chunks(body, breaks_off=answer.breaks_off)
        if answer.breaks_off:
            self.wfile.flush()
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)

    def _send_chunks(self, pieces: Iterator[bytes], *, breaks_off: bool) -> None:
        for number, piece in enumerate(pieces):
            if (breaks_off and number == 4) or self.server.stopping.is_set():
                self.close_connection = True
                return
            if piece:
                self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
        if not breaks_off:
            self.wfile.write(b"0\r\n\r\n")

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The Date header, wrong when the fault says so."""
        return format_datetime(datetime.now(UTC) + timedelta(hours=self.hours_wrong), usegmt=True)

    def log_message(self, format: str, *args: Any) -> None:
        """Requests are in the world's log."""


def _too_large() -> Answer:
    return json_answer({"error": "too_large"}, status=413)
