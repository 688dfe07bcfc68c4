"""Who is told what? A notice in the application, once for each change, to who answers for it, else to the keepers."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from benhan.assurance.addresses import address_of
from benhan.assurance.judging import VERDICTS_VI, Judgement, Verdict
from benhan.assurance.models import Assessment, Notice
from benhan.assurance.people import responsible_accounts
from benhan.audit.entry import Entry
from benhan.law.catalogues import catalogues
from benhan.store.repository import Repository

log = logging.getLogger("benhan.assurance")
LONGEST = 240  # letters of a reason in a notice


@dataclass(frozen=True, slots=True)
class Fallen:
    """A requirement that was proved and no longer is."""

    assessment: Assessment
    judgement: Judgement

    @property
    def is_only_unasked(self) -> bool:
        """Nothing broke: a probe that is new, or of a new machine, has its first look still before it."""
        broken = [one for one in self.judgement.proofs if one.state != "passed"]
        return bool(broken) and all(one.state == "absent" for one in broken)

    @property
    def cause(self) -> str:
        """The probe that broke it, else the requirement itself: one cause is told once, however much rests on it."""
        broken = [one for one in self.judgement.proofs if one.state != "passed"]
        worst = next((one for one in broken if one.state == "failed"), broken[0] if broken else None)
        return f"probe/{worst.probe}" if worst else f"requirement/{self.judgement.requirement.id}"


def tell(fallen: Sequence[Fallen], now: datetime) -> None:
    """One notice for each cause and person; one that is still unread of the same cause is not told twice."""
    grouped: dict[tuple[str, str, UUID], list[Fallen]] = {}
    for one in (each for each in fallen if not each.is_only_unasked):
        log.warning(
            "assurance.drift catalogue=%s requirement=%s",
            one.assessment.catalogue, one.judgement.requirement.id,
        )  # fmt: skip
        for account in responsible_accounts(one.assessment.facility, one.judgement.answer):
            grouped.setdefault((account, one.cause, one.assessment.system_id), []).append(one)
    for (account, cause, _), rows in grouped.items():
        first = rows[0]
        tone = "son" if any(one.judgement.verdict is Verdict.MISSING for one in rows) else "hoe"
        notify(
            first.assessment.facility, account, subject=f"drift/{first.assessment.system.slug}/{cause}", tone=tone,
            text=_text(rows), url=address_of(first.assessment, first.judgement.requirement), now=now,
        )  # fmt: skip


def notify(
    facility: str,
    account: str,
    *,
    subject: str,
    tone: str,
    text: str,
    url: str = "",
    now: datetime | None = None,
) -> Notice | None:
    """Tell a person, unless a notice about the same subject waits for them unread.

    subject  what it is about, e.g. "threshold/hsba"; tone hoe warns, son alarms, la is good news
    """
    about = subject[:120]
    waits = Notice.objects.filter(facility=facility, account=account, subject=about, seen_at__isnull=True)
    if waits.exists():
        return None
    return Notice.objects.create(
        facility=facility, account=account, subject=about, tone=tone, text=text, url=url[:300],
        at=now or timezone.now(),
    )  # fmt: skip


def tell_once(
    facility: str, accounts: Iterable[str], *, subject: str, tone: str, text: str, url: str, now: datetime
) -> int:
    """Tell each account about the subject, once ever, read or not; returns how many were told."""
    rows = Notice.objects.filter(facility=facility, subject=subject)
    told = set(rows.values_list("account", flat=True))
    new = [one for one in dict.fromkeys(accounts) if one not in told]
    Notice.objects.bulk_create(
        Notice(facility=facility, account=one, subject=subject, tone=tone, text=text, url=url, at=now)
        for one in new
    )
    return len(new)


def _text(rows: Sequence[Fallen]) -> str:
    first = rows[0]
    catalogue = catalogues()[first.assessment.catalogue]
    clause = catalogue.citation(first.judgement.requirement, first.assessment.level)
    more = f" và {len(rows) - 1} yêu cầu khác" if len(rows) > 1 else ""
    return (
        f"{first.assessment.system.name}: {catalogue.code} {clause} “{first.judgement.requirement.title}”{more} "
        f"không còn được chứng minh ({VERDICTS_VI[first.judgement.verdict].lower()}). {_short(first.judgement.because)}"
    )


def _short(text: str) -> str:
    """The page it leads to has the rest."""
    return text if len(text) <= LONGEST else text[: text.rfind(" ", 0, LONGEST)] + "…"


def unseen(facility: str, account: str) -> int:
    """How many notices wait for a person. One query."""
    return Notice.objects.filter(facility=facility, account=account, seen_at__isnull=True).count()


def notices_of(facility: str, account: str, most: int = 200) -> Sequence[Notice]:
    """A person's notices, newest first. One query."""
    return list(Notice.objects.filter(facility=facility, account=account).order_by("-at", "-pk")[:most])


def see(repository: Repository, notice: int | None = None) -> int:
    """The person has read one of their notices, or all; returns how many were new."""
    by = repository.by
    mine = Notice.objects.filter(facility=by.facility, account=by.account, seen_at__isnull=True)
    seen = (mine.filter(pk=notice) if notice is not None else mine).update(seen_at=timezone.now())
    if seen:
        repository.record(Entry("notices-seen", detail={"count": seen}))
    return seen
