"""A paper is made, kept, compared with what was approved, and signed by each person in turn."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.db import connection
from pyhanko.pdf_utils.reader import PdfFileReader

from benhan.assurance.models import Asset
from benhan.dossier.models import DossierPaper
from benhan.dossier.papers.content import from_json, to_json
from benhan.dossier.papers.facts import gather
from benhan.dossier.papers.making import Appraisal, approved_before, make, note_appraisal
from benhan.dossier.papers.presenters import changes_since
from benhan.dossier.papers.registry import build
from benhan.dossier.papers.signing import next_role, sign
from benhan.fhir.problems import ProblemError
from benhan.store import blobs
from benhan.store.repository import Repository
from tests.records.conftest import keys_folder, signing  # noqa: F401 — fixtures
from tests.support.cast import CAST


def made(file, key="mau-01", by=CAST.dung, **more):
    with Repository(by=by) as repository:
        return make(repository, file, key, **more)


def signed(paper, role, by, shown=None):
    with Repository(by=by) as repository:
        return sign(repository, paper, role, shown or paper.pdf)


def refused(code, act, *args, **more):
    with pytest.raises(ProblemError) as caught:
        act(*args, **more)
    assert caught.value.problem.code == code


def test_each_making_is_a_version_of_its_own_with_both_forms_and_its_data(files):
    file = files["decree-331"]
    first, second = made(file), made(file)
    assert (first.version, second.version) == (1, 2)
    with Repository(by=CAST.dung):
        assert blobs.get(first.facility, first.pdf).startswith(b"%PDF")
        assert blobs.get(first.facility, first.docx).startswith(b"PK")
    assert first.content["is_draft"] and first.number == ""
    paper = from_json(first.content)
    kept = {key: value for key, value in first.content.items() if key not in ("boxes", "gaps")}
    assert to_json(paper) == kept


def test_making_is_audited_with_counts_only(files):
    made(files["decree-331"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT detail FROM audit_entry WHERE act = 'dossier-paper-made'")
        (detail,) = cursor.fetchone()
    found = json.loads(detail) if isinstance(detail, str) else detail
    assert found.keys() == {"paper", "key", "version", "final"}


def test_nobody_else_makes_papers_and_another_regimes_paper_is_unknown(files):
    refused("BH-ACCESS-0003", made, files["decree-331"], by=CAST.an)
    refused("BH-STORE-0001", made, files["decree-85"], key="mau-08")


def test_a_final_letter_needs_its_number_and_an_explanation_has_none(files):
    file = files["decree-331"]
    refused("BH-DOSSIER-0084", made, file, is_final=True)
    letter = made(file, is_final=True, number="12/CV-TTYT")
    assert letter.number == "12/CV-TTYT" and not letter.content["is_draft"] and letter.content["on"]
    assert made(file, "thuyet-minh", is_final=True).number == ""


@pytest.mark.slow  # two signatures with timestamps
def test_the_operator_signs_then_the_seal_follows_and_the_pdf_holds_both(files, signing: Path):  # noqa: F811
    letter = made(files["decree-331"], is_final=True, number="12/CV-TTYT")
    assert next_role(letter) == "operator"
    done = signed(letter, "operator", CAST.dung)
    assert [one["role"] for one in done.signatures] == ["operator", "seal"]
    assert next_role(done) == "" and done.pdf != done.unsigned_pdf == letter.pdf
    with Repository(by=CAST.dung):
        reader = PdfFileReader(io.BytesIO(blobs.get(done.facility, done.pdf)))
    assert [one.field_name for one in reader.embedded_regular_signatures] == ["operator", "seal"]
    refused("BH-DOSSIER-0082", signed, done, "operator", CAST.dung)


def test_a_draft_a_stale_view_another_role_and_an_older_version_are_not_signed(files, signing: Path):  # noqa: F811
    file = files["decree-331"]
    refused("BH-DOSSIER-0083", signed, made(file), "operator", CAST.dung)
    letter = made(file, is_final=True, number="12/CV-TTYT")
    refused("BH-DOSSIER-0081", signed, letter, "operator", CAST.dung, shown="0" * 64)
    refused("BH-ACCESS-0003", signed, letter, "operator", CAST.khanh)
    refused("BH-DOSSIER-0082", signed, letter, "appraiser", CAST.khanh)
    refused("BH-DOSSIER-0082", signed, letter, "seal", CAST.dung)
    made(file)
    refused("BH-DOSSIER-0086", signed, letter, "operator", CAST.dung)


def test_who_made_the_file_does_not_sign_its_appraisal(files, signing: Path):  # noqa: F811
    file = files["decree-331"]
    file.drafter_account = CAST.khanh.account
    file.save()
    opinion = made(file, "mau-04", CAST.khanh, is_final=True, number="3/YK")
    refused("BH-DOSSIER-0135", signed, opinion, "appraiser", CAST.khanh)


def test_the_appraisers_words_go_into_the_opinion(files):
    file = files["decree-331"]
    said = Appraisal("unfit", ("Thiếu sơ đồ vật lý.",), "Họp", points=("Bổ sung sơ đồ",))
    with Repository(by=CAST.khanh) as repository:
        note_appraisal(repository, file, said)
    opinion = str(made(file, "mau-04", CAST.khanh).content)
    assert "Thiếu sơ đồ vật lý." in opinion and "chưa phù hợp" in opinion and "Bổ sung sơ đồ" in opinion


@pytest.mark.parametrize(
    "said",
    [Appraisal("", ("x",), "Họp"), Appraisal("fit", (), "Họp"), Appraisal("unfit", ("x",), "Họp")],
    ids=["no conclusion", "no opinion", "no points"],
)
def test_an_appraisal_without_its_words_is_refused(files, said):
    with Repository(by=CAST.khanh) as repository:
        refused("BH-DOSSIER-0087", note_appraisal, repository, files["decree-331"], said)


@pytest.mark.slow  # sets the explanation, some twenty pages, twice in both forms
def test_making_again_tells_what_changed_since_the_approved_version(files):
    file = files["decree-331"]
    approved = made(file, "thuyet-minh", is_final=True)
    DossierPaper.objects.filter(pk=approved.pk).update(is_approved=True)
    with Repository(by=CAST.dung):
        now = to_json(build("thuyet-minh", gather(file)))
        assert [one for one in changes_since(approved, now) if "Phần B" in one.section] == []
        Asset.objects.filter(name="Máy chủ chính").update(place="Nhà B")
        now = to_json(build("thuyet-minh", gather(file)))
    words = [one.words for one in changes_since(approved, now)]
    assert "Hàng “Máy chủ chính”, Vị trí triển khai: “Nhà A” → “Nhà B”" in words
    again = made(file, "thuyet-minh")
    assert approved_before(again).pk == approved.pk
