"""Real servers on localhost, rightly and wrongly set up, with certificates made for the test."""

from __future__ import annotations

import ipaddress
import ssl
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from benhan.assurance.wire.target import Target

GOOD = (
    "Server: benhan\r\nStrict-Transport-Security: max-age=31536000\r\nContent-Security-Policy: frame-ancestors 'self'\r\n"
    "X-Content-Type-Options: nosniff\r\nReferrer-Policy: same-origin\r\nSet-Cookie: a=1; Secure; HttpOnly\r\n"
)
Respond = Callable[[str], str]


def reply(status: int = 200, headers: str = "", body: str = "xin chào") -> str:
    return f"HTTP/1.1 {status} X\r\n{headers}Content-Length: {len(body.encode())}\r\n\r\n{body}"


class _Server(ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128
    context: ssl.SSLContext | None = None
    respond: Respond = staticmethod(lambda _request: reply())
    is_patient = False
    most = 10_000

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.held = 0
        self.lock = threading.Lock()


class _Connection(BaseRequestHandler):
    def handle(self) -> None:
        server: _Server = self.server  # type: ignore[assignment]
        with suppress(OSError):
            if server.context is not None:
                self.request = server.context.wrap_socket(self.request, server_side=True)
            with server.lock:
                server.held += 1
                is_too_many = server.held > server.most
            asked = self.request.recv(65_536).decode()
            if asked:
                answer = reply(503) if is_too_many else server.respond(asked)
                head, _, body = answer.partition("\r\n\r\n")
                self.request.sendall(
                    (head + "\r\n\r\n" + ("" if asked.startswith("HEAD") else body)).encode()
                )
            if server.is_patient and "keep-alive" in asked:
                self.request.recv(65_536)  # as long as the other side likes
            self.request.close()


@contextmanager
def serving(
    respond: Respond | None = None,
    context: ssl.SSLContext | None = None,
    *,
    is_patient: bool = False,
    most: int = 10_000,
) -> Iterator[Target]:
    server = _Server()
    server.context, server.is_patient, server.most = context, is_patient, most
    if respond is not None:
        server.respond = respond  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield Target("127.0.0.1", server.server_address[1], "/", is_https=context is not None)
    finally:
        server.shutdown()
        server.server_close()


def certificate(folder: Path, *, days: int = 90, address: str = "127.0.0.1") -> Path:
    """A self-made certificate and its key in one file; it ends in so many days (before today when negative)."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "CA của bài kiểm tra")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))])
    made = (
        builder.not_valid_before(now - timedelta(days=400))
        .not_valid_after(now + timedelta(days=days, hours=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{days}-{address}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


def speaking(
    path: Path, *, oldest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_2, ciphers: str = ""
) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = oldest
    if ciphers:
        context.set_ciphers(ciphers)
    context.load_cert_chain(path)
    return context
