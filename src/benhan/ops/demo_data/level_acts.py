"""What the invented hospital's people did for its systems' safety, by law/assurance_acts.yaml."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from importlib.resources import files

from django.utils import timezone

from benhan.access.models import Account, Membership
from benhan.assurance import release
from benhan.assurance.models import Act, System
from benhan.law.assurance_acts import act_rules
from benhan.ops.demo_data.staff import MAIN

RUNNING = "RUNNING"  # in the file: the release that runs
_NOT_YET_TRAINED = 3  # the plan's second round of training is for them


def make_acts(system: System, now: datetime) -> None:
    """The acts of the file, each so many days ago; the scan of weaknesses is still to be bought."""
    text = files("benhan.ops.demo_data").joinpath("level_acts.csv").read_text(encoding="utf-8")
    officer = Account.objects.get(login="dung")
    logins = sorted(Membership.objects.filter(facility_id=MAIN).values_list("account__login", flat=True))
    made = []
    for row in csv.DictReader(text.splitlines()):
        rule, at = act_rules()[row["kind"]], now - timedelta(days=int(row["days_ago"]))
        made.append(
            Act(
                facility=MAIN, system=system if rule.scope == "system" else None, kind=rule.key,
                done_on=timezone.localdate(at), done_by=row["done_by"], note=row["note"],
                reference=release.running() if row["reference"] == RUNNING else row["reference"],
                people=logins[:-_NOT_YET_TRAINED] if rule.people else [], at=at, account=str(officer.pk),
                name=officer.name,
            )
        )  # fmt: skip
    Act.objects.bulk_create(made)
