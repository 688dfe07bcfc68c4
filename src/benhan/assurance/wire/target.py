"""The address that is looked at, and plain requests to it."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

TIMEOUT_S = 8.0
_MOST_BYTES = 65_536


class CannotReachError(Exception):
    """The address can't be looked at; the text says why in Vietnamese."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where to connect. ca_pem: further certificates (PEM) the facility trusts, of its own authority."""

    host: str
    port: int
    path: str = "/"
    is_https: bool = True
    ca_pem: str = ""

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.is_https else 80) else f"{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer; headers by lower-case name, every value of a name kept."""

    status: int
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    body: bytes = b""

    def header(self, name: str) -> str:
        return ", ".join(self.headers.get(name, ()))


def target_of(address: str, ca_pem: str = "") -> Target:
    """From an https or http address. Raises CannotReachError for anything else."""
    parts = urlsplit(address.strip())
    try:
        port = parts.port
    except ValueError:
        port = -1
    if parts.scheme not in ("https", "http") or not parts.hostname or port == -1:
        raise CannotReachError(f"địa chỉ “{address}” không phải là địa chỉ web")
    is_https = parts.scheme == "https"
    return Target(parts.hostname, port or (443 if is_https else 80), parts.path or "/", is_https, ca_pem)


def trusting_all() -> ssl.SSLContext:
    """A client that looks at any server, also one whose certificate is wrong: that is what we want to see."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


@contextmanager
def connected(target: Target, context: ssl.SSLContext | None = None) -> Iterator[socket.socket]:
    """An open connection, encrypted when the target is. Raises OSError (also for a failed handshake)."""
    with socket.create_connection((target.host, target.port), TIMEOUT_S) as plain:
        if not target.is_https:
            yield plain
            return
        with (context or trusting_all()).wrap_socket(plain, server_hostname=target.host) as secured:
            yield secured


def ask(
    target: Target, path: str = "", *, method: str = "GET", headers: Mapping[str, str] | None = None
) -> Answer:
    """One request on a connection of its own. Raises OSError, CannotReachError when the answer is no HTTP."""
    with connected(target) as open_socket:
        open_socket.sendall(request(target, path or target.path, method=method, headers=headers))
        received = b""
        while len(received) < _MOST_BYTES and (chunk := open_socket.recv(16_384)):
            received += chunk
    return parsed(received)


def request(
    target: Target,
    path: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    keep: bool = False,
) -> bytes:
    lines = [
        f"{method} {path} HTTP/1.1",
        f"Host: {target.authority}",
        "User-Agent: benhan-probe",
        "Accept: text/html",
    ]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    lines.append(f"Connection: {'keep-alive' if keep else 'close'}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


def parsed(received: bytes) -> Answer:
    head, _, body = received.partition(b"\r\n\r\n")
    first, *rest = head.decode("latin-1").split("\r\n")
    words = first.split(" ", 2)
    if not first.startswith("HTTP/") or len(words) < 2 or not words[1].isdigit():
        raise CannotReachError("nơi được hỏi không trả lời như một dịch vụ web")
    headers: dict[str, tuple[str, ...]] = {}
    for line in rest:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = (*headers.get(name.strip().lower(), ()), value.strip())
    return Answer(int(words[1]), headers, body)
