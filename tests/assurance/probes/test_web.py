"""The web face as strangers, forgers and the wrong role meet it: a hole made on purpose is found."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from benhan.access import permissions
from benhan.access.actor import Role
from benhan.access.models import Facility
from benhan.access.permissions import Permission
from benhan.assurance import acts, door
from benhan.assurance.acts import Done
from benhan.assurance.probes import web
from benhan.records import attachments
from benhan.store import border
from benhan.store import repository as store_repository
from benhan.ui.gallery import pages as gallery
from benhan.ward.sign_in import pages as sign_in
from tests.assurance.probes.conftest import meets
from tests.support.cast import CAST

ENTERED = ("11930/7.2.3.1.a", "14423/5.12.2.4.a-b")
ROLES = ("11930/7.2.3.2.d", "11930/7.1.5.9.a")


@pytest.mark.slow  # every address of the installation is asked twice
def test_a_stranger_gets_nowhere_and_a_role_only_where_it_belongs(ask, monkeypatch):
    facts = ask("web-anonymous")
    assert {meets("web-anonymous", one, facts) for one in (*ENTERED, *ROLES)} == {True}


def test_a_page_left_public_by_mistake_is_found(ask, monkeypatch):
    monkeypatch.setattr(web, "routes", lambda: ("thu-vien/", "song/", *(f"khong-co-{n}/" for n in range(60))))
    assert meets("web-anonymous", "11930/7.2.3.1.a", ask("web-anonymous")) is True
    monkeypatch.setattr(gallery.index, "is_public", True, raising=False)
    facts = ask("web-anonymous")
    assert facts["open"] == ["thu-vien/", "song/"]
    assert {meets("web-anonymous", one, facts) for one in ENTERED} == {False}


def test_a_role_given_a_right_too_many_is_found(ask, monkeypatch):
    monkeypatch.setattr(web, "routes", tuple)
    wider = dict(permissions.PERMISSIONS)
    wider[Role.NURSE] = wider[Role.NURSE] | {Permission.READ_AUDIT, Permission.READ_ASSURANCE}
    monkeypatch.setattr(permissions, "PERMISSIONS", wider)
    facts = ask("web-anonymous")
    assert {meets("web-anonymous", one, facts) for one in ROLES} == {False}


SAFE = (
    "11930/7.2.3.1.e", "11930/7.2.3.2.a", "11930/7.2.1.2.a", "14423/5.4.2.4.b", "14423/5.12.2.4.a-b",
)  # fmt: skip


def test_without_encryption_of_the_way_nothing_about_it_holds(ask, settings):
    facts = ask("web-answers")
    assert {meets("web-answers", one, facts) for one in SAFE} == {False}
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    door._handler.cache_clear()  # the middleware reads the time at its start
    facts = ask("web-answers")
    door._handler.cache_clear()
    assert {meets("web-answers", one, facts) for one in SAFE} == {True}


def test_headers_forged_requests_and_a_way_off_the_site(ask, monkeypatch, settings):
    both = ("11930/7.2.3.6.b", "14423/5.17.2.3")
    facts = ask("web-answers")
    assert {meets("web-answers", one, facts) for one in both} == {True}
    csp = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": csp | {"script-src": ["'self'", "'unsafe-inline'"]}}
    facts = ask("web-answers")
    assert {meets("web-answers", one, facts) for one in both} == {False}
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": csp}
    monkeypatch.setattr(sign_in, "_safe_next", lambda request, url: url)
    assert meets("web-answers", "11930/7.2.3.6.b", ask("web-answers")) is False


INPUT = ("11930/7.2.3.6.a", "11930/7.2.3.6.b", "11930/7.2.3.6.c", "11930/7.1.5.5.c", "14423/5.17.2.3")


def test_wrong_input_is_refused_in_words_that_tell_nothing(ask):
    facts = ask("web-input")
    assert {meets("web-input", one, facts) for one in INPUT} == {True}


def test_a_store_that_takes_anything_is_found(says, monkeypatch):
    monkeypatch.setattr(store_repository, "check", lambda *_, **__: ())
    assert says("web-input", "11930/7.2.3.6.a") is False


def test_an_error_page_that_talks_is_found(says, settings):
    settings.DEBUG = True
    assert says("web-input", "11930/7.2.3.6.c") is False


def test_a_program_taken_as_an_attachment_is_found(says, monkeypatch):
    monkeypatch.setattr(attachments, "_KINDS", (*attachments._KINDS, (b"MZ", "application/x-msdownload")))
    assert says("web-input", "11930/7.1.5.5.c") is False


CONTACT = ("14423/5.17.2.2", "14423/5.16.2.1.c")


def test_somebody_outside_finds_whom_to_tell(says, repository, system, client):
    assert {says("security-contact", one) for one in CONTACT} == {False}
    facility = Facility.objects.get(code=CAST.dung.facility)
    facility.phone = "0222 3 000 001"
    facility.save()
    assert {says("security-contact", one) for one in CONTACT} == {True}
    day = timezone.localdate() - timedelta(days=1)
    acts.record(
        repository, Done("incident-contact-check", day, "Dũng", reference="attt@ttyt.example.vn"), system
    )
    said = client.get("/.well-known/security.txt").content.decode()
    assert "Contact: mailto:attt@ttyt.example.vn\nExpires: " in said
    acts.record(
        repository, Done("incident-contact-check", day - timedelta(days=400), "D", reference="x@y.vn"), system
    )
    assert "attt@ttyt" in client.get("/.well-known/security.txt").content.decode()


def test_a_request_that_looks_into_every_facility_leaves_the_probe_where_it_was(repository):
    Facility.objects.create(code="24099", name="Cơ sở cuối", insurance_code="24099", phone="0222 3 000 009")
    assert "tel:+8422" in door.text_of(door.send("get", "/.well-known/security.txt"))
    assert border.here() == CAST.dung.facility


def test_a_contact_verified_too_long_ago_has_run_out(says, repository, system):
    day = timezone.localdate() - timedelta(days=400)
    acts.record(repository, Done("incident-contact-check", day, "Dũng", reference="https://x.vn/bao"), system)
    assert says("security-contact", "14423/5.17.2.2") is False


SPEED = (
    "14423/5.12.2.2.a#5", "14423/5.12.2.4.e", "11930/7.2.3.2.e", "11930/7.2.1.2.e",
    "11930/7.2.1.1/TT12-II.1.b.x",
)  # fmt: skip


def test_a_slow_page_or_a_full_database_is_found(ask):
    facts = ask("performance")
    assert {meets("performance", one, facts) for one in SPEED} == {True}
    bad = facts | {"page_ms": 9000.0, "connections_percent": 99, "statement_limit_s": "không giới hạn"}
    assert {meets("performance", one, bad) for one in SPEED} == {False}


def test_the_database_limits_each_statement(ask, db):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
    assert meets("performance", "11930/7.2.3.2.e", ask("performance")) is False
