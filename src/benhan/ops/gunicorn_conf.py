"""gunicorn's settings, read from `python:benhan.ops.gunicorn_conf`; what varies is on its command line.

The application is loaded after the fork, in each worker: a connection made before it would be shared.
"""

from __future__ import annotations

import signal
import threading
from typing import Any

from benhan.ops.privilege import die_with_parent

worker_class = "gthread"
workers = 2
threads = 4
preload_app = False
timeout = 60
graceful_timeout = 10
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
control_socket_disable = True
accesslog = None  # URLs may name resources; audit is the record of who read what
errorlog = "-"
loglevel = "warning"
limit_request_line = 8190
forwarded_allow_ips = "127.0.0.1"


def pre_fork(server: Any, worker: Any) -> None:
    """Prepared in the parent: the child must compare against the master's process number."""
    worker.benhan_tie = die_with_parent(signal.SIGTERM)


def post_fork(server: Any, worker: Any) -> None:
    """A worker whose master was killed stops too, also in the middle of a request."""
    worker.benhan_tie()


def post_worker_init(worker: Any) -> None:
    """The catalogue of forms takes seconds to read: beside the first requests, not inside one of them."""
    from benhan.forms.catalogue import forms

    threading.Thread(target=forms, name="catalogue", daemon=True).start()
