"""How far the invented hospital's level files have come: determined, drafted, signed, sent, under appraisal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from benhan.access.actor import Actor
from benhan.access.models import Account
from benhan.access.sessions import actor_of_account
from benhan.assurance import acts, counting, deciding, release
from benhan.assurance.acts import Done
from benhan.assurance.levels.determining import determine
from benhan.assurance.models import System
from benhan.dossier.files import comments, opening, workflow
from benhan.dossier.files.opening import Opening
from benhan.dossier.files.workflow import Given
from benhan.dossier.models import Dossier
from benhan.dossier.papers import making, signing
from benhan.law.assurance_acts import act_rules
from benhan.ops.demo_data.staff import MAIN, STAFF
from benhan.store.repository import Repository

REGIME = "decree-331"
_INTERNAL: Mapping[str, object] = {
    "is_system": "yes", "is_split": "no", "secrets": "no", "is_private": "no", "kinds": ["internal"],
    "shares_portal_database": "no", "information": ["private", "basic", "sensitive"],
    "harm_rights": "serious", "harm_interest": "harm", "harm_order": "none", "harm_security": "none",
    "harm_scenario": "Lộ bệnh án của nhiều người; ngừng khám, chữa bệnh nhiều giờ",
}  # fmt: skip
_ONLINE = _INTERNAL | {
    "kinds": ["online"], "services": ["telemedicine", "booking"], "conditional": "yes", "procedures": "none",
    "subjects": 4200, "sensitive_subjects": 4200, "expected_subjects": 6000, "expected_sensitive": 6000,
}  # fmt: skip
_LATE = {"awareness-training": 21, "vulnerability-scan": 160}  # days ago, or how many people came
_NOT_DONE = {"leaver", "shared-account", "go-live"}


def walk_level_files(now: datetime) -> None:
    """Take both files along their way through the same doors a person uses."""
    officer, appraiser = _person("dung"), _person("khanh")
    with Repository(by=officer) as repository:
        ours = System.objects.get(facility=MAIN, slug="hsba")
        other = System.objects.get(facility=MAIN, slug="kham-tu-xa")
        _do(repository, ours, now)
        _determine(repository, ours, _INTERNAL)
        _determine(repository, other, _ONLINE)
        file = opening.open_file(repository, ours, Opening(REGIME, 2, "running", approves="owner"))
        opening.open_file(repository, other, Opening(REGIME, 3, "new", approves="owner"))
        file = _draft(repository, file, now)
        for key, number in (("thuyet-minh", ""), ("mau-01", "12/TTr-CNTT")):
            made = making.make(repository, file, key, number=number, is_final=True)
            signing.sign(repository, made, "operator", made.pdf)
        file = workflow.take(
            repository, file, "gui-tham-dinh", Given(appraiser="Hội đồng thẩm định cấp độ (mẫu)")
        )
    with Repository(by=appraiser) as repository:
        council = Given(council_number="47/QĐ-TTYT", council_on=(now - timedelta(days=30)).date())
        file = workflow.take(repository, file, "tiep-nhan", council)
        file = workflow.take(repository, file, "bat-dau-tham-dinh", Given())
        remark = "Nêu rõ nơi đặt thiết bị lưu trữ thứ hai và ai giữ khóa của bản sao lưu."
        comments.write(repository, file, requirement="5.11.2.4", text=remark)


def _person(login: str) -> Actor:
    account = Account.objects.get(login=login)
    return actor_of_account(str(account.pk), MAIN, session="demo", address="", second_factor=True)


def _determine(repository: Repository, system: System, answers: Mapping[str, object]) -> None:
    facts = counting.count_installation().facts() if system.is_here else {}
    deciding.keep_decision(repository, system, answers, facts, determine(REGIME, answers, facts))


def _draft(repository: Repository, file: Dossier, now: datetime) -> Dossier:
    issued = Given(regulation_number="45/QĐ-TTYT", regulation_on=(now - timedelta(days=250)).date())
    for step, given in (
        ("xac-dinh-pham-vi", Given()), ("danh-gia-rui-ro", Given()), ("ban-hanh-quy-che", issued), ("bat-dau-du-thao", Given()),
    ):  # fmt: skip
        file = workflow.take(repository, file, step, given)
    return file


def _do(repository: Repository, system: System, now: datetime) -> None:
    """The dated acts of the year; a release's acts name the release that runs."""
    logins = [member.login for member in STAFF if member.facility == MAIN]
    for key, rule in act_rules().items():
        if key in _NOT_DONE:
            continue
        people = tuple(logins[: _LATE["awareness-training"]]) if rule.people else ()
        days = _LATE.get(key, 60) if not rule.people else 120
        reference = (
            release.running() if rule.group == "release" else "Theo biên bản (mẫu)" if rule.reference else ""
        )
        done = Done(key, (now - timedelta(days=days)).date(), "Phạm Văn Dũng", "Giả định", reference, people)
        acts.record(repository, done, system)
