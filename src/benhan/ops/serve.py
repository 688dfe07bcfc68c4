"""`benhan serve`: the web process of a real installation, with the embedded server when no other is named."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import ExitStack
from pathlib import Path

from benhan.ops import web
from benhan.ops.demo import port_number
from benhan.ops.instance import at
from benhan.ops.keeping import Keeper
from benhan.ops.postgres import Server
from benhan.ops.processes import Stopper, StopRequested, run_step
from benhan.ops.roles import prepare_embedded


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", metavar="DIR", help="the installation's directory (else BENHAN_DATA)")
    parser.add_argument(
        "--host", default="127.0.0.1", help="127.0.0.1: a reverse proxy with TLS stands before it"
    )
    parser.add_argument("--port", type=port_number, default=8000, metavar="N")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="processes (2)")
    parser.add_argument("--threads", type=int, default=4, metavar="N", help="threads of each process (4)")
    parser.add_argument(
        "--certificate", metavar="FILE", help="PEM with its chain: serve HTTPS without a proxy"
    )
    parser.add_argument("--key", metavar="FILE", help="PEM of the certificate's private key")


def run(arguments: argparse.Namespace) -> int:
    """Serve until SIGTERM. With the embedded server its tables are brought up to date first;
    a server of one's own is changed by `benhan migrate` only."""
    stopper = Stopper()
    stopper.install()
    instance = at(arguments.data)
    tls = tls_of(arguments.certificate, arguments.key)
    try:
        with ExitStack() as stack:
            bound = stack.enter_context(web.bind(arguments.host, arguments.port))
            instance.prepare(demo=False)
            server = None
            if not os.environ.get("BENHAN_DATABASE_URL"):
                server = Server(instance.directory, say=_say, check=stopper.check)
                stack.callback(server.stop)
                server.start()
                prepare_embedded(server)
                command = [
                    sys.executable,
                    "-m",
                    "benhan.ops.cli",
                    "migrate",
                    "--data",
                    str(instance.directory),
                ]
                log = instance.logs / "migrate.log"
                run_step("migrate", command, instance.environment(), log=log, check=stopper.check)
            extra = ("--workers", str(arguments.workers), "--threads", str(arguments.threads))
            part = web.gunicorn(instance, bound, log=None, extra=extra, tls=tls)
            stack.callback(part.stop)
            part.start()
            keeper = Keeper(server, (part,), _say)
            while True:
                stopper.check()
                keeper.look()
                stopper.sleep(0.5)
    except StopRequested:
        return 0


def tls_of(certificate: str | None, key: str | None) -> web.Tls | None:
    """The certificate to serve with; its key may stand in the same file. Raises CERTIFICATE_UNUSABLE."""
    if certificate is None and key is None:
        return None
    found = web.Tls(Path(certificate or ""), Path(key or certificate or ""))
    found.check()
    return found


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
