"""The pack a board asks for: it says what is proved, what is only declared and what is not there (EMR-PUB-01)."""

from __future__ import annotations

import hashlib
import json

import pytest
from django.utils import timezone

from benhan.access.models import Facility
from benhan.fhir.problems import ProblemError
from benhan.forms.answers import from_response, to_response
from benhan.forms.catalogue import form_version, forms
from benhan.law.rules import sources
from benhan.records.appraisal import pack, probes, samples, self_assessment
from benhan.records.appraisal.probes import DECLARED, MISSING, PROVED
from benhan.records.plain_zip import take_apart
from benhan.store.repository import Repository
from tests.support.cast import CAST, FACILITY

pytestmark = pytest.mark.slow  # papers are set by typst


@pytest.fixture
def facility(db: None) -> Facility:
    return Facility.objects.create(code=FACILITY, name="Bệnh viện thử", insurance_code=FACILITY, is_demo=True)


def test_the_pack_holds_what_a_board_asks_for_and_its_sums_agree(facility: Facility) -> None:
    with Repository(by=CAST.hanh) as repository:
        files, differences = take_apart(pack.make(repository))
    assert not differences
    kinds = [one for one in probes.forms_in_force() if one.kind == "record"]
    papers = [path for path in files if path.startswith("mau-benh-an/")]
    assert len(papers) == len(kinds) > 0
    assert all(files[path].startswith(b"%PDF-") for path in papers)
    assert {"trao-doi/HoSoBenhAn.json", "trao-doi/HoSoBenhAn.xml", "trao-doi/HoSoBenhAn.xsd"} <= set(files)
    assert "KẾT QUẢ: ĐẠT" in files["trao-doi/HoSoBenhAn-kiem-tra.txt"].decode()
    sums = json.loads(files["manifest.json"])["files"]
    assert sums == {
        path: hashlib.sha256(content).hexdigest()
        for path, content in files.items()
        if path != "manifest.json"
    }
    matrix = files["ma-tran-ky.csv"].decode("utf-8-sig")
    assert all(f"{one.code},{one.title}" in matrix for one in kinds)


def test_what_the_system_cannot_show_is_not_called_proved(facility: Facility) -> None:
    with Repository(by=CAST.minh) as repository:
        found = {one.criterion.id: one.evidence for one in self_assessment.assess(repository)}
    assert found["EMR-NFR-05"].state == MISSING  # backups
    assert found["EMR-NFR-02"].state == DECLARED  # a security test is somebody else's
    assert found["EMR-SIGN-01"].state == DECLARED  # nothing has been signed here yet
    assert found["EMR-FUNC-08"].state == MISSING  # no account
    assert found["EMR-FUNC-05"].state == found["EMR-FUNC-06"].state == PROVED


def test_every_row_names_a_text_we_know_and_how_it_was_read() -> None:
    for one in self_assessment.criteria():
        assert one.source in sources()
        assert one.basis in ("READ-T", "READ-D", "READ-S", "RECALLED")


def test_only_who_may_hand_records_out_makes_the_pack_and_it_is_accounted_for(facility: Facility) -> None:
    for actor in (CAST.an, CAST.dung, CAST.lan):
        with pytest.raises(ProblemError), Repository(by=actor) as repository:
            pack.make(repository)


@pytest.mark.parametrize("code", sorted({(one.code, one.version) for one in forms()}))
def test_sample_answers_of_every_form_are_answers_of_that_form(code: tuple[str, str]) -> None:
    form, now = form_version(*code), timezone.localtime()
    made = samples.answers(form, facility="Bệnh viện thử", now=now)
    assert made or not form.fields  # 52/BV2 and 53/BV2 ended: a code without questions
    response = to_response(form, made, id="x", status="completed", subject="Patient/x", authored=now)
    assert from_response(form, response) == made
