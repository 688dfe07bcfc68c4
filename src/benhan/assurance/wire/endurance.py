"""How an address bears many connections at once, and when it cuts one that says nothing more."""

from __future__ import annotations

import socket
import ssl
from contextlib import ExitStack
from datetime import datetime
from time import monotonic

from benhan.assurance.host.root import Facts
from benhan.assurance.wire.target import CannotReachError, Target, ask, connected, parsed, request

CONNECTIONS = 60
WATCH_S = 10.0
_REFUSED = frozenset({429, 503})


def limits(target: Target, now: datetime, connections: int = CONNECTIONS) -> Facts:
    """Probe endpoint-limits: sixty connections at once from one source, one small request on each.

    Whoever limits a source answers 429 or 503, or hangs up. Raises OSError, CannotReachError when already the
    first request fails.
    """
    ask(target, method="HEAD")
    refused = 0
    with ExitStack() as stack:
        held: list[socket.socket] = []
        for _ in range(connections):
            try:
                held.append(stack.enter_context(connected(target)))
                held[-1].sendall(request(target, target.path, method="HEAD"))
            except OSError:
                refused += 1
        refused += sum(_is_refused(one) for one in held)
    return {"connections": connections, "refused": refused, "is_limited": refused > 0}


def _is_refused(open_socket: socket.socket) -> bool:
    try:
        received = open_socket.recv(4096)
        return not received or parsed(received).status in _REFUSED
    except (OSError, CannotReachError):
        return True


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
