"""A record from last year's version of a form opens, prints, is signed and verified as it was, whatever holds today."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from benhan.forms import catalogue
from benhan.forms.answers import Coding, from_response
from benhan.forms.changes import Changes
from benhan.forms.print import PrintContext, render
from benhan.law import loading
from benhan.records import answers, documents, signatures
from benhan.store.repository import Repository
from tests.forms.issuing import PAIN, SMOKING, issued_form
from tests.records.every_form import words_of
from tests.records.visit import Visit, record_answers
from tests.support.cast import CAST

pytestmark = pytest.mark.slow  # papers are set by typst and signed with real keys
OLD = "2024-cu"
OLD_LABEL = "Diễn biến bệnh theo mẫu năm ngoái"


def _forget() -> None:
    named = ("forms", "_shipped", "_own", "_code_by_address", "_files", "_versions")
    for remembered in (*(getattr(catalogue, name) for name in named), loading.document, loading.rows):
        remembered.cache_clear()


@pytest.fixture
def last_years_version(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A law folder in which 15/BV1 had another label and one field less until yesterday."""
    folder = tmp_path / "law"
    shutil.copytree(loading.DATA, folder)
    (today,) = (
        path
        for path in (folder / "forms").rglob("*.yaml")
        if '"15/BV1"' in path.read_text(encoding="utf-8").partition("sections:")[0]
    )
    text = today.read_text(encoding="utf-8")
    form = catalogue.form("15/BV1", timezone.localdate())
    label = form.field("illness_course").label
    assert text.count(f'"{label}"') >= 1
    until = timezone.localdate() - timedelta(days=1)
    old = text.replace(f'version: "{form.version}"', f'version: "{OLD}"')
    old = old.replace(f'"{label}"', f'"{OLD_LABEL}"')
    old = "\n".join(
        f"valid_to: {until}" if line.startswith("valid_to:") else line
        for line in old.split("\n")
        if "key: done_already" not in line
    )
    assert OLD in old
    today.with_name("15-bv1-cu.yaml").write_text(old, encoding="utf-8")
    monkeypatch.setattr(loading, "DATA", folder)
    _forget()
    yield
    monkeypatch.undo()
    _forget()


def test_the_law_folder_knows_both_versions_and_new_records_take_todays(
    db: None, last_years_version: None
) -> None:
    versions = {one.version for one in catalogue.forms() if one.code == "15/BV1"}
    assert OLD in versions and len(versions) == 2
    assert catalogue.form("15/BV1", timezone.localdate()).version != OLD
    assert (
        catalogue.form("15/BV1", timezone.localdate() - timedelta(days=2)).field("illness_course").label
        == OLD_LABEL
    )
    with pytest.raises(KeyError):
        catalogue.form_version("15/BV1", OLD).field("done_already")


def test_a_record_of_last_year_opens_prints_and_verifies_as_it_was(
    visit: Visit, last_years_version: None
) -> None:
    old = catalogue.form_version("15/BV1", OLD)
    filled = {key: value for key, value in record_answers().items() if key in old.field_by_key}
    visit.open()
    with Repository(by=CAST.an) as repository:
        response = answers.start(repository, form=old, encounter=visit.encounter, answers=filled)
        paper = documents.prepare(
            repository, form=old, encounter=visit.encounter, answers=filled, sources=[response], signer_names={},
        )  # fmt: skip
    visit.sign(document=paper)
    _forget()  # another day, another process
    with Repository(by=CAST.an) as repository:
        paper = repository.read("DocumentReference", paper.id)
        opened = documents.form_of(paper)
        (source,) = documents.sources_of(repository, paper)
        assert (opened.version, opened.field("illness_course").label) == (OLD, OLD_LABEL)
        assert catalogue.form_of_canonical(source.resource["questionnaire"]) == opened
        assert from_response(opened, source.resource) == filled
        states = signatures.slots(repository, opened, paper)
        assert [one.is_signed for one in states][:2] == [True, True]
        items = [item["text"] for group in source.resource["item"] for item in group["item"]]
        assert OLD_LABEL in items
        at = paper.last_updated
    context = PrintContext(facility="Bệnh viện thử", made_at=at, lookup_code="ABC")
    assert render(opened, filled, context).pdf == render(old, filled, context).pdf


def test_a_record_of_a_version_an_officer_issued_opens_and_prints_as_it_was_after_it_was_superseded(
    visit: Visit, tmp_path: Path
) -> None:
    own = issued_form(Changes(fields=(SMOKING,)))
    smokes = Coding(own.field("cs_hut_thuoc").choice_system, "1", "Đang hút")
    filled = record_answers() | {"cs_hut_thuoc": smokes}
    visit.open()
    with Repository(by=CAST.an) as repository:
        response = answers.start(repository, form=own, encounter=visit.encounter, answers=filled)
        paper = documents.prepare(
            repository, form=own, encounter=visit.encounter, answers=filled, sources=[response], signer_names={},
        )  # fmt: skip
    paper = visit.sign(document=paper)
    today = issued_form(Changes(fields=(PAIN,)), number="13/QĐ-TTYT")
    assert (own.version, today.version) == ("1.cs1", "1.cs2")
    assert "cs_hut_thuoc" not in today.field_by_key
    _forget()  # another day, another process
    with Repository(by=CAST.an) as repository:
        paper = repository.read("DocumentReference", paper.id)
        opened = documents.form_of(paper)
        (source,) = documents.sources_of(repository, paper)
        pdf = documents.pdf_of(repository, paper)
        assert opened == own
        assert catalogue.form_of_canonical(source.resource["questionnaire"]) == own
        assert from_response(opened, source.resource) == filled
        assert [one.is_signed for one in signatures.slots(repository, opened, paper)][:2] == [True, True]
    assert "hútthuốclá" in words_of(pdf, tmp_path)
    assert "đanghút" in words_of(pdf, tmp_path)
    context = PrintContext(facility="Bệnh viện thử", made_at=paper.last_updated, lookup_code="ABC")
    assert render(opened, filled, context).pdf == render(own, filled, context).pdf
