"""A facility's own versions: what may not be changed, who issues, and that old answers open as they were."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from benhan.access.problems import NOT_PERMITTED
from benhan.fhir.problems import ProblemError
from benhan.forms import answers, catalogue, issued, issuing, problems, proposals
from benhan.forms import print as printing
from benhan.forms.changes import (
    Changes,
    OwnChoice,
    OwnSection,
    OwnSigner,
    Remark,
    from_text,
    to_text,
)
from benhan.forms.differences import differences
from benhan.forms.models import IssuedVersion, ProposedVersion
from benhan.forms.proposals import Decision
from benhan.forms.questionnaire import questionnaire
from benhan.store import border
from benhan.store.border import facility_transaction
from benhan.store.repository import Repository
from tests.forms.issuing import NOW, PAIN, SMOKING, TODAY, begun, decided, issued_form, submitted, written
from tests.support.cast import CAST, FACILITY, OTHER_FACILITY

STAMP = issuing.Stamp(FACILITY, "15/BV1", "dự thảo", None)
OTHER_HANH = replace(CAST.hanh, facility=OTHER_FACILITY)
OTHER_MINH = replace(CAST.minh, facility=OTHER_FACILITY)


@pytest.fixture
def official():
    return catalogue.shipped_version("15/BV1", TODAY)


def codes_of(official, changed: Changes, before=None) -> set[str]:
    return {one.code for one in issuing.findings(official, changed, STAMP, before)}


# What may not be changed (EMR-REC-08)


def section_keys(official, section: str) -> tuple[str, ...]:
    return tuple(one.key for part in official.sections if part.key == section for one in part.fields)


def test_an_official_field_can_not_be_hidden_emr_rec_08(official):
    assert codes_of(official, Changes(hidden=("chief_complaint",))) == {problems.OFFICIAL_HIDDEN.code}


def test_an_official_field_can_not_be_left_out_of_the_order_emr_rec_08(official):
    short = section_keys(official, "history")[1:]
    assert codes_of(official, Changes(order={"history": short})) == {problems.OFFICIAL_HIDDEN.code}


def test_an_official_field_keeps_its_label_whatever_the_content_says_emr_rec_08(official):
    remarked = issuing.made_form(
        official, Changes(remarks={"chief_complaint": Remark("Vì sao đến khám")}), STAMP
    )
    assert remarked.field("chief_complaint").label == official.field("chief_complaint").label
    assert remarked.field("chief_complaint").screen_label == "Lý do vào viện (Vì sao đến khám)"
    sections = tuple(
        replace(
            part,
            fields=tuple(replace(one, label="Khác") if one.key == "pulse" else one for one in part.fields),
        )
        for part in official.sections
    )
    found = list(issuing.kept_whole(official, replace(official, sections=sections)))
    assert [one.code for one in found] == [problems.OFFICIAL_RENAMED.code]


@pytest.mark.parametrize(
    "change", [{"type": "text"}, {"unit": "lần"}, {"low": None, "high": None}, {"prefill": ""}]
)
def test_an_official_field_is_never_retyped_emr_rec_08(official, change):
    sections = tuple(
        replace(
            part, fields=tuple(replace(one, **change) if one.key == "pulse" else one for one in part.fields)
        )
        for part in official.sections
    )
    found = list(issuing.kept_whole(official, replace(official, sections=sections)))
    assert [one.code for one in found] == [problems.OFFICIAL_RETYPED.code]


def test_an_own_field_can_not_take_the_key_of_another(official):
    assert codes_of(official, Changes(fields=(replace(PAIN, key="pulse"),))) == {problems.KEY_TAKEN.code}
    assert codes_of(official, Changes(fields=(PAIN, PAIN))) == {problems.KEY_TAKEN.code}
    assert codes_of(official, Changes(fields=(replace(PAIN, key="exam"),))) == {problems.KEY_TAKEN.code}


@pytest.mark.parametrize(
    ("own", "code"),
    [
        (replace(PAIN, type="table"), problems.TYPE_UNKNOWN),
        (replace(PAIN, type="picture"), problems.TYPE_UNKNOWN),
        (replace(PAIN, label=" "), problems.OWN_FIELD_WRONG),
        (replace(PAIN, section="nowhere"), problems.OWN_FIELD_WRONG),
        (replace(PAIN, key="Đau"), problems.OWN_FIELD_WRONG),
        (replace(PAIN, low="mười"), problems.OWN_FIELD_WRONG),
        (replace(PAIN, low="10", high="0"), problems.OWN_FIELD_WRONG),
        (replace(PAIN, required="later"), problems.OWN_FIELD_WRONG),
        (replace(SMOKING, choices=()), problems.OWN_FIELD_WRONG),
        (replace(SMOKING, choices=(OwnChoice("1", "Có"), OwnChoice("1", "Không"))), problems.OWN_FIELD_WRONG),
    ],
)
def test_a_wrong_own_field_is_named(official, own, code):
    assert codes_of(official, Changes(fields=(own,))) == {code.code}


def test_an_official_field_is_asked_earlier_but_never_later(official):
    assert official.field("chief_complaint").required == "signing"
    assert codes_of(official, Changes(remarks={"chief_complaint": Remark(required="draft")})) == set()
    later = Changes(remarks={"chief_complaint": Remark(required="closing")})
    assert codes_of(official, later) == {problems.REQUIRED_LATER.code}


def test_only_fields_outside_the_official_print_can_be_hidden_or_renamed(official):
    ours = next(one for one in official.fields if one.extension)
    assert codes_of(official, Changes(hidden=(ours.key,))) == set()
    renamed = issuing.made_form(official, Changes(remarks={ours.key: Remark("Nhãn của cơ sở")}), STAMP)
    assert renamed.field(ours.key).label == "Nhãn của cơ sở"


def test_a_remark_on_nothing_is_refused(official):
    assert codes_of(official, Changes(remarks={"no_such": Remark("x")})) == {problems.FIELD_UNKNOWN.code}
    assert codes_of(official, Changes(hidden=("no_such",))) == {problems.FIELD_UNKNOWN.code}


def test_title_kind_and_signers_of_an_official_form_stay(official):
    assert codes_of(official, Changes(title="Khác")) == {problems.OFFICIAL_SHELL.code}


def test_a_field_of_the_version_in_force_keeps_its_type(official):
    before = issuing.made_form(official, Changes(fields=(PAIN,)), STAMP)
    changed = Changes(fields=(replace(PAIN, type="text", low="", high=""),))
    assert codes_of(official, changed, before) == {problems.TYPE_KEPT.code}


def test_changes_come_back_from_their_json_as_they_went():
    changed = Changes(
        fields=(SMOKING, PAIN), sections=(OwnSection("cs_phan", "Phần của cơ sở"),), order={"exam": ("cs_dau", "pulse")},
        remarks={"pulse": Remark("Mạch quay", "Đếm đủ một phút", "signing")}, hidden=("identity_number",),
        signers=(OwnSigner("doctor", "doctor", "Bác sĩ", 1),), title="Phiếu", leaves_house=True,
    )  # fmt: skip
    assert from_text(to_text(changed)) == changed
    with pytest.raises(KeyError):
        from_text('{"labels": {}}')


def test_the_order_within_a_section_is_the_facilitys(official):
    keys = section_keys(official, "history")
    changed = Changes(fields=(SMOKING,), order={"history": (*reversed(keys), "cs_hut_thuoc")})
    assert codes_of(official, changed) == set()
    made = issuing.made_form(official, changed, STAMP)
    assert section_keys(made, "history") == (*reversed(keys), "cs_hut_thuoc")


@pytest.mark.slow  # typst sets two papers
@pytest.mark.parametrize(("code", "section"), [("15/BV1", "exam"), ("don-thuoc", "close")])
def test_a_field_of_the_facility_is_printed_where_the_official_version_has_a_template_of_its_own(
    code, section, tmp_path
):
    base = catalogue.shipped_version(code, TODAY)
    assert base.template
    own = replace(PAIN, section=section)
    stamp = issuing.Stamp(FACILITY, code, "1.cs1", None)
    made = issuing.made_form(base, Changes(fields=(own,)), stamp)
    paper = printing.render(made, {own.key: Decimal(7)}, printing.PrintContext("Cơ sở thử", NOW))
    file = tmp_path / "paper.pdf"
    file.write_bytes(paper.pdf)
    said = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, text=True, check=True).stdout
    assert own.label in said
    assert set(paper.signature_boxes) >= {one.role for one in base.signers if not one.extension}


def test_a_version_in_an_order_of_its_own_is_not_set_by_the_official_ones_template(official):
    reversed_keys = tuple(reversed(section_keys(official, "history")))
    assert issuing.made_form(official, Changes(order={"history": reversed_keys}), STAMP).template == ""
    assert issuing.made_form(official, Changes(remarks={"pulse": Remark("Mạch quay")}), STAMP).template


# Who writes and who issues


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["an", "binh", "lan", "dung"])
def test_only_planning_and_director_write_versions(who):
    with pytest.raises(ProblemError) as refused:
        begun(by=getattr(CAST, who))
    assert refused.value.problem is NOT_PERMITTED


@pytest.mark.django_db
def test_planning_can_not_issue_what_it_wrote():
    revision = submitted(Changes(fields=(SMOKING,))).row.revision
    with pytest.raises(ProblemError) as refused:
        decided("15/BV1", revision, Decision("1/QĐ", TODAY, TODAY), by=CAST.minh)
    assert refused.value.problem is problems.DIRECTOR_DECIDES
    assert not IssuedVersion.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("decision", "code"),
    [
        (Decision("", TODAY, TODAY), problems.DECISION_INCOMPLETE),
        (Decision("  ", TODAY, TODAY), problems.DECISION_INCOMPLETE),
        (Decision("1/QĐ", None, TODAY), problems.DECISION_INCOMPLETE),
        (Decision("1/QĐ", TODAY + timedelta(days=1), TODAY), problems.DECISION_INCOMPLETE),
        (Decision("1/QĐ", TODAY, TODAY - timedelta(days=1)), problems.VALID_FROM_PAST),
        (Decision("1/QĐ", TODAY, TODAY, TODAY - timedelta(days=1)), problems.VALID_FROM_PAST),
    ],
)
def test_a_decision_needs_its_number_and_days_that_can_be(decision, code):
    revision = submitted(Changes(fields=(SMOKING,))).row.revision
    with pytest.raises(ProblemError) as refused:
        decided("15/BV1", revision, decision)
    assert [one.code for one in refused.value.findings] == [code.code]
    assert not IssuedVersion.objects.exists()


@pytest.mark.django_db
def test_what_was_not_submitted_is_not_issued_and_what_was_is_not_written():
    revision = written(Changes(fields=(SMOKING,))).row.revision
    with pytest.raises(ProblemError) as early:
        decided("15/BV1", revision, Decision("1/QĐ", TODAY, TODAY))
    assert early.value.problem is problems.PROPOSAL_LOCKED
    submitted(Changes(fields=(SMOKING,)))
    with pytest.raises(ProblemError) as late:
        written(Changes())
    assert late.value.problem is problems.PROPOSAL_LOCKED


@pytest.mark.django_db
def test_of_two_officers_who_write_at_once_the_second_is_told():
    revision = begun().row.revision
    with Repository(by=CAST.minh) as repository:
        proposals.write(
            repository=repository, code="15/BV1", revision=revision, changed=Changes(fields=(PAIN,)), now=NOW
        )
    with pytest.raises(ProblemError) as moved, Repository(by=CAST.hanh) as repository:
        proposals.write(repository=repository, code="15/BV1", revision=revision, changed=Changes(), now=NOW)
    assert moved.value.problem is problems.PROPOSAL_MOVED
    assert begun().changes.fields == (PAIN,)


@pytest.mark.django_db
def test_the_director_gives_back_with_a_remark():
    revision = submitted(Changes(fields=(SMOKING,))).row.revision
    with Repository(by=CAST.hanh) as repository:
        back = proposals.give_back(
            repository=repository, code="15/BV1", revision=revision, note="Thêm lựa chọn", now=NOW
        )
    assert (back.is_draft, back.row.returned_note) == (True, "Thêm lựa chọn")


@pytest.mark.django_db
def test_a_touched_official_field_is_not_even_written_down():
    with pytest.raises(ProblemError) as refused:
        written(Changes(hidden=("chief_complaint",)))
    assert refused.value.problem is problems.PROPOSAL_REFUSED
    assert begun().changes == Changes()


@pytest.mark.django_db
def test_a_proposal_begun_before_another_version_came_into_force_is_stale():
    issued_form(Changes(fields=(SMOKING,)))
    revision = submitted(Changes(fields=(SMOKING, PAIN))).row.revision
    with facility_transaction(FACILITY):
        ProposedVersion.objects.update(before_version="1")
    with pytest.raises(ProblemError) as stale:
        decided("15/BV1", revision, Decision("2/QĐ", TODAY, TODAY))
    assert stale.value.problem is problems.PROPOSAL_STALE


@pytest.mark.django_db
def test_each_step_is_accounted_for():
    issued_form(Changes(fields=(SMOKING,)))
    with facility_transaction(FACILITY), connection.cursor() as cursor:
        cursor.execute(
            "SELECT act, account FROM audit_entry WHERE resource_type = 'Questionnaire' ORDER BY id"
        )
        found = cursor.fetchall()
    assert found == [
        ("begin-form", "minh"),
        ("write-form", "minh"),
        ("submit-form", "minh"),
        ("issue-form", "hanh"),
    ]


@pytest.mark.django_db
def test_nothing_is_issued_when_it_can_not_be_accounted_for(monkeypatch):
    revision = submitted(Changes(fields=(SMOKING,))).row.revision

    def broken(by, entries):
        raise RuntimeError("no audit")

    monkeypatch.setattr("benhan.store.repository.write", broken)
    with pytest.raises(RuntimeError):
        decided("15/BV1", revision, Decision("1/QĐ", TODAY, TODAY))
    with facility_transaction(FACILITY):
        assert not IssuedVersion.objects.exists()
        assert catalogue.form("15/BV1", TODAY).version == "1"


# Versions in force, now and then


@pytest.mark.django_db
def test_a_version_holds_from_its_day_and_until_its_last():
    tomorrow, last = TODAY + timedelta(days=1), TODAY + timedelta(days=30)
    made = issued_form(Changes(fields=(SMOKING,)), valid_from=tomorrow, valid_to=last)
    assert made.version == "1.cs1"
    with facility_transaction(FACILITY):
        assert catalogue.form("15/BV1", TODAY).version == "1"
        assert catalogue.form("15/BV1", tomorrow).version == "1.cs1"
        assert catalogue.form("15/BV1", last).version == "1.cs1"
        assert catalogue.form("15/BV1", last + timedelta(days=1)).version == "1"


@pytest.mark.django_db
def test_a_facilitys_version_ends_with_the_ministrys_form_it_was_made_of(monkeypatch):
    issued_form(Changes(fields=(SMOKING,)))
    newer = replace(catalogue.form_version("15/BV1", "1"), version="2")
    monkeypatch.setattr(catalogue, "_shipped", lambda code, at: newer)
    with facility_transaction(FACILITY):
        assert catalogue.form("15/BV1", TODAY) is newer


@pytest.mark.django_db
def test_answers_of_an_old_version_open_as_they_were_after_two_further_versions(visit_answers):
    first = issued_form(Changes(fields=(SMOKING,)))
    chosen = answers.Coding(first.field("cs_hut_thuoc").choice_system, "1", "Đang hút")
    given = {**visit_answers, "cs_hut_thuoc": chosen}
    stored = answers.to_response(
        first, given, id="a", status="completed", subject="Patient/p", encounter="Encounter/e", authored=NOW
    )
    second = issued_form(
        Changes(fields=(replace(SMOKING, label="Thuốc lá, thuốc lào"), PAIN)), number="13/QĐ-TTYT"
    )
    third = issued_form(Changes(fields=(PAIN,)), number="14/QĐ-TTYT")
    assert [one.version for one in (first, second, third)] == ["1.cs1", "1.cs2", "1.cs3"]
    assert "cs_hut_thuoc" not in third.field_by_key
    with facility_transaction(FACILITY):
        opened = catalogue.form_of_canonical(stored["questionnaire"])
        now = catalogue.form("15/BV1", TODAY)
    assert opened.version == "1.cs1"
    assert opened.field("cs_hut_thuoc").label == "Hút thuốc lá"
    assert answers.from_response(opened, stored) == given
    assert now.version == "1.cs3"


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext reads the paper back")
@pytest.mark.slow  # sets four papers
def test_the_paper_of_each_version_prints_what_that_version_asks(visit_answers, official, tmp_path):
    one = issuing.made_form(official, Changes(fields=(SMOKING,)), replace(STAMP, version="1.cs1"))
    context = printing.PrintContext(facility="Trung tâm Y tế Kinh Bắc", made_at=NOW)
    given = {**visit_answers, "cs_hut_thuoc": answers.Coding("s", "1", "Đang hút")}
    assert "Đang hút" not in text_of(printing.render(official, visit_answers, context).pdf, tmp_path)
    shown = text_of(printing.render(one, given, context).pdf, tmp_path)
    assert "Hút thuốc lá" in shown
    assert "Đang hút" in shown
    only_official = printing.render(one, given, replace(context, official_only=True))
    assert "Đang hút" not in text_of(only_official.pdf, tmp_path)


def text_of(pdf: bytes, tmp_path) -> str:
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf)
    run = subprocess.run(["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True)
    return " ".join(run.stdout.decode("utf-8").split())


@pytest.mark.django_db
def test_the_questionnaire_of_a_version_names_it_and_what_it_derives_from():
    made = issued_form(Changes(fields=(SMOKING,)), valid_from=TODAY + timedelta(days=3))
    resource = questionnaire(made)
    assert (resource["url"], resource["version"]) == (made.url, "1.cs1")
    assert resource["effectivePeriod"] == {"start": "2026-11-25"}
    items = {item["linkId"]: item for group in resource["item"] for item in group["item"]}
    assert [option["valueCoding"]["code"] for option in items["cs_hut_thuoc"]["answerOption"]] == [
        "0",
        "1",
        "2",
    ]
    assert items["cs_hut_thuoc"]["required"] is True


@pytest.mark.django_db
def test_a_form_wholly_of_the_facility_comes_into_force_and_opens():
    with Repository(by=CAST.minh) as repository:
        made = proposals.begin_own(
            repository=repository,
            short_code="HUT-THUOC",
            title="Phiếu tư vấn cai thuốc lá",
            kind="nursing",
            setting="any",
            now=NOW,
        )
    own = replace(
        made.changes,
        fields=(replace(SMOKING, section="cs_noi_dung"),),
        signers=(
            OwnSigner("doctor", "doctor", "Bác sĩ tư vấn", 1),
            OwnSigner("patient", "patient", "Người bệnh", 2),
        ),
    )
    form = issued_form(own, "LOCAL/CS-HUT-THUOC")
    with facility_transaction(FACILITY):
        assert catalogue.form("LOCAL/CS-HUT-THUOC", TODAY) == form
        assert catalogue.form_of_canonical(form.canonical) == form
        assert form in catalogue.in_force(TODAY)
    assert [(one.role, one.capacity) for one in form.signers] == [
        ("doctor", "author"),
        ("patient", "confirms"),
    ]
    assert form.field("patient_name").prefill == "patient.name", "no paper without its patient"
    assert not form.field("cs_hut_thuoc").extension
    assert questionnaire(form)["item"][-1]["item"][0]["linkId"] == "cs_hut_thuoc"


@pytest.mark.django_db
def test_a_proposal_begins_with_the_version_that_waits_for_its_day():
    issued_form(Changes(fields=(SMOKING,)), valid_from=TODAY + timedelta(days=5))
    proposal = begun()
    assert (proposal.row.before_version, proposal.changes.fields) == ("1", (SMOKING,))


@pytest.mark.django_db
def test_after_the_last_day_an_official_form_is_begun_anew_and_an_own_one_goes_on():
    issued_form(Changes(fields=(SMOKING,)), valid_to=TODAY)
    with Repository(by=CAST.minh) as repository:
        made = proposals.begin_own(
            repository=repository, short_code="CU", title="Phiếu", kind="nursing", setting="any", now=NOW
        )
    own = replace(
        made.changes,
        fields=(replace(PAIN, section="cs_noi_dung"),),
        signers=(OwnSigner("doctor", "doctor", "Bác sĩ", 1),),
    )
    issued_form(own, "LOCAL/CS-CU", valid_to=TODAY)
    later = NOW + timedelta(days=2)
    with Repository(by=CAST.minh) as repository:
        official = proposals.begin(repository=repository, code="15/BV1", now=later)
        again = proposals.begin(repository=repository, code="LOCAL/CS-CU", now=later)
        with pytest.raises(KeyError):
            proposals.begin(repository=repository, code="52/BV2", now=later)
    assert official.changes == Changes()
    assert (again.before, again.changes) == (None, own)


@pytest.mark.django_db
@pytest.mark.parametrize("short", ["x", "phieu", "PHIẾU", "A" * 25, "-A", "A B", ""])
def test_a_local_code_has_its_shape_emr_rec_07(short):
    with pytest.raises(ProblemError) as refused, Repository(by=CAST.minh) as repository:
        proposals.begin_own(
            repository=repository, short_code=short, title="Phiếu", kind="nursing", setting="any", now=NOW
        )
    assert refused.value.problem is problems.CODE_TAKEN


@pytest.mark.django_db
def test_an_own_form_without_field_or_signer_is_not_submitted():
    with Repository(by=CAST.minh) as repository:
        made = proposals.begin_own(
            repository=repository, short_code="TRONG", title="Phiếu", kind="nursing", setting="any", now=NOW
        )
    with pytest.raises(ProblemError) as refused:
        submitted(made.changes, "LOCAL/CS-TRONG")
    assert {one.code for one in refused.value.findings} == {problems.OWN_FORM_INCOMPLETE.code}


# The border


@pytest.mark.django_db
def test_two_facilities_with_the_same_version_never_see_each_others():
    ours = issued_form(Changes(fields=(SMOKING,)))
    theirs = issued_form(Changes(fields=(PAIN,)), drafter=OTHER_MINH, director=OTHER_HANH)
    assert ours.canonical == theirs.canonical
    for facility, form in ((FACILITY, ours), (OTHER_FACILITY, theirs), (FACILITY, ours)):
        with facility_transaction(facility):
            assert catalogue.form("15/BV1", TODAY) == form
            assert catalogue.form_of_canonical(ours.canonical) == form
            assert {one.facility for rows in issued.rows().values() for one in rows} == {facility}
    with facility_transaction("24003"):
        assert catalogue.form("15/BV1", TODAY).version == "1"
        with pytest.raises(KeyError):
            catalogue.form_version("15/BV1", "1.cs1")


@pytest.mark.django_db
def test_a_facility_entered_after_another_in_one_transaction_sees_its_own():
    ours = issued_form(Changes(fields=(SMOKING,)))
    with facility_transaction(FACILITY):
        assert catalogue.form("15/BV1", TODAY) == ours
        border.enter(OTHER_FACILITY)
        assert catalogue.form("15/BV1", TODAY).version == "1"


def test_outside_a_transaction_there_is_only_what_we_ship():
    """No database here: a question to it would fail the test."""
    assert catalogue.form("15/BV1", TODAY).version == "1"
    assert issued.rows() == {}


@pytest.mark.django_db
def test_a_transaction_that_entered_no_facility_sees_only_what_we_ship():
    issued_form(Changes(fields=(SMOKING,)))
    border.enter("")
    assert catalogue.form("15/BV1", TODAY).version == "1"
    with pytest.raises(KeyError):
        catalogue.form_version("15/BV1", "1.cs1")


@pytest.mark.django_db
def test_what_a_rolled_back_transaction_issued_is_forgotten_with_it():
    issued_form(Changes(fields=(SMOKING,)))
    with pytest.raises(RuntimeError), facility_transaction(FACILITY):
        IssuedVersion.objects.create(
            facility=FACILITY, code="15/BV1", version="1.cs2", base_version="1", content={}, valid_from=TODAY,
            decision_number="2", decision_date=TODAY, decided_by="x", decided_at=NOW, drafted_by="x", drafted_at=NOW,
        )  # fmt: skip
        issued.forget()
        assert catalogue.form("15/BV1", TODAY).version == "1.cs2"
        raise RuntimeError("undone")
    with facility_transaction(FACILITY):
        assert catalogue.form("15/BV1", TODAY).version == "1.cs1"


@pytest.mark.django_db
def test_row_security_hides_another_facilitys_proposals_and_versions():
    issued_form(Changes(fields=(SMOKING,)))
    written(Changes(fields=(PAIN,)))
    with facility_transaction(OTHER_FACILITY):
        assert not IssuedVersion.objects.exists()
        assert not ProposedVersion.objects.exists()
        with pytest.raises(ProgrammingError), transaction.atomic():
            IssuedVersion.objects.create(
                facility=FACILITY, code="15/BV1", version="9", content={}, valid_from=TODAY, decision_number="1",
                decision_date=TODAY, decided_by="x", decided_at=NOW, drafted_by="x", drafted_at=NOW,
            )  # fmt: skip


@pytest.mark.django_db
def test_an_issued_version_can_be_neither_changed_nor_removed():
    issued_form(Changes(fields=(SMOKING,)))
    for act in (
        lambda: IssuedVersion.objects.update(version="x"),
        lambda: IssuedVersion.objects.all().delete(),
    ):
        with facility_transaction(FACILITY), pytest.raises(ProgrammingError), transaction.atomic():
            act()


@pytest.mark.django_db
def test_a_version_without_a_decision_number_is_refused_by_the_database_too():
    with facility_transaction(FACILITY), pytest.raises(IntegrityError), transaction.atomic():
        IssuedVersion.objects.create(
            facility=FACILITY, code="15/BV1", version="1.cs1", content={}, valid_from=TODAY, decision_number="",
            decision_date=TODAY, decided_by="x", decided_at=NOW, drafted_by="x", drafted_at=NOW,
        )  # fmt: skip


@pytest.mark.django_db
def test_what_is_in_force_costs_one_statement_a_transaction_and_an_official_version_none():
    issued_form(Changes(fields=(SMOKING,)))
    with facility_transaction(FACILITY):
        catalogue.in_force(TODAY)
    with facility_transaction(FACILITY), CaptureQueriesContext(connection) as captured:
        catalogue.form_version("15/BV1", "1")
        catalogue.form_of_canonical(catalogue.form_version("15/BV1", "1").canonical)
        assert len(captured) == 0
        catalogue.form("15/BV1", TODAY)
        catalogue.form("don-thuoc", TODAY)
        catalogue.form_version("15/BV1", "1.cs1")
        assert len(captured) == 1


# Differences in words


def test_differences_are_told_in_words(official):
    first = issuing.made_form(official, Changes(fields=(SMOKING, PAIN)), STAMP)
    keys = section_keys(official, "history")
    changed = Changes(
        fields=(replace(SMOKING, label="Thuốc lá", required=""),),
        remarks={"pulse": Remark("Mạch quay", required="signing")},
        order={"history": ("cs_hut_thuoc", *keys)},
    )
    second = issuing.made_form(official, changed, STAMP)
    told = {(one.kind, one.what, one.aspect): (one.before, one.after) for one in differences(first, second)}
    assert told[("changed", "Thuốc lá", "nhãn")] == ("Hút thuốc lá", "Thuốc lá")
    assert told[("changed", "Thuốc lá", "bắt buộc")] == ("khi trình ký", "không bắt buộc")
    assert told[("changed", "Mạch", "nhãn của cơ sở")] == ("(không có)", "Mạch quay")
    assert told[("changed", "Mạch", "bắt buộc")] == ("không bắt buộc", "khi trình ký")
    assert told[("removed", "Thang điểm đau", "mục")] == ("số; từ 0 đến 10", "(không có)")
    assert told[("moved", "Thuốc lá", "thứ tự")][1] == "đầu phần"
    assert len(told) == 6


def test_a_form_does_not_differ_from_itself(official):
    assert differences(official, official) == ()
