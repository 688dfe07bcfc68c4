"""Deciding on admission, receiving into a bed, taking an admission back, choosing the record form."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from benhan.access.permissions import Permission, demand
from benhan.fhir import systems
from benhan.fhir.problems import ProblemError
from benhan.forms.answers import Coding
from benhan.forms.typed_input import clean
from benhan.records import admission, documents, stays
from benhan.records.standing import record_of
from benhan.records.stay_problems import NOT_WAITING
from benhan.store.repository import Repository, Stored
from benhan.terminology import lookup
from benhan.ui.parts import Empty, Field, Notice
from benhan.ui.redirects import see_other
from benhan.ui.requests import actor_of, repository_of
from benhan.ward.reception.checking_in import is_emergency
from benhan.ward.reception.numbers import admission_number
from benhan.ward.reception.presenters import reason_of
from benhan.ward.stay import acts, reading
from benhan.ward.stay.problems import DIAGNOSIS_NEEDED


@require_http_methods(["GET", "POST"])
def admit(request: HttpRequest, encounter: str) -> HttpResponse:
    """The doctor of a visit sends the patient to a ward."""
    demand(actor_of(request), Permission.ADMIT_PATIENT)
    repository = repository_of(request)
    origin = repository.read("Encounter", encounter)
    typed = {
        name: clean(request.POST.get(name, "")) for name in ("department", "diagnosis", "reason", "urgent")
    }
    problem: ProblemError | None = None
    if request.method == "POST":
        made: list[Stored] = []
        problem = acts.attempt(lambda: made.append(_admit(repository, origin, typed)))
        if problem is None:
            messages.success(request, "Đã cho vào viện. Khoa điều trị thấy người bệnh ở mục “chờ nhận”.")
            return see_other(f"/khoa/luot/{made[0].id}/")
    else:
        typed = _known(repository, origin)
    return acts.page(
        request, origin, _admit_act(repository, typed), back_url=f"/kham/luot/{encounter}/", problem=problem
    )


def _admit(repository: Repository, origin: Stored, typed: dict[str, str]) -> Stored:
    entry = lookup.icd(typed["diagnosis"]) if typed["diagnosis"] else None
    if entry is None:
        raise DIAGNOSIS_NEEDED.at("diagnosis")
    return admission.admit(
        repository,
        origin=origin,
        department=typed["department"],
        diagnosis=Coding(systems.ICD_10, entry.code, entry.display, lookup.version(systems.ICD_10)),
        reason=typed["reason"],
        number=admission_number(repository, timezone.localdate().year),
        is_emergency=bool(typed["urgent"]),
    )


def _known(repository: Repository, origin: Stored) -> dict[str, str]:
    """What the visit knows already: its reason, its newest diagnosis, whether it is an emergency."""
    pairs = [("encounter", origin.reference), ("_sort", "-recorded-date"), ("_count", "1")]
    found = repository.search("Condition", pairs).matches
    codings = found[0].resource.get("code", {}).get("coding", ()) if found else ()
    code = next((str(one["code"]) for one in codings if one.get("system") == systems.ICD_10), "")
    reason = reason_of(origin.resource) if origin.resource.get("reasonCode") else ""
    return {
        "department": "", "diagnosis": code, "reason": reason, "urgent": "on" if is_emergency(origin.resource) else "",
    }  # fmt: skip


def _admit_act(repository: Repository, typed: dict[str, str]) -> acts.Act:
    wards = [(ward.department, ward.name) for ward in stays.wards(repository)]
    entry = lookup.icd(typed["diagnosis"]) if typed["diagnosis"] else None
    fields = (
        acts.chosen_from("department", "Cho vào điều trị tại khoa", wards, typed["department"]),
        Field(
            "diagnosis", "Chẩn đoán vào viện", "picker", typed["diagnosis"], entry.display if entry else "", width="full",
            data_url="/kham/ma-benh.json", is_required=True,
        ),
        Field("reason", "Lý do vào viện", "textarea", typed["reason"], width="full", rows=2, is_required=True),
        Field("urgent", "Vào viện cấp cứu", "boolean", typed["urgent"], width="full"),
    )  # fmt: skip
    lines = (
        "Mở đợt điều trị nội trú, cấp số vào viện và mở bệnh án theo loại của khoa.",
        "Khoa điều trị xem được bệnh án ngay và nhận người bệnh vào giường.",
        "Phiếu khám bệnh vào viện (29/BV2) lập tiếp trong hồ sơ nội trú.",
    )
    empty = Empty("Chưa khoa nào có giường", "Lập giường ở Quản trị, mục Buồng, giường.", icon="bed")
    return acts.Act("Cho vào viện", "29/BV2", "Cho vào viện", fields if wards else (), lines, empty=empty)


@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest, encounter: str) -> HttpResponse:
    """The ward takes the patient into a bed: an admission, or a transfer that is confirmed with it."""
    demand(actor_of(request), Permission.RECEIVE_PATIENT)
    repository = repository_of(request)
    stay = repository.read("Encounter", encounter)
    waiting = stays.awaited(stay.resource)
    if waiting is None or waiting.department not in repository.by.departments:
        raise NOT_WAITING.at("Encounter")
    department = waiting.department
    bed, doctor = clean(request.POST.get("bed", "")), clean(request.POST.get("doctor", ""))
    problem = None
    if request.method == "POST":
        problem = acts.attempt(lambda: admission.receive(repository, encounter=stay, bed=bed, doctor=doctor))
        if problem is None:
            messages.success(request, "Đã nhận người bệnh vào giường.")
            return see_other(f"/khoa/luot/{encounter}/")
    beds = reading.free_beds(repository, department)
    fields: tuple[Field, ...] = ()
    if beds:
        options = [(one.id, f"{one.room} · {one.name}" if one.room else one.name) for one in beds]
        doctors = reading.doctors_of(repository.by.facility, department)
        fields = (
            acts.chosen_from("bed", "Giường", options, bed or options[0][0]),
            acts.chosen_from("doctor", "Bác sĩ điều trị", doctors, doctor, optional="Chưa phân công"),
        )
    is_transfer = stays.present(stay.resource) is not None
    lines = ("Khoa chịu trách nhiệm điều trị từ lúc bấm nút này; tên anh/chị được ghi là người nhận.",)
    act = acts.Act(
        "Nhận người bệnh chuyển đến" if is_transfer else "Nhận người bệnh vào khoa",
        reading.admission_number_of(stay.resource),
        "Nhận vào giường",
        fields,
        lines,
        notices=_why(waiting),
        empty=Empty(
            "Không còn giường trống để nhận",
            "Mở thêm giường ở Quản trị, hoặc chuyển bớt người bệnh rồi tải lại trang này.",
            icon="bed",
        ),
    )
    return acts.page(request, stay, act, back_url=f"/khoa/luot/{encounter}/", problem=problem)


def _why(waiting: stays.Place) -> tuple[Notice, ...]:
    if not waiting.reason:
        return ()
    return (Notice("Lý do chuyển khoa", waiting.reason, "cham", "right"),)


@require_POST
def take_part(request: HttpRequest, encounter: str) -> HttpResponse:
    """“Nhận điều trị”: the person's places to sign are theirs in this stay."""
    repository = repository_of(request)
    admission.take_part(repository, encounter=repository.read("Encounter", encounter))
    messages.success(request, "Anh/chị đã nhận người bệnh này; các vị trí ký của anh/chị được mở.")
    return see_other(f"/khoa/luot/{encounter}/")


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, encounter: str) -> HttpResponse:
    demand(actor_of(request), Permission.ADMIT_PATIENT)
    repository = repository_of(request)
    stay = repository.read("Encounter", encounter)
    reason = clean(request.POST.get("reason", ""))
    problem = None
    if request.method == "POST":
        problem = acts.attempt(lambda: admission.cancel(repository, encounter=stay, reason=reason))
        if problem is None:
            messages.success(request, "Đã hủy việc vào viện.")
            return see_other(f"/khoa/nguoi-benh/{stay.patient}/")
    field = Field("reason", "Lý do hủy", "textarea", reason, width="full", rows=2, is_required=True)
    lines = ("Đợt nội trú và bệnh án còn trống được rút lại; số vào viện không dùng lại.",)
    act = acts.Act(
        "Hủy vào viện",
        reading.admission_number_of(stay.resource),
        "Hủy vào viện",
        (field,),
        lines,
        is_danger=True,
    )
    return acts.page(request, stay, act, back_url=f"/khoa/luot/{encounter}/", problem=problem)


@require_http_methods(["GET", "POST"])
def record_form(request: HttpRequest, encounter: str) -> HttpResponse:
    """Another record form than the department's first."""
    demand(actor_of(request), Permission.OPEN_VISIT)
    repository = repository_of(request)
    stay = repository.read("Encounter", encounter)
    record = record_of(repository, stay.reference)
    now = documents.form_code(record) if record else ""
    wanted = clean(request.POST.get("form", "")) or now
    problem = None
    if request.method == "POST":
        problem = acts.attempt(lambda: admission.change_form(repository, encounter=stay, form_code=wanted))
        if problem is None:
            messages.success(request, "Đã đổi loại bệnh án.")
            return see_other(f"/khoa/luot/{encounter}/")
    options = [(one.code, f"{one.code} · {one.title}") for one in admission.record_forms()]
    lines = (
        "Chỉ đổi được khi bệnh án chưa trình ký. Nội dung đã gõ ở mẫu cũ được rút khỏi hồ sơ (vẫn còn trong lịch sử).",
        "Bảng khoa – loại bệnh án mặc định là cách làm thường thấy, chưa đối chiếu với văn bản.",
    )
    act = acts.Act(
        "Đổi loại bệnh án",
        now,
        "Đổi loại bệnh án",
        (acts.chosen_from("form", "Loại bệnh án", options, wanted),),
        lines,
    )
    return acts.page(request, stay, act, back_url=f"/khoa/luot/{encounter}/", problem=problem)
