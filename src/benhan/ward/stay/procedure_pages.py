"""Operations and invasive acts: plan, use the signed agreement, start, start in an emergency, finish; the second person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benhan.access.permissions import Permission, demand, may
from benhan.fhir.problems import ProblemError
from benhan.forms.dates_vi import read_datetime
from benhan.forms.typed_input import clean
from benhan.law import stays as law
from benhan.records import consents, documents, interventions, stays
from benhan.store.repository import Repository, Stored
from benhan.ui import dates_vi
from benhan.ui.frame import frame
from benhan.ui.parts import (
    Action,
    Badge,
    Cell,
    Column,
    Empty,
    ErrorSummary,
    Field,
    KeyValue,
    KeyValues,
    Notice,
    PatientBanner,
    Row,
    Step,
    Steps,
    Table,
)
from benhan.ui.redirects import see_other
from benhan.ui.requests import actor_of, repository_of
from benhan.ward.patients.banner import banner_in_one
from benhan.ward.stay import acts
from benhan.ward.stay.stay_presenters import add_url, procedure_badge


@dataclass(frozen=True, slots=True)
class SmallForm:
    title: str
    text: str
    url: str
    submit: str
    fields: tuple[Field, ...] = ()
    is_danger: bool = False


@dataclass(frozen=True, slots=True)
class ProcedurePage:
    banner: PatientBanner
    title: str
    subtitle: str
    steps: Steps
    facts: KeyValues
    papers: Table | None
    forms: tuple[SmallForm, ...]
    notices: tuple[Notice, ...]
    actions: tuple[Action, ...]
    errors: ErrorSummary | None = None


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, encounter: str) -> HttpResponse:
    """Prepare an act that waits for the patient's agreement."""
    demand(actor_of(request), Permission.DO_PROCEDURE)
    repository = repository_of(request)
    stay = repository.read("Encounter", encounter)
    typed = {name: clean(request.POST.get(name, "")) for name in ("act", "what", "reason", "at")}
    problem = None
    if request.method == "POST":
        made: list[Stored] = []
        at = read_datetime(typed["at"], timezone.localdate()) if typed["at"] else None
        problem = acts.attempt(
            lambda: made.append(
                interventions.plan(
                    repository,
                    encounter=stay,
                    act=typed["act"],
                    what=typed["what"],
                    reason=typed["reason"],
                    at=at,
                )
            )
        )
        if problem is None:
            messages.success(request, "Đã lập. Việc này chờ giấy cam kết đã ký.")
            return see_other(f"/khoa/thu-thuat/{made[0].id}/")
    options = [(one.key, one.label) for one in law.acts().values()]
    fields = (
        acts.chosen_from("act", "Loại", options, typed["act"]),
        Field("what", "Tên phẫu thuật, thủ thuật", value=typed["what"], width="full", is_required=True),
        Field("reason", "Lý do, chỉ định", "textarea", typed["reason"], width="full", rows=2),
        Field("at", "Dự kiến lúc", "datetime", typed["at"], width="half"),
    )
    act = acts.Act("Lập phẫu thuật, thủ thuật", "", "Lập", fields)
    return acts.page(request, stay, act, back_url=f"/khoa/luot/{encounter}/", problem=problem)


@require_GET
def procedure(request: HttpRequest, procedure: str) -> HttpResponse:
    return _page(request, repository_of(request).read("Procedure", procedure))


def _do(
    request: HttpRequest, procedure: str, act: Callable[[Repository, Stored], Stored], said: str
) -> HttpResponse:
    """One step of an act; a refusal that can be mended stays on its page."""
    demand(actor_of(request), Permission.DO_PROCEDURE)
    repository = repository_of(request)
    current = repository.read("Procedure", procedure)
    problem = acts.attempt(lambda: act(repository, current))
    if problem is not None:
        return _page(request, repository.read("Procedure", procedure), problem)
    messages.success(request, said)
    return see_other(f"/khoa/thu-thuat/{procedure}/")


@require_POST
def agree(request: HttpRequest, procedure: str) -> HttpResponse:
    document = clean(request.POST.get("giay", ""))
    return _do(
        request,
        procedure,
        lambda repository, one: interventions.agree(repository, procedure=one, document=document),
        "Đã gắn giấy cam kết; quyết định của người bệnh được ghi lại.",
    )


@require_POST
def start(request: HttpRequest, procedure: str) -> HttpResponse:
    return _do(
        request,
        procedure,
        lambda repository, one: interventions.start(repository, procedure=one),
        "Đã bắt đầu.",
    )


@require_POST
def start_in_emergency(request: HttpRequest, procedure: str) -> HttpResponse:
    reason = clean(request.POST.get("emergency", ""))
    return _do(
        request,
        procedure,
        lambda repository, one: interventions.start_in_emergency(repository, procedure=one, reason=reason),
        "Đã bắt đầu khẩn cấp. Việc duyệt của người thứ hai được mở và có hạn.",
    )


@require_POST
def finish(request: HttpRequest, procedure: str) -> HttpResponse:
    outcome = clean(request.POST.get("outcome", ""))
    return _do(
        request,
        procedure,
        lambda repository, one: interventions.finish(repository, procedure=one, outcome=outcome),
        "Đã kết thúc. Lập phiếu phẫu thuật, thủ thuật (06/BV2).",
    )


@require_POST
def give_up(request: HttpRequest, procedure: str) -> HttpResponse:
    reason = clean(request.POST.get("why_not", ""))
    return _do(
        request,
        procedure,
        lambda repository, one: interventions.give_up(repository, procedure=one, reason=reason),
        "Đã ghi là không làm.",
    )


def _page(request: HttpRequest, current: Stored, problem: ProblemError | None = None) -> HttpResponse:
    repository, now = repository_of(request), timezone.now()
    stay = repository.read(*current.resource["encounter"]["reference"].split("/"))
    patient = repository.read("Patient", stay.patient)
    consent = consents.consent_of(repository, current)
    act = interventions.act_of(current)
    papers = consents.papers_of(repository, stay, act)
    acting = may(actor_of(request), Permission.DO_PROCEDURE) and stays.is_running(stay.resource)
    status = str(current.resource["status"])
    agreed = consent is not None and consent.resource["status"] == "active"
    forms = _forms(current, agreed) if acting else ()
    page = ProcedurePage(
        banner=banner_in_one(repository, patient, stay),
        title=str(current.resource["code"]["text"]),
        subtitle=str(current.resource["category"]["text"]),
        steps=_steps(status, agreed),
        facts=_facts(current, consent, now),
        papers=_papers(current, papers, consent, f"/khoa/luot/{stay.id}/", now, acting=acting),
        forms=forms,
        notices=_notices(current),
        actions=(Action("Về đợt nội trú", f"/khoa/luot/{stay.id}/", icon="left"),),
        errors=acts.with_error((), problem)[1] if problem else None,
    )
    crumbs = (
        ("Người bệnh của khoa", "/khoa/"),
        ("Đợt nội trú", f"/khoa/luot/{stay.id}/"),
        ("Phẫu thuật, thủ thuật", ""),
    )
    context = {"frame": frame(request, *crumbs), "page": page}
    return render(
        request, "ward/stay/procedure.html", context, status=problem.problem.status if problem else 200
    )


def _steps(status: str, agreed: bool) -> Steps:
    reached = {"preparation": 2 if agreed else 1, "in-progress": 3, "completed": 4, "not-done": 1}.get(
        status, 1
    )
    labels = ("Đã lập", "Người bệnh cam kết", "Bắt đầu", "Kết thúc")
    return Steps(
        "Các bước",
        tuple(
            Step(label, "done" if place < reached else "now" if place == reached else "next")
            for place, label in enumerate(labels)
        ),
    )


def _facts(current: Stored, consent: Stored | None, now: datetime) -> KeyValues:
    resource = current.resource
    period = resource.get("performedPeriod", {})
    said = "chưa có"
    if consent is not None:
        said = "đồng ý" if consent.resource["status"] == "active" else "KHÔNG đồng ý"
    rows = [
        KeyValue("Trạng thái", "", badge=procedure_badge(current)),
        KeyValue("Cam kết của người bệnh", said),
        KeyValue("Người lập", str(resource.get("recorder", {}).get("display", "không rõ"))),
        KeyValue("Lý do", next((str(one["text"]) for one in resource.get("reasonCode", ())), "không ghi")),
    ]
    for key, label in (("start", "Bắt đầu lúc"), ("end", "Kết thúc lúc")):
        if key in period:
            rows.append(
                KeyValue(label, dates_vi.near_moment(datetime.fromisoformat(str(period[key])), now=now))
            )
    if "statusReason" in resource:
        rows.append(KeyValue("Vì sao không làm", str(resource["statusReason"]["text"])))
    return KeyValues(tuple(rows))


def _papers(
    current: Stored,
    papers: tuple[Stored, ...],
    consent: Stored | None,
    stay_url: str,
    now: datetime,
    *,
    acting: bool,
) -> Table:
    bound = str(consent.resource["sourceReference"]["reference"]) if consent else ""
    open_to_bind = acting and current.resource["status"] == "preparation" and consent is None
    rows = []
    for one in papers:
        signed = consents.is_signed(one)
        badge = Badge("Đã ký đủ", "la", "dot") if signed else Badge("Chưa ký đủ", "hoe", "dot-open")
        action = None
        if one.reference == bound:
            badge = Badge("Dùng cho việc này", "la", "check")
        elif signed and open_to_bind:
            action = Action(
                "Dùng giấy này",
                f"/khoa/thu-thuat/{current.id}/giay/",
                method="post",
                name="giay",
                value=one.id,
            )
        at = datetime.fromisoformat(str(one.resource["date"]))
        rows.append(
            Row(
                (
                    Cell(str(one.resource["type"]["text"]), documents.form_code(one)),
                    Cell(dates_vi.near_moment(at, now=now)),
                    Cell(badge=badge, action=action),
                ),
                f"/kham/giay/{one.id}/ky/",
            )
        )
    codes = sorted(consents.gating_forms(interventions.act_of(current)))
    add = tuple(Action(f"Lập giấy {code}", add_url(stay_url, code), icon="edit") for code in codes[:2])
    return Table(
        "giay-cam-ket", "Giấy cam kết của đợt này", (Column("Giấy"), Column("Lập lúc"), Column("Trạng thái")), tuple(rows),
        Empty("Chưa có giấy cam kết", "Giấy đã ký đủ hiện ở đây để dùng cho việc này; mỗi lần can thiệp một giấy.", icon="sign"),
        actions=add if open_to_bind else (),
    )  # fmt: skip


def _forms(current: Stored, agreed: bool) -> tuple[SmallForm, ...]:
    url, status = f"/khoa/thu-thuat/{current.id}/", str(current.resource["status"])
    reason = Field("why_not", "Lý do không làm", "textarea", width="full", rows=2, is_required=True)
    if status == "in-progress":
        outcome = Field("outcome", "Kết quả, diễn biến", "textarea", width="full", rows=2)
        return (
            SmallForm("Kết thúc", "Ghi giờ kết thúc là lúc bấm nút.", f"{url}xong/", "Kết thúc", (outcome,)),
        )
    if status != "preparation":
        return ()
    begin = SmallForm(
        "Bắt đầu", "Ghi giờ bắt đầu là lúc bấm nút, người làm là anh/chị.", f"{url}bat-dau/", "Bắt đầu"
    )
    emergency = SmallForm(
        "Bắt đầu khẩn cấp khi chưa có cam kết",
        f"Chỉ khi chờ đợi nguy hiểm đến tính mạng. Người có quyền duyệt xem lại trong {law.override_limit_hours()} giờ; "
        "tên anh/chị và lý do được ghi lại.",
        f"{url}khan-cap/", "Bắt đầu khẩn cấp",
        (Field("emergency", "Vì sao không chờ được (ít nhất 10 ký tự)", "textarea", width="full", rows=2, is_required=True),),
        is_danger=True,
    )  # fmt: skip
    cancel = SmallForm(
        "Không làm nữa", "Việc được ghi là không làm, kèm lý do.", f"{url}huy/", "Không làm", (reason,)
    )
    return (begin, cancel) if agreed else (emergency, cancel)


def _notices(current: Stored) -> tuple[Notice, ...]:
    reasons = [
        str(one["valueString"])
        for one in current.resource.get("extension", ())
        if one["url"] == interventions.STARTED_WITHOUT
    ]
    return tuple(
        Notice("Đã bắt đầu khẩn cấp khi chưa có cam kết", text, "son", "warning") for text in reasons
    )
