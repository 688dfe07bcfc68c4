"""The web process: gunicorn on a socket bound beforehand, and the wait until it answers."""

from __future__ import annotations

import http.client
import socket
import ssl
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benhan.ops.agent_problems import CERTIFICATE_UNUSABLE
from benhan.ops.instance import Instance
from benhan.ops.problems import NOT_READY, PORT_BUSY
from benhan.ops.processes import Part, Stopper

HEALTH_PATH = "/song/"
_READY_LIMIT_S = 90


def bind(host: str, port: int) -> socket.socket:
    """A bound socket that does not listen yet: a busy port shows before anything is started.

    Raises PORT_BUSY.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise PORT_BUSY.at(port=port, reason=error.strerror or str(error)) from None
    return bound


@dataclass(frozen=True, slots=True)
class Tls:
    """A certificate with its chain and its key, both PEM; read anew for each connection."""

    certificate: Path
    key: Path

    def check(self) -> None:
        """Raises CERTIFICATE_UNUSABLE: better now than at the first connection."""
        try:
            ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(self.certificate, self.key)
        except OSError as error:  # also SSLError
            reason = error.strerror or str(error)
            raise CERTIFICATE_UNUSABLE.at(certificate=self.certificate, key=self.key, reason=reason) from None


def gunicorn(
    instance: Instance,
    bound: socket.socket,
    *,
    log: Path | None,
    extra: tuple[str, ...] = (),
    tls: Tls | None = None,
    name: str = "web",
) -> Part:
    """gunicorn on the bound socket, encrypting when it is given a certificate; its log is a file, or our own stderr."""
    number = bound.fileno()
    command = [sys.executable, "-m", "gunicorn", "--config", "python:benhan.ops.gunicorn_conf"]
    environment = instance.environment()
    if tls is not None:
        command += ["--certfile", str(tls.certificate), "--keyfile", str(tls.key)]
        environment["BENHAN_HTTPS"] = "1"
    command += ["--bind", f"fd://{number}", *extra, "benhan.config.wsgi:application"]
    return Part(name, command, environment, log=log, passing=(number,))


def worker(instance: Instance, *, log: Path | None) -> Part:
    """The background process."""
    command = [sys.executable, "-m", "benhan.ops.cli", "worker", "--data", str(instance.directory)]
    return Part("worker", command, instance.environment(), log=log)


def wait_until_ready(port: int, *, stopper: Stopper, check: Callable[[], None], log: Path) -> None:
    """Ask the health page until it answers with less than 500. `check` raises when a program ended.

    Raises NOT_READY after 90 s.
    """
    end = time.monotonic() + _READY_LIMIT_S
    while not _answers(port):
        check()
        if time.monotonic() > end:
            raise NOT_READY.at(seconds=_READY_LIMIT_S, log=log)
        stopper.sleep(0.1)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", HEALTH_PATH)
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
