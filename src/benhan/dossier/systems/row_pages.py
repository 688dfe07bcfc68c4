"""Adding, changing and taking out a row of any sheet: one way for assets, zones, connections, flows and risks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from benhan.assurance.describing import drop_row, keep_row
from benhan.assurance.models import System
from benhan.assurance.problems import VALUE_REFUSED
from benhan.assurance.sheets import ASSETS, RISKS, Sheet, names_of, read
from benhan.dossier.systems import places
from benhan.dossier.systems.places import see_other
from benhan.dossier.systems.typed_rows import NOTHING, given_of, row_form, typed_of
from benhan.fhir.problems import ProblemError
from benhan.store.problems import NOT_FOUND
from benhan.ui.desk import DeskForm, DeskPage
from benhan.ui.parts import Action
from benhan.ui.requests import repository_of


def add(
    request: HttpRequest, system: System, sheet: Sheet, part: str, typed: Mapping[str, str] = NOTHING,
    lines: tuple[str, ...] = (),
) -> HttpResponse:  # fmt: skip
    """A new row: GET shows the empty form (or what a library offers), POST keeps it."""
    errors: Mapping[str, str] = {}
    names = names_of(system)
    if request.method == "POST":
        typed = given_of(request, sheet)
        done = read(sheet, names, typed)
        if not done.errors:
            keep_row(repository_of(request), system, sheet, done.values)
            messages.success(request, f"Đã thêm {sheet.noun}.")
            return see_other(places.url_of(system, part))
        errors = done.errors
    url = f"{places.url_of(system, part)}{_segment(sheet, part)}them/"
    title = f"Thêm {sheet.noun}"
    form = row_form(sheet, names, url, title="", action=title, typed=typed, errors=errors, lines=lines)
    page = DeskPage(title, forms=(form,))
    return places.show(request, system, part, page, inner=title, status=422 if errors else 200)


def change(request: HttpRequest, system: System, sheet: Sheet, key: object, part: str) -> HttpResponse:
    """One row: GET shows its form, POST keeps it or, with bo, takes it out."""
    row = _row(system, sheet, key)
    url, back = f"{places.url_of(system, part)}{_segment(sheet, part)}{row.pk}/", places.url_of(system, part)
    if request.method != "POST":
        return _one(request, system, sheet, row, url, part, typed_of(sheet, row), NOTHING)
    if "bo" in request.POST:
        try:
            drop_row(repository_of(request), system, sheet, row)
        except ProblemError as problem:
            wrong = _wrong(problem)
            return _one(request, system, sheet, row, url, part, typed_of(sheet, row), wrong)
        messages.success(request, f"{_GONE[sheet.key]} {sheet.noun}.")
        return see_other(back)
    given = given_of(request, sheet)
    done = read(sheet, names_of(system), given)
    if done.errors:
        return _one(request, system, sheet, row, url, part, given, done.errors)
    try:
        keep_row(repository_of(request), system, sheet, done.values, row)
    except ProblemError as problem:
        return _one(request, system, sheet, row, url, part, given, _wrong(problem))
    messages.success(request, f"Đã lưu {sheet.noun}.")
    return see_other(back)


def _wrong(problem: ProblemError) -> dict[str, str]:
    """What was refused, beside its field; anything else is no matter of the form."""
    if problem.problem is not VALUE_REFUSED:
        raise problem
    return {problem.expression: problem.clinician}


_GONE = {
    "tai-san": "Đã ngừng dùng",
    "rui-ro": "Đã đóng",
    "vung": "Đã xóa",
    "ket-noi": "Đã xóa",
    "luong": "Đã xóa",
}
_GO = {
    "tai-san": (
        "Ngừng dùng tài sản",
        "Tài sản ra khỏi danh mục và sơ đồ; kết quả kiểm tra của nó vẫn được giữ.",
    ),
    "rui-ro": ("Đóng rủi ro", "Rủi ro ra khỏi bảng, vẫn còn trong sổ với ngày đóng."),
    "vung": ("Xóa vùng mạng", "Tài sản trong vùng vẫn còn nhưng chưa xếp vào vùng nào."),
    "ket-noi": ("Xóa kết nối", "Kết nối ra khỏi danh sách và sơ đồ."),
    "luong": ("Xóa luồng dữ liệu", "Luồng ra khỏi danh sách và sơ đồ."),
}


def _segment(sheet: Sheet, part: str) -> str:
    return "" if sheet.key == part else f"{sheet.key}/"


def _row(system: System, sheet: Sheet, key: object) -> Any:
    model = cast(Any, sheet.model)
    try:
        found = model.objects.filter(facility=system.facility, system=system, pk=key).first()
    except (ValueError, ValidationError):
        found = None
    if found is None or (sheet is ASSETS and found.state == "retired"):
        raise NOT_FOUND.at(sheet.model.__name__)
    return found


def _one(
    request: HttpRequest, system: System, sheet: Sheet, row: Any, url: str, part: str, typed: Mapping[str, str],
    errors: Mapping[str, str],
) -> HttpResponse:  # fmt: skip
    name = str(getattr(row, "name", "") or getattr(row, "code", "") or sheet.noun)
    form = row_form(
        sheet, names_of(system), url, title=f"Sửa {sheet.noun}", action="Lưu", typed=typed, errors=errors
    )
    label, line = _GO[sheet.key]
    button = Action(label, method="submit", kind="danger", icon="cross", name="bo", value="1")
    forms: tuple[DeskForm, ...] = (form,)
    if sheet is not RISKS or row.closed_on is None:
        forms = (form, DeskForm("bo", label, (line,), (), button, url))
    page = DeskPage(name, forms=forms)
    return places.show(request, system, part, page, inner=name, status=422 if errors else 200)
