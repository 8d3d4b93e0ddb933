"""A small HTTP or HTTPS server that answers as a test tells it to, and certificates for it."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(slots=True)
class Reply:
    """One answer. ``stated`` is a Content-Length that is not true; ``pieces`` come one by one."""

    status: int = 200
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)
    stated: int | None = None
    pieces: Callable[[], Iterator[bytes]] | None = None
    hangs_up: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


class SmallServer:
    """Answers with ``replies`` in turn, the last one again and again; or as ``answering`` says.

    ``seen`` is what came.
    """

    def __init__(
        self,
        *replies: Reply,
        context: ssl.SSLContext | None = None,
        answering: Callable[[Seen], Reply] | None = None,
    ) -> None:
        self.replies = list(replies) or [Reply()]
        self._answering = answering
        self.seen: list[Seen] = []
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True
        if context is not None:
            self._http.socket = context.wrap_socket(self._http.socket, server_side=True)
        self.port: int = self._http.server_address[1]

    def __enter__(self) -> SmallServer:
        self._thread = Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    @property
    def host(self) -> str:
        """``host:port`` of the machine itself."""
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://{self.host}"

    def next_reply(self, seen: Seen) -> Reply:
        """The answer to one more request."""
        self.seen.append(seen)
        if self._answering is not None:
            return self._answering(seen)
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                seen = Seen(self.command, self.path, dict(self.headers), self.rfile.read(length))
                _write(self, server.next_reply(seen))

            do_POST = do_GET  # noqa: N815

            def log_message(self, *_: Any) -> None:
                pass

        return Handler


def _write(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
    if reply.hangs_up:
        handler.close_connection = True
        return
    handler.send_response(reply.status)
    for name, value in reply.headers.items():
        handler.send_header(name, value)
    if reply.pieces is not None:
        handler.send_header("Connection", "close")
        handler.end_headers()
        try:
            for piece in reply.pieces():
                handler.wfile.write(piece)
                handler.wfile.flush()
        except OSError:  # the client had enough
            pass
        handler.close_connection = True
        return
    length = len(reply.body) if reply.stated is None else reply.stated
    handler.send_header("Content-Length", str(length))
    handler.end_headers()
    handler.wfile.write(reply.body)
    handler.close_connection = handler.close_connection or reply.stated is not None


@dataclass(frozen=True, slots=True)
class Certificates:
    """A server's TLS context, and what a client needs in order to trust its authority."""

    context: ssl.SSLContext
    trust: ssl.SSLContext


def certificates(
    folder: Path, *, name: str, days: tuple[int, int] = (-1, 30), is_self_signed: bool = False
) -> Certificates:
    """Certificates for one host, valid from and until so many days from now."""
    authority_key, key = _key(), _key()
    authority = _certificate("Test authority", authority_key, None, authority_key, days=(-2, 60))
    signer = ("localhost", key) if is_self_signed else ("Test authority", authority_key)
    leaf = _certificate(signer[0] if is_self_signed else "leaf", key, name, signer[1], days=days)
    file = folder / f"{name}.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + leaf.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    trusted = authority.public_bytes(serialization.Encoding.PEM).decode()
    return Certificates(context, ssl.create_default_context(cadata=trusted))


@contextmanager
def serving(*replies: Reply, context: ssl.SSLContext | None = None) -> Iterator[SmallServer]:
    """A server for the length of a ``with``."""
    with SmallServer(*replies, context=context) as server:
        yield server


def _key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _certificate(
    subject: str,
    key: ec.EllipticCurvePrivateKey,
    name: str | None,
    signed_with: ec.EllipticCurvePrivateKey,
    *,
    days: tuple[int, int],
) -> x509.Certificate:
    now = datetime.now(UTC)
    issuer = subject if name is None or signed_with is key else "Test authority"
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=days[0]))
        .not_valid_after(now + timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(ca=name is None, path_length=None), critical=True)
    )
    if name is not None:
        builder = builder.add_extension(
            x509.SubjectAlternativeName([_general_name(name)]), critical=False
        )
    return builder.sign(signed_with, hashes.SHA256())


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)
