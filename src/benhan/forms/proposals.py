"""Acts on a facility's versions of forms: begin, write, submit, return, issue, give up.

One proposal per form. Planning officer and director write; the director alone issues, by a decision with
number and date. Every act is one audit entry in the same transaction.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from benhan.access.actor import Role
from benhan.access.permissions import Permission, demand
from benhan.audit.entry import Entry
from benhan.fhir.problems import Finding
from benhan.forms import catalogue, issued, issuing, problems
from benhan.forms.changes import Changes, OwnSection, from_json, from_text, to_json
from benhan.forms.fields import Form
from benhan.forms.models import IssuedVersion, ProposedVersion
from benhan.law.vietnam_time import VIETNAM
from benhan.store.repository import Repository

PREVIEW = "dự thảo"
DRAFT, SUBMITTED = ProposedVersion.State.DRAFT, ProposedVersion.State.SUBMITTED
_SHORT_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,22}[A-Z0-9]", re.ASCII)
FIRST_PART = OwnSection("cs_noi_dung", "Nội dung")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal as it stands, with the forms around it.

    base    the Ministry's form it changes, None for a form of the facility
    before  the version in force when it was begun, None for none
    form    the version as it would be
    """

    row: ProposedVersion
    changes: Changes
    base: Form | None
    before: Form | None
    form: Form

    @property
    def is_draft(self) -> bool:
        return self.row.state == DRAFT

    def findings(self) -> tuple[Finding, ...]:
        return issuing.findings(self.base, self.changes, _stamp(self.row), self.before)


@dataclass(frozen=True, slots=True)
class Decision:
    """The director's: number and date of the paper, from and until when the version holds."""

    number: str
    day: date | None
    valid_from: date
    valid_to: date | None = None


def begin(*, repository: Repository, code: str, now: datetime) -> Proposal:
    """Write a new version of a form, beginning with the facility's newest; the present proposal when there is one.

    Raises  NOT_PERMITTED, KeyError when the form is unknown or the Ministry's has ended
    """
    demand(repository.by, Permission.ISSUE_FORMS)
    found = _row(repository, code)
    if found is None:
        today = _today(now)
        before, base = _in_force(code, now), catalogue.shipped_version(code, today)
        newest = _newest(code, base, today)
        if before is None and newest is None:
            raise KeyError(f"no form {code} to begin with")
        content = to_json(from_text(newest.content)) if newest else {}
        found = _insert(
            repository, code, base.version if base else "", before.version if before else "", content, now
        )
    return _proposal(found)


def _newest(code: str, base: Form | None, today: date) -> issued.Issued | None:
    """The version issued last on this base, one that waits for its day too. What ended is begun anew, but for
    a form of the facility, which has nothing else to begin with."""
    version = base.version if base else ""
    for one in reversed(issued.of_code(code)):
        if one.base_version == version and (base is None or one.valid_to is None or today <= one.valid_to):
            return one
    return None


def begin_own(
    *, repository: Repository, short_code: str, title: str, kind: str, setting: str, now: datetime
) -> Proposal:
    """Write a form of the facility, LOCAL/CS-<short_code>; raises NOT_PERMITTED, CODE_TAKEN."""
    demand(repository.by, Permission.ISSUE_FORMS)
    code = issuing.OWN_CODE + short_code
    if not _SHORT_CODE.fullmatch(short_code) or issued.of_code(code) or _row(repository, code):
        raise problems.CODE_TAKEN.at("code", code=code)
    own = Changes(title=title.strip(), kind=kind, setting=setting, per="once", sections=(FIRST_PART,))
    return _proposal(_insert(repository, code, "", "", to_json(own), now))


def of_code(repository: Repository, code: str) -> Proposal:
    """The facility's proposal for a form; raises NOT_PERMITTED, PROPOSAL_GONE."""
    demand(repository.by, Permission.ISSUE_FORMS)
    found = _row(repository, code)
    if found is None:
        raise problems.PROPOSAL_GONE.at(code)
    return _proposal(found)


def open_codes(repository: Repository) -> dict[str, str]:
    """Code → state of every proposal of the facility."""
    rows = ProposedVersion.objects.filter(facility=repository.by.facility).order_by("code")
    return dict(rows.values_list("code", "state"))


def write(
    *,
    repository: Repository,
    code: str,
    revision: int,
    changed: Changes,
    now: datetime,
    reason: str | None = None,
) -> Proposal:
    """Put other changes in the proposal's place.

    Raises  NOT_PERMITTED, PROPOSAL_GONE, PROPOSAL_LOCKED when submitted, PROPOSAL_MOVED when another wrote
            since `revision`, PROPOSAL_REFUSED with its findings when an official field is touched
    """
    proposal = of_code(repository, code)
    _demand_state(proposal, DRAFT)
    _refuse_touched(proposal, changed)
    values: dict[str, object] = {"content": to_json(changed)}
    if reason is not None:
        values["reason"] = reason.strip()[:500]
    return _step(repository, proposal, revision, now, "write-form", values)


def submit(*, repository: Repository, code: str, revision: int, reason: str, now: datetime) -> Proposal:
    """Give it to the director; raises PROPOSAL_REFUSED with findings when it can't be issued as it is."""
    proposal = of_code(repository, code)
    _demand_state(proposal, DRAFT)
    _demand_sound(proposal)
    values: dict[str, object] = {"state": SUBMITTED, "reason": reason.strip()[:500], "returned_note": ""}
    return _step(repository, proposal, revision, now, "submit-form", values)


def give_back(*, repository: Repository, code: str, revision: int, note: str, now: datetime) -> Proposal:
    """Back to writing, with what the director wants otherwise; on the version in force now."""
    proposal = of_code(repository, code)
    _demand_state(proposal, SUBMITTED)
    before = _in_force(code, now)
    base = catalogue.shipped_version(code, _today(now))
    values: dict[str, object] = {
        "state": DRAFT,
        "returned_note": note.strip()[:500],
        "before_version": before.version if before else "",
        "base_version": base.version if base else "",
    }
    return _step(repository, proposal, revision, now, "return-form", values)


def give_up(*, repository: Repository, code: str, revision: int) -> None:
    """Drop a proposal; what is in force stays."""
    proposal = of_code(repository, code)
    _demand_state(proposal, DRAFT)
    deleted, _ = ProposedVersion.objects.filter(pk=proposal.row.pk, revision=revision).delete()
    if not deleted:
        raise problems.PROPOSAL_MOVED.at(code, current=proposal.row.revision, expected=revision)
    _record(repository, "drop-form", code, proposal.form)


def issue(*, repository: Repository, code: str, revision: int, decision: Decision, now: datetime) -> Form:
    """Put the version in force from a day: one row that is never changed again.

    Raises  NOT_PERMITTED, DIRECTOR_DECIDES, PROPOSAL_GONE, PROPOSAL_LOCKED when not submitted, PROPOSAL_MOVED,
            PROPOSAL_STALE when another version came into force since, PROPOSAL_REFUSED with findings
    Writes  the version, the end of the proposal, one audit entry: all or none
    """
    proposal = of_code(repository, code)
    if not repository.by.has_role(Role.DIRECTOR):
        raise problems.DIRECTOR_DECIDES.at(code)
    _demand_state(proposal, SUBMITTED)
    day = _decided_day(decision, _today(now))
    _demand_sound(proposal)
    row = proposal.row
    current, base = _in_force(code, now), catalogue.shipped_version(code, _today(now))
    if (current.version if current else "", base.version if base else "") != (
        row.before_version,
        row.base_version,
    ):
        raise problems.PROPOSAL_STALE.at(code)
    deleted, _ = ProposedVersion.objects.filter(pk=row.pk, revision=revision).delete()
    if not deleted:
        raise problems.PROPOSAL_MOVED.at(code, current=row.revision, expected=revision)
    made = IssuedVersion.objects.create(
        facility=row.facility, code=code, version=_next_version(row), base_version=row.base_version,
        content=row.content, valid_from=decision.valid_from, valid_to=decision.valid_to, reason=row.reason,
        decision_number=decision.number.strip(), decision_date=day, decided_by=repository.by.account,
        decided_by_name=repository.by.name, decided_at=now, drafted_by=row.drafted_by,
        drafted_by_name=row.drafted_by_name, drafted_at=row.drafted_at,
    )  # fmt: skip
    issued.forget()
    form = catalogue.form_version(code, made.version)
    _record(repository, "issue-form", code, form)
    return form


def _next_version(row: ProposedVersion) -> str:
    """1.cs2: the second version of the facility on version 1 of the Ministry; cs2 for an own form."""
    prefix = f"{row.base_version}.cs" if row.base_version else "cs"
    count = sum(one.version.startswith(prefix) for one in issued.of_code(row.code))
    return f"{prefix}{count + 1}"


def _decided_day(decision: Decision, today: date) -> date:
    """The decision's date, when number and all dates are as they must be."""
    found = []
    if not decision.number.strip() or decision.day is None or decision.day > today:
        found.append(problems.found(problems.DECISION_INCOMPLETE, "decision_number"))
    if decision.valid_from < today or (decision.valid_to and decision.valid_to < decision.valid_from):
        found.append(problems.found(problems.VALID_FROM_PAST, "valid_from"))
    if found or decision.day is None:
        raise problems.PROPOSAL_REFUSED.with_findings(tuple(found))
    return decision.day


def _demand_sound(proposal: Proposal) -> None:
    found = proposal.findings()
    if found:
        raise problems.PROPOSAL_REFUSED.with_findings(found)


def _refuse_touched(proposal: Proposal, changed: Changes) -> None:
    """While one writes, a form may lack things; but nothing may be wrong in what is written."""
    found = issuing.findings(proposal.base, changed, _stamp(proposal.row), proposal.before)
    unfinished = {problems.FORM_EMPTY.code, problems.OWN_FORM_INCOMPLETE.code}
    wrong = tuple(one for one in found if one.code not in unfinished)
    if wrong:
        raise problems.PROPOSAL_REFUSED.with_findings(wrong)


def _demand_state(proposal: Proposal, state: str) -> None:
    if proposal.row.state != state:
        raise problems.PROPOSAL_LOCKED.at(proposal.row.code, state=proposal.row.state)


def _step(
    repository: Repository,
    proposal: Proposal,
    revision: int,
    now: datetime,
    act: str,
    values: dict[str, object],
) -> Proposal:
    row = proposal.row
    mine = ProposedVersion.objects.filter(pk=row.pk, revision=revision, facility=repository.by.facility)
    if not mine.update(**values, revision=revision + 1, updated_at=now):
        raise problems.PROPOSAL_MOVED.at(row.code, current=row.revision, expected=revision)
    row.refresh_from_db()
    made = _proposal(row)
    _record(repository, act, row.code, made.form)
    return made


def _insert(
    repository: Repository, code: str, base: str, before: str, content: dict[str, object], now: datetime
) -> ProposedVersion:
    by = repository.by
    try:
        with transaction.atomic():
            made = ProposedVersion.objects.create(
                facility=by.facility, code=code, base_version=base, before_version=before, content=content,
                drafted_by=by.account, drafted_by_name=by.name, drafted_at=now, updated_at=now,
            )  # fmt: skip
    except IntegrityError:  # another officer began it this second: theirs is as good
        return ProposedVersion.objects.get(facility=by.facility, code=code)
    repository.record(Entry("begin-form", resource_type="Questionnaire", resource_id=_id(code)))
    return made


def _row(repository: Repository, code: str) -> ProposedVersion | None:
    return ProposedVersion.objects.filter(facility=repository.by.facility, code=code).first()


def _proposal(row: ProposedVersion) -> Proposal:
    changes = from_json(row.content)
    base = catalogue.form_version(row.code, row.base_version) if row.base_version else None
    before = catalogue.form_version(row.code, row.before_version) if row.before_version else None
    return Proposal(row, changes, base, before, issuing.made_form(base, changes, _stamp(row)))


def _stamp(row: ProposedVersion) -> issuing.Stamp:
    return issuing.Stamp(row.facility, row.code, PREVIEW, None)


def _in_force(code: str, now: datetime) -> Form | None:
    try:
        return catalogue.form(code, _today(now))
    except KeyError:
        return None


def _today(now: datetime) -> date:
    return now.astimezone(VIETNAM).date()


def _id(code: str) -> str:
    return code.replace("/", "-").lower()[:64]


def _record(repository: Repository, act: str, code: str, form: Form) -> None:
    detail = {"version": form.version, "fields": len(form.fields)}
    repository.record(Entry(act, resource_type="Questionnaire", resource_id=_id(code), detail=detail))
