"""The demonstration's certificate is of its own authority, and an expired one in its place is noticed."""

from __future__ import annotations

import ssl
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from benhan.assurance.wire.tls import tls
from benhan.fhir.problems import ProblemError
from benhan.ops import demo_tls, serve
from tests.assurance.wire.servers import serving


def looked(folder):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "tls/server.pem", folder / "tls/server.key")
    with serving(context=context) as target:
        return tls(replace(target, ca_pem=(folder / "tls/ca.pem").read_text()), datetime.now(UTC))


def test_the_certificate_fits_its_address_and_an_expired_one_shows(tmp_path):
    demo_tls.prepare(tmp_path, "https://127.0.0.1:8001/")
    facts = looked(tmp_path)
    assert (facts["name_matches"], facts["is_trusted"], facts["days_left"] > 300) == (True, True, True)
    demo_tls.issue(tmp_path, days=-3)
    facts = looked(tmp_path)
    assert (facts["days_left"] < 0, facts["trust_fault"]) == (True, "chứng thư đã hết hạn")


def test_a_second_start_keeps_the_certificate(tmp_path):
    certificate, key = demo_tls.prepare(tmp_path, "https://127.0.0.1:8001/")
    before = certificate.read_bytes(), key.read_bytes()
    demo_tls.prepare(tmp_path, "https://127.0.0.1:9001/")
    assert (certificate.read_bytes(), key.read_bytes()) == before
    assert (tmp_path / "tls/address").read_text() == "https://127.0.0.1:9001/\n"
    assert key.stat().st_mode & 0o077 == 0


def test_serve_takes_a_certificate_and_refuses_one_that_can_not_be_used(tmp_path):
    certificate, key = demo_tls.prepare(tmp_path, "https://127.0.0.1:8001/")
    assert serve.tls_of(None, None) is None
    assert serve.tls_of(str(certificate), str(key)) is not None
    for wrong in ((str(certificate), None), (str(tmp_path / "none.pem"), str(key)), (None, str(key))):
        with pytest.raises(ProblemError, match="0705"):
            serve.tls_of(*wrong)
