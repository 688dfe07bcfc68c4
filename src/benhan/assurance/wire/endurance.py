"""How an address bears many connections at once, and when it cuts one that says nothing more."""

from __future__ import annotations

import socket
import ssl
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from time import monotonic

from benhan.assurance.host.root import Facts
from benhan.assurance.wire.target import (
    TIMEOUT_S,
    CannotReachError,
    Target,
    ask,
    connected,
    parsed,
    request,
    trusting_all,
)

CONNECTIONS = 60
WATCH_S = 10.0
_REFUSED = frozenset({429, 503})


def limits(target: Target, now: datetime, connections: int = CONNECTIONS) -> Facts:
    """Probe endpoint-limits: sixty connections at once from one source, one small request on each, closed at once.

    Whoever limits a source answers 429 or 503, hangs up, or lets the connection attempt run dry. An answer that is
    merely late is counted apart. Raises OSError, CannotReachError when already the first request fails.
    """
    ask(target, method="HEAD")
    with ThreadPoolExecutor(connections) as crowd:
        told = Counter(crowd.map(lambda _: _one_of_many(target), range(connections)))
    return {
        "connections": connections,
        "refused": told["refused"],
        "late": told["late"],
        "is_limited": told["refused"] > 0,
    }


def _one_of_many(target: Target) -> str:
    """What became of one connection of the crowd: answered, refused or late."""
    try:
        plain = socket.create_connection((target.host, target.port), TIMEOUT_S)
    except OSError:
        return "refused"
    with plain:
        try:
            with (
                trusting_all().wrap_socket(plain, server_hostname=target.host)
                if target.is_https
                else plain as channel
            ):
                channel.sendall(request(target, target.path, method="HEAD"))
                received = channel.recv(4096)
            return "refused" if not received or parsed(received).status in _REFUSED else "answered"
        except TimeoutError:
            return "late"
        except (OSError, CannotReachError):
            return "refused"


def idling(target: Target, now: datetime, watch_s: float = WATCH_S) -> Facts:
    """Probe endpoint-idle: after one request, how long is a silent connection kept? Watched for ten seconds."""
    with connected(target) as open_socket:
        open_socket.sendall(request(target, target.path, method="HEAD", keep=True))
        first = open_socket.recv(65_536)
        if not first:
            raise CannotReachError("kết nối bị đóng trước khi có câu trả lời")
        parsed(first)
        began = monotonic()
        is_cut = _waits_for_end(open_socket, began + watch_s)
        kept = monotonic() - began
    return {"is_cut": is_cut, "kept_s": round(kept, 1), "watched_s": watch_s}


def _waits_for_end(open_socket: socket.socket, until: float) -> bool:
    while (left := until - monotonic()) > 0:
        open_socket.settimeout(left)
        try:
            if not open_socket.recv(65_536):
                return True
        except (TimeoutError, ssl.SSLWantReadError):
            return False
        except OSError:
            return True
    return False
