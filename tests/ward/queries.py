"""Counts what a page asks the database, savepoints apart (in use, the outer one is the transaction itself)."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def counted(client: Client, url: str, status: int = 200) -> int:
    """Statements of one GET, after a first one that fills caches."""
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(url)
    assert answer.status_code == status, (url, answer.status_code)
    return sum("SAVEPOINT" not in query["sql"] for query in captured.captured_queries)
