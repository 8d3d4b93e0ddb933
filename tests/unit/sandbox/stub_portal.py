"""A stand-in for the portal's agent API on the loopback address: answers from a script."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

KEY = "USO-TEST"


@dataclass
class StubPortal:
    """What came, and what to answer. ``refusals`` are (status, body, headers), used up first."""

    url: str = ""
    configuration: Any = None
    received: dict[str, bytes] = field(default_factory=dict)
    queries: list[dict[str, list[str]]] = field(default_factory=list)
    refusals: list[tuple[int, bytes, dict[str, str]]] = field(default_factory=list)
    num_polls: int = 0
    final_state: str = "ready"

    def answer(self, method: str, path: str, body: bytes, key: str) -> tuple[int, Any]:
        """The status and the body (text or something for JSON) of one request."""
        address = urlsplit(path)
        if address.path == "/agent/test.html":
            return 200, "AutoUpdate can reach the portal."
        if key != f"Licence-Key {KEY}":
            return 401, {"message": "The licence key is not known."}
        if address.path == "/api/agent/v1/configuration":
            return 200, self.configuration
        if method == "POST":
            query = parse_qs(address.query)
            self.queries.append(query)
            code = query["sub_report"][0]
            self.received[code] = body
            return 201, self._state(code, "received")
        self.num_polls += 1
        return 200, self._state(address.path.rsplit("-", 1)[-1], self.final_state)

    def _state(self, code: str, state: str) -> dict[str, Any]:
        return {
            "id": f"id-{code}",
            "state": state,
            "report": code,
            "sub_report": code,
            "received_at": "2026-11-20T18:00:00Z",
            "message": "",
            "problems": 2,
            "rows": 1234,
            "url": "/uploads/1/",
        }


@contextmanager
def running(portal: StubPortal) -> Iterator[StubPortal]:
    """Serve the portal on a free port of the loopback address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer("GET")

        def do_POST(self) -> None:
            self._answer("POST")

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

        def _answer(self, method: str) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            if portal.refusals:
                status, content, headers = portal.refusals.pop(0)
            else:
                key = self.headers.get("Authorization", "")
                status, said = portal.answer(method, self.path, body, key)
                content = said.encode() if isinstance(said, str) else json.dumps(said).encode()
                headers = {}
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    portal.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield portal
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def configuration(
    *, accepted: tuple[str, ...] = ("students",), not_uploaded: tuple[str, ...] = ()
) -> dict[str, Any]:
    """A configuration with a students, a staff and an attendance report."""
    fields = {
        "students": (("ID", "mandatory"), ("Legal Surname", "mandatory"), ("House", "uploaded")),
        "staff": (("ID", "mandatory"), ("Work Email", "uploaded")),
        "nonsense": (("ID", "mandatory"),),
    }
    return {
        "school": {"name": "Oakfield Primary School"},
        "mis": "sims",
        "reports": [
            {
                "code": code,
                "label": code.title(),
                "state": "accepted" if code in accepted else "available",
                "sub_reports": [
                    {
                        "code": code,
                        "label": code.title(),
                        "fields": [
                            {
                                "code": caption,
                                "label": caption,
                                "captions": [caption],
                                "status": "not_uploaded" if caption in not_uploaded else status,
                            }
                            for caption, status in captions
                        ],
                    }
                ],
            }
            for code, captions in fields.items()
        ],
    }
