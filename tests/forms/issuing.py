"""A facility's hand at its own versions of forms, for tests."""

from __future__ import annotations

from datetime import date, datetime

from benhan.access.actor import Actor
from benhan.forms import proposals
from benhan.forms.changes import Changes, OwnChoice, OwnField
from benhan.forms.fields import Form
from benhan.forms.proposals import Decision
from benhan.law.vietnam_time import VIETNAM
from benhan.store.repository import Repository
from tests.support.cast import CAST

NOW = datetime(2026, 11, 22, 9, 15, tzinfo=VIETNAM)
TODAY = NOW.date()
SMOKING = OwnField(
    key="cs_hut_thuoc", section="history", label="Hút thuốc lá", type="choice", required="signing",
    choices=(OwnChoice("0", "Không"), OwnChoice("1", "Đang hút"), OwnChoice("2", "Đã bỏ")),
    help="Hỏi mọi người bệnh từ 15 tuổi",
)  # fmt: skip
PAIN = OwnField(key="cs_dau", section="exam", label="Thang điểm đau", type="number", low="0", high="10")


def begun(code: str = "15/BV1", by: Actor = CAST.minh) -> proposals.Proposal:
    with Repository(by=by) as repository:
        return proposals.begin(repository=repository, code=code, now=NOW)


def written(
    changed: Changes, code: str = "15/BV1", by: Actor = CAST.minh, reason: str | None = None
) -> proposals.Proposal:
    """Begins the proposal where there is none and puts the changes in it."""
    revision = begun(code, by).row.revision
    with Repository(by=by) as repository:
        return proposals.write(
            repository=repository, code=code, revision=revision, changed=changed, now=NOW, reason=reason
        )


def submitted(changed: Changes, code: str = "15/BV1", by: Actor = CAST.minh) -> proposals.Proposal:
    made = written(changed, code, by)
    with Repository(by=by) as repository:
        return proposals.submit(
            repository=repository, code=code, revision=made.row.revision, reason="Theo yêu cầu", now=NOW
        )


def issued_form(
    changed: Changes,
    code: str = "15/BV1",
    *,
    number: str = "12/QĐ-TTYT",
    valid_from: date = TODAY,
    valid_to: date | None = None,
    drafter: Actor = CAST.minh,
    director: Actor = CAST.hanh,
) -> Form:
    revision = submitted(changed, code, drafter).row.revision
    return decided(code, revision, Decision(number, TODAY, valid_from, valid_to), director)


def decided(code: str, revision: int, decision: Decision, by: Actor = CAST.hanh) -> Form:
    with Repository(by=by) as repository:
        return proposals.issue(
            repository=repository, code=code, revision=revision, decision=decision, now=NOW
        )
