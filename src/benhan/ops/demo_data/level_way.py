"""How far the invented hospital's level files have come: determined, drafted, signed, sent, under appraisal."""

from __future__ import annotations

from datetime import datetime, timedelta

from benhan.access.actor import Actor
from benhan.access.models import Account
from benhan.access.sessions import actor_of_account
from benhan.assurance import discovery
from benhan.assurance.agent_problems import NOT_HERE
from benhan.assurance.host.root import CannotReadError
from benhan.assurance.models import Asset, System
from benhan.dossier.files import comments, opening, workflow
from benhan.dossier.files.opening import Opening
from benhan.dossier.files.workflow import Given
from benhan.dossier.models import Dossier
from benhan.dossier.papers import making, signing
from benhan.fhir.problems import ProblemError
from benhan.ops.demo_data.levels import determine_levels
from benhan.ops.demo_data.staff import MAIN
from benhan.store.repository import Repository

REGIME = "decree-331"


def walk_level_files(now: datetime) -> None:
    """Take both files along their way through the same doors a person uses."""
    officer, appraiser = _person("dung"), _person("khanh")
    with Repository(by=officer) as repository:
        ours = System.objects.get(facility=MAIN, slug="hsba")
        other = System.objects.get(facility=MAIN, slug="kham-tu-xa")
        _know_the_machine(repository, ours)
        determine_levels(repository)
        ours.refresh_from_db()
        other.refresh_from_db()
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


def _know_the_machine(repository: Repository, system: System) -> None:
    """What this machine runs today is declared and approved, so that what comes later shows."""
    try:
        for found in discovery.discover(system, repository):
            discovery.confirm(repository, asset=found.asset, is_ours=found.asset.kind == "service")
    except CannotReadError:  # not a Linux machine: nothing is known of it, and the probes say so
        return
    host = Asset.objects.get(facility=MAIN, system=system, kind="host", is_here=True)
    try:
        discovery.approve_packages(repository, host=host)
    except ProblemError as problem:
        if problem.problem is not NOT_HERE:  # a machine without Debian's packages has no list to approve
            raise


def _person(login: str) -> Actor:
    account = Account.objects.get(login=login)
    return actor_of_account(str(account.pk), MAIN, session="demo", address="", second_factor=True)


def _draft(repository: Repository, file: Dossier, now: datetime) -> Dossier:
    issued = Given(regulation_number="45/QĐ-TTYT", regulation_on=(now - timedelta(days=250)).date())
    for step, given in (
        ("xac-dinh-pham-vi", Given()), ("danh-gia-rui-ro", Given()), ("ban-hanh-quy-che", issued), ("bat-dau-du-thao", Given()),
    ):  # fmt: skip
        file = workflow.take(repository, file, step, given)
    return file
