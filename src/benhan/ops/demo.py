"""`benhan demo`: a whole invented hospital on this machine, from an empty directory to READY."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from contextlib import ExitStack
from pathlib import Path

from benhan.fhir.problems import ProblemError
from benhan.ops import demo_tls, web
from benhan.ops.instance import Instance, at
from benhan.ops.keeping import Keeper
from benhan.ops.postgres import Server
from benhan.ops.problems import DEMO_HALF_FILLED, PART_ENDED
from benhan.ops.processes import Part, Stopper, StopRequested, run_step
from benhan.ops.roles import drop_database, prepare_embedded


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--port", type=port_number, default=8000, metavar="N", help="8000; 0 for any free one"
    )
    parser.add_argument("--data", metavar="DIR", default=".demo", help="everything is written here (.demo)")


def port_number(text: str) -> int:
    """An argument that names a TCP port."""
    if not text.isascii() or not text.isdigit() or int(text) > 65_535:
        raise argparse.ArgumentTypeError("a whole number from 0 to 65535")
    return int(text)


def run(arguments: argparse.Namespace) -> int:
    """Start everything, say READY, wait for the wish to stop, stop everything in the opposite order."""
    stopper = Stopper()
    stopper.install()
    instance = at(arguments.data)
    try:
        with ExitStack() as stack:
            bound = stack.enter_context(web.bind("127.0.0.1", arguments.port))
            instance.prepare(demo=True)
            secured = _encrypted(instance, bound, stack)
            server = _start_database(instance, stopper, stack)
            _bring_up_to_date(instance, server, stopper)
            log = instance.logs / "web.log"
            parts: tuple[Part, ...] = (
                web.worker(instance, log=instance.logs / "worker.log"),
                web.gunicorn(instance, bound, log=log),
            )
            for part in parts:
                stack.callback(part.stop)
                part.start()

            def check() -> None:
                stopper.check()
                for part in parts:
                    part.check()
                _check_server(server)

            port: int = bound.getsockname()[1]
            web.wait_until_ready(port, stopper=stopper, check=check, log=log)
            _say_logins(instance)
            say(f"READY http://127.0.0.1:{port}")
            if secured is not None:  # only now: it must not hold up the first page
                stack.callback(secured.stop)
                secured.start()
                parts = (*parts, secured)
            keeper = Keeper(server, parts, say)
            while True:
                stopper.check()
                keeper.look()
                stopper.sleep(0.5)
    except StopRequested:
        return 0


def _encrypted(instance: Instance, bound: socket.socket, stack: ExitStack) -> Part | None:
    """A second, small web process with a certificate of the demonstration's own authority, on the next port.

    None when that port is busy: the demonstration does without.
    """
    try:
        beside = stack.enter_context(web.bind("127.0.0.1", bound.getsockname()[1] + 1))
    except (ProblemError, OverflowError):
        return None
    address = f"https://127.0.0.1:{beside.getsockname()[1]}/"
    tls = web.Tls(*demo_tls.prepare(instance.directory, address))
    extra = ("--workers", "1", "--threads", "2")
    return web.gunicorn(
        instance, beside, log=instance.logs / "web-tls.log", extra=extra, tls=tls, name="web-tls"
    )


def say(text: str) -> None:
    """A line for the person or the program that waits, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _start_database(instance: Instance, stopper: Stopper, stack: ExitStack) -> Server | None:
    """The embedded server, or None when BENHAN_DATABASE_URL names one of one's own."""
    if os.environ.get("BENHAN_DATABASE_URL"):
        return None
    server = Server(instance.directory, say=say, check=stopper.check)
    stack.callback(server.stop)
    server.start()
    return server


def _check_server(server: Server | None) -> None:
    if server is not None and (status := server.exit_status()) is not None:
        raise PART_ENDED.at(part="PostgreSQL", status=status, log=server.log)


def _bring_up_to_date(instance: Instance, server: Server | None, stopper: Stopper) -> None:
    """Database, tables, static files, on the first start the invented hospital, on every day its queue.

    A filling that was cut short leaves its mark; half a hospital is thrown away, it held invented data only.
    """
    mark = instance.directory / "demo"
    is_new = False
    if mark.read_text(encoding="ascii") == "filling":
        if server is None:
            raise DEMO_HALF_FILLED.at(marker=mark)
        drop_database(server)
    if server is not None:
        is_new = prepare_embedded(server)
    stopper.check()
    _step(instance, stopper, "migrate", ["benhan.ops.cli", "migrate", "--data", str(instance.directory)])
    if mark.read_text(encoding="ascii") == "filled" and not is_new:
        _step(instance, stopper, "demo-data", ["benhan.ops.demo_fill"])  # today's queue, on a day without one
        return
    say("Đang tạo bệnh viện mẫu · making the demonstration hospital")
    write_whole(mark, "filling")
    _step(instance, stopper, "demo-data", ["benhan.ops.demo_fill"])
    write_whole(mark, "filled")


def _step(instance: Instance, stopper: Stopper, name: str, module: list[str]) -> None:
    environment = instance.environment()
    log = instance.logs / f"{name}.log"
    run_step(name, [sys.executable, "-m", *module], environment, log=log, check=stopper.check)


def _say_logins(instance: Instance) -> None:
    try:
        say((instance.directory / "logins.txt").read_text(encoding="utf-8").rstrip("\n"))
    except FileNotFoundError:
        return


def write_whole(path: Path, content: str) -> None:
    """Replace a small file: a reader, or we after a crash, find the old content or the new one."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_text(content, encoding="utf-8")
    fresh.replace(path)
