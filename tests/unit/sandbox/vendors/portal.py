"""A stand-in for the portal's receiving end: keeps what came and answers from a script."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@dataclass
class Portal:
    """``answers`` are (status, headers, message), used up first; then everything is taken."""

    url: str = ""
    received: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str], str]] = field(default_factory=list)
    num_broken: int = 0

    def files(self) -> dict[str, bytes]:
        return {path.rpartition("/")[2]: body for path, _, body in self.received}


@contextmanager
def running_portal() -> Iterator[Portal]:
    portal = Portal()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            body = self.rfile.read(length)
            if len(body) < length:
                portal.num_broken += 1
                self.close_connection = True
                return
            headers = {name.lower(): value for name, value in self.headers.items()}
            portal.received.append((self.path, headers, body))
            extra: dict[str, str] = {}
            status, message = 201, "Received."
            if portal.answers:
                status, extra, message = portal.answers.pop(0)
            text = json.dumps({"state": "received", "message": message}).encode()
            self.send_response(status)
            for name, value in extra.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    portal.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield portal
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
