"""What an address shows: a wrongly set up server is noticed on a real connection, the mended one meets the standard."""

from __future__ import annotations

import socket
import ssl
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial

import pytest

from benhan.assurance.expecting import compare
from benhan.assurance.probes.endpoint_wire import WIRE
from benhan.assurance.wire import endurance
from benhan.assurance.wire.http import serves_plain
from benhan.assurance.wire.target import CannotReachError, Target, target_of
from benhan.assurance.wire.tls import tls
from benhan.law.probes import bindings_of, probe_rules
from tests.assurance.wire.servers import GOOD, Respond, certificate, reply, serving, speaking

NOW = datetime.now(UTC)
NEW, OLD = "tcvn-14423-2026", "tcvn-11930-2017"


def met(probe: str, catalogue: str, requirement: str, facts) -> set[bool | None]:
    rule = probe_rules()[probe]
    assert set(facts) <= set(rule.facts)
    [binding] = [one for each, one in bindings_of(catalogue, requirement) if each.name == probe]
    return {one.is_met for one in compare(rule, binding, facts, 3)}


@dataclass(frozen=True)
class Setting:
    """How a server is set up: the certificate's days and name, the oldest TLS it speaks, its weakest suites."""

    days: int = 90
    address: str = "127.0.0.1"
    oldest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_2
    ciphers: str = ""


WRONG = {
    "expired": Setting(days=-3),
    "another name": Setting(address="10.9.9.9"),
    "TLS 1.0": Setting(oldest=ssl.TLSVersion.TLSv1, ciphers="ALL:@SECLEVEL=0"),
    "no authentication": Setting(ciphers="ALL:aNULL:@SECLEVEL=0"),
}


def looked(setting: Setting, folder):
    path = certificate(folder, days=setting.days, address=setting.address)
    with serving(context=speaking(path, oldest=setting.oldest, ciphers=setting.ciphers)) as target:
        return tls(replace(target, ca_pem=path.read_text()), NOW)


@pytest.mark.parametrize("fault", WRONG)
def test_a_weak_channel_fails_and_the_mended_one_passes(fault, tmp_path):
    assert False in met("endpoint-tls", NEW, "5.12.2.4.a-b", looked(WRONG[fault], tmp_path)), fault
    assert met("endpoint-tls", NEW, "5.12.2.4.a-b", looked(Setting(), tmp_path)) == {True}


def test_a_certificate_is_told_as_it_is(tmp_path):
    facts = looked(Setting(days=20), tmp_path)
    assert (facts["days_left"], facts["is_self_signed"], facts["issuer"]) == (20, True, "CA của bài kiểm tra")
    assert facts["is_trusted"] is True  # its authority was named as the facility's own
    assert facts["versions"] == ["TLS 1.2", "TLS 1.3"]
    assert False in met("endpoint-tls", OLD, "7.1.5.3.b", looked(Setting(days=5), tmp_path))
    assert met("endpoint-tls", OLD, "7.1.5.3.b", facts) == {True}


def test_an_unknown_authority_is_not_trusted(tmp_path):
    with serving(context=speaking(certificate(tmp_path))) as target:
        facts = tls(target, NOW)
    assert (facts["is_trusted"], facts["trust_fault"]) == (False, "chứng thư tự ký")


def test_an_address_without_encryption_fails():
    assert False in met("endpoint-tls", OLD, "7.2.1.2.a", tls(target_of("http://127.0.0.1:9/"), NOW))


def path_of(asked: str) -> str:
    return asked.split(" ", 2)[1]


def good(_asked: str) -> str:
    return reply(200, GOOD)


def filtered(asked: str) -> str:
    return reply(403 if "script" in asked or "%27" in asked or ".." in asked else 200)


def closed(asked: str) -> str:
    return reply(302 if path_of(asked) == "/an-toan/" else 404)


ANSWERS: dict[str, tuple[str, str, str, Respond, Respond]] = {
    "a banner tells the version": ("endpoint-http", OLD, "7.2.3.6.c", lambda _: reply(200, "Server: nginx/1.18.0\r\n"), good),
    "headers are missing": ("endpoint-http", NEW, "5.17.2.3", lambda _: reply(), good),
    "browsers aren't held to encryption": (
        "endpoint-http", OLD, "7.2.3.2.a", lambda _: reply(200, GOOD.replace("31536000", "60")), good),
    "a cookie travels in the clear": (
        "endpoint-http", OLD, "7.2.3.1.e", lambda _: reply(200, GOOD.replace(" Secure;", "")), good),
    "attacks pass": ("endpoint-filter", NEW, "5.12.2.2.a#3", good, filtered),
    "an administration page is open": (
        "endpoint-admin", OLD, "7.2.3.2.c", lambda asked: reply(200 if path_of(asked) == "/admin/" else 404), closed),
    "a forged source opens a page": (
        "endpoint-admin", NEW, "5.12.2.5", lambda asked: reply(302 if "for=127.0.0.1" in asked else 404), closed),
}  # fmt: skip


@pytest.mark.parametrize("fault", ANSWERS)
def test_a_careless_web_server_fails_and_the_mended_one_passes(fault, tmp_path):
    probe, catalogue, requirement, wrong, right = ANSWERS[fault]
    path = certificate(tmp_path)
    with ExitStack() as stack:
        careless = stack.enter_context(serving(wrong, speaking(path)))
        mended = stack.enter_context(serving(right, speaking(path)))
        assert False in met(probe, catalogue, requirement, WIRE[probe](careless, NOW))
        assert met(probe, catalogue, requirement, WIRE[probe](mended, NOW)) == {True}


def test_content_over_plain_http_fails_and_a_redirect_is_right():
    with serving() as plain, serving(lambda _: reply(301, "Location: https://benhan.local/\r\n")) as sent_on:
        assert serves_plain(replace(plain, is_https=True))
        assert not serves_plain(replace(sent_on, is_https=True))


def test_many_connections_at_once_are_refused_where_there_is_a_limit():
    ask = partial(endurance.limits, now=NOW, connections=20)
    with serving() as open_to_all, serving(most=8) as limited:
        assert False in met("endpoint-limits", NEW, "5.12.2.4.e", ask(open_to_all))
        assert met("endpoint-limits", NEW, "5.12.2.4.e", ask(limited)) == {True}


def test_a_silent_connection_is_cut_or_not():
    with serving(is_patient=True) as patient, serving() as strict:
        assert False in met("endpoint-idle", NEW, "5.12.2.4.c", endurance.idling(patient, NOW, watch_s=0.2))
        assert met("endpoint-idle", NEW, "5.12.2.4.c", endurance.idling(strict, NOW)) == {True}


@pytest.mark.parametrize("address", ["", "máy chủ", "ftp://benhan.local/", "https://benhan.local:x/"])
def test_what_is_no_web_address_says_so(address):
    with pytest.raises(CannotReachError, match="không phải là địa chỉ web"):
        target_of(address)


def test_nobody_at_the_address_is_an_error_not_a_pass():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(OSError, match="refused"):
        tls(Target("127.0.0.1", port), NOW)
