"""An agent of a device that recognises people, as the protocol in benhan.signing.devices asks, on a socket of this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[[dict[str, Any]], tuple[int, bytes]]


def recognised(asked: dict[str, Any], **changes: Any) -> tuple[int, bytes]:
    said = {
        "transaction": asked["transaction"],
        "document_sha256": asked["document_sha256"],
        "outcome": "match",
        "template_sha256": "ab" * 32,
        "device": {"name": "Máy đọc vân tay thử", "serial": "VT-01"},
    } | changes
    return 200, json.dumps(said, ensure_ascii=False).encode()


@dataclass
class Agent:
    """url for AgentDevice; answer decides what comes back; asked is what came in."""

    url: str
    answer: Answer = recognised
    asked: list[dict[str, Any]] = field(default_factory=list)


@contextmanager
def running() -> Iterator[Agent]:
    made: list[Agent] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            (agent,) = made
            if self.path != "/v1/confirm":
                self.send_error(404)
                return
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            agent.asked.append(asked)
            status, content = agent.answer(asked)
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.append(Agent(f"http://127.0.0.1:{server.server_address[1]}"))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield made[0]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
