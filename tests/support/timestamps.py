"""A timestamp service on this machine that answers well, badly, late or not at all."""

from __future__ import annotations

import asyncio
import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from asn1crypto import core, tsp

from benhan.signing.timestamps import LocalTimestampAuthority


class Stamping(ThreadingHTTPServer):
    """mood  "" answers truly · "down" 500 · "slow" holds the answer back until the test ends · "wrong-nonce" ·
    "wrong-hash" · "refuses" (RFC 3161 rejection)"""

    daemon_threads = True
    source: LocalTimestampAuthority
    mood = ""
    asked = 0
    ending: threading.Event

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class _Reply(BaseHTTPRequestHandler):
    def do_POST(self) -> None:  # noqa: N802 - the name http.server calls
        server = self.server
        assert isinstance(server, Stamping)
        server.asked += 1
        request = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
        if server.mood == "slow":
            server.ending.wait(20)
            return
        if server.mood == "wrong-nonce":
            request["nonce"] = core.Integer(7)
        if server.mood == "wrong-hash":
            request["message_imprint"]["hashed_message"] = hashlib.sha256(b"something else").digest()
        answer = asyncio.run(server.source.client().async_request_tsa_response(request))
        if server.mood == "refuses":
            answer = tsp.TimeStampResp({"status": tsp.PKIStatusInfo({"status": tsp.PKIStatus("rejection")})})
        body = answer.dump()
        self.send_response(500 if server.mood == "down" else 200)
        self.send_header(
            "Content-Type", "text/html" if server.mood == "down" else "application/timestamp-reply"
        )
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@contextmanager
def stamping(source: LocalTimestampAuthority) -> Iterator[Stamping]:
    with Stamping(("127.0.0.1", 0), _Reply) as server:
        server.source, server.ending = source, threading.Event()
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server
        finally:
            server.ending.set()
            server.shutdown()
            thread.join()
