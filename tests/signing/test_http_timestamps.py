"""Timestamps over HTTP, against a server on this machine that answers well or badly."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from asn1crypto import tsp

from benhan.fhir.problems import ProblemError
from benhan.signing import problems
from benhan.signing.timestamps import HttpTimestampAuthority
from benhan.signing.verification import verify_pdf
from tests.signing.pki import NOW, Pki


class _Answering(HTTPServer):
    pki: Pki
    status: int = 200
    body: bytes | None = None  # None: a real answer
    asked: int = 0


class _Reply(BaseHTTPRequestHandler):
    def do_POST(self) -> None:  # noqa: N802 - the name http.server calls
        server = self.server
        assert isinstance(server, _Answering)
        server.asked += 1
        asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
        client = server.pki.authority.timestamps().client()
        body = server.body
        if body is None:
            body = asyncio.run(client.async_request_tsa_response(asked)).dump()
        self.send_response(server.status)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def server(pki: Pki) -> Iterator[_Answering]:
    with _Answering(("127.0.0.1", 0), _Reply) as answering:
        answering.pki = pki
        thread = Thread(target=answering.serve_forever)
        thread.start()
        yield answering
        answering.shutdown()
        thread.join()


def _authority(server: _Answering) -> HttpTimestampAuthority:
    return HttpTimestampAuthority(f"http://127.0.0.1:{server.server_port}/", timeout_s=5, https_only=False)


def test_a_timestamp_fetched_over_http_counts(pki: Pki, plain_pdf: bytes, server: _Answering) -> None:
    signed = pki.sign_as_doctor(plain_pdf, timestamps=_authority(server))
    (one,) = verify_pdf(signed, trust=pki.authority.trust(), at=NOW).signatures
    assert one.timestamped_at == NOW


@pytest.mark.parametrize(
    ("status", "body"), [(500, None), (200, b""), (200, b"<html>"), (200, b"\x30\x03\x02\x01\x05")]
)
def test_a_server_that_answers_nonsense_means_nothing_is_signed(
    pki: Pki, plain_pdf: bytes, server: _Answering, status: int, body: bytes | None
) -> None:
    server.status, server.body = status, body
    with pytest.raises(ProblemError) as caught:
        pki.sign_as_doctor(plain_pdf, timestamps=_authority(server))
    assert caught.value.problem is problems.TIMESTAMP_UNREACHABLE


def test_a_service_is_tried_once_and_then_asked_once_for_each_signature(
    pki: Pki, plain_pdf: bytes, server: _Answering
) -> None:
    source = _authority(server)
    pki.sign_as_doctor(plain_pdf, timestamps=source)
    assert server.asked == 2  # the trial, and the signature
    pki.sign_as_doctor(plain_pdf, timestamps=_authority(server))
    assert server.asked == 3


def test_a_service_that_died_after_its_trial_still_means_nothing_is_signed(
    pki: Pki, plain_pdf: bytes, server: _Answering
) -> None:
    pki.sign_as_doctor(plain_pdf, timestamps=_authority(server))
    server.status = 500
    server.body = b"<html>"
    with pytest.raises(ProblemError) as caught:
        pki.sign_as_doctor(plain_pdf, timestamps=_authority(server))
    assert caught.value.problem is problems.TIMESTAMP_UNREACHABLE
