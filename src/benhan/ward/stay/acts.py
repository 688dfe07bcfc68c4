"""One page shape for every act of a stay: what will be recorded, the questions, the errors beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from benhan.fhir.problems import ProblemError
from benhan.store.repository import Stored
from benhan.ui.frame import frame
from benhan.ui.parts import Choice, Empty, ErrorSummary, Field, FieldError, Notice, PatientBanner
from benhan.ui.requests import repository_of
from benhan.ward.patients.banner import banner_in_one

MOST_RADIOS = 12
_MENDED_HERE = frozenset({409, 422})


@dataclass(frozen=True, slots=True)
class Act:
    """An act to decide on: its words and questions; without fields the empty state says why it can't be done."""

    title: str
    subtitle: str
    submit: str
    fields: tuple[Field, ...]
    lines: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    empty: Empty | None = None
    is_danger: bool = False


@dataclass(frozen=True, slots=True)
class ActPage:
    banner: PatientBanner
    title: str
    subtitle: str
    submit: str
    fields: tuple[Field, ...]
    lines: tuple[str, ...]
    notices: tuple[Notice, ...]
    empty: Empty | None
    is_danger: bool
    patient_line: str
    back_url: str
    errors: ErrorSummary | None


def attempt(act: Callable[[], object]) -> ProblemError | None:
    """Do it; what the person can mend on this page is returned, anything else raised. Nothing is half done."""
    try:
        with transaction.atomic():
            act()
    except ProblemError as problem:
        if problem.problem.status not in _MENDED_HERE:
            raise
        return problem
    return None


def page(
    request: HttpRequest,
    encounter: Stored,
    act: Act,
    *,
    back_url: str,
    problem: ProblemError | None = None,
) -> HttpResponse:
    """The act's page; with a problem, 422 or 409 and the error beside its field."""
    repository = repository_of(request)
    patient = repository.read("Patient", encounter.patient)
    banner = banner_in_one(repository, patient, encounter)
    fields, errors = act.fields, None
    if problem is not None:
        fields, errors = with_error(act.fields, problem)
    shown = ActPage(
        banner, act.title, act.subtitle, act.submit, fields, act.lines, act.notices, act.empty, act.is_danger,
        f"{banner.shown_name} · {banner.number}", back_url, errors,
    )  # fmt: skip
    context = {
        "frame": frame(
            request, ("Người bệnh của khoa", "/khoa/"), ("Đợt nội trú", back_url), (act.title, "")
        ),
        "page": shown,
    }
    status = problem.problem.status if problem else 200
    return render(request, "ward/stay/act.html", context, status=status)


def with_error(fields: Sequence[Field], problem: ProblemError) -> tuple[tuple[Field, ...], ErrorSummary]:
    """The fields with the problem beside the one it names, and the summary that takes focus."""
    findings = problem.all_findings()
    name = findings[0].expression if findings else ""
    names = {one.name for one in fields}
    marked = tuple(replace(one, error=problem.clinician) if one.name == name else one for one in fields)
    line = FieldError(name if name in names else "", problem.clinician)
    return marked, ErrorSummary((line,), "Lỗi: chưa làm được", code=problem.problem.code)


def chosen_from(
    name: str,
    label: str,
    options: Sequence[tuple[str, str]],
    value: str = "",
    *,
    hint: str = "",
    optional: str = "",
) -> Field:
    """Few options as radios, many as a list; `optional` words the empty choice."""
    listed = [("", optional), *options] if optional else list(options)
    choices = tuple(Choice(code, words, code == value) for code, words in listed)
    if len(listed) <= MOST_RADIOS:
        return Field(
            name, label, "choice", width="full", choices=choices, hint=hint, is_required=not optional
        )
    if not optional:
        choices = (Choice("", "Chọn…", not value), *choices)
    return Field(
        name, label, "select", value, width="full", choices=choices, hint=hint, is_required=not optional
    )
