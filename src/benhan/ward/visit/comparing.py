"""Two people, or two windows, wrote the same form: both texts side by side, question by question, one chosen each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from benhan.forms.catalogue import Field as Question
from benhan.forms.catalogue import Form
from benhan.ui.frame import frame
from benhan.ui.parts import ErrorSummary, PatientBanner
from benhan.ward.visit import writing
from benhan.ward.visit.input_texts import Texts
from benhan.ward.visit.problems import ELSEWHERE_CHANGED
from benhan.ward.visit.reading import Visit, banner_of_visit
from benhan.ward.visit.table_fields import row_numbers

CHOSEN, CHOICE = "doi-chieu", "chon."
Sent = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Difference:
    """One question answered in two ways; texts ready to read, "(để trống)" for none."""

    name: str
    label: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class ComparePage:
    """hidden are (name, text) of everything this person typed; agreed counts the questions that do not differ."""

    banner: PatientBanner
    title: str
    summary: ErrorSummary
    theirs_note: str
    differences: tuple[Difference, ...]
    hidden: tuple[tuple[str, str], ...]
    revision: str
    post_url: str
    back_url: str


def page(request: HttpRequest, visit: Visit, state: writing.Writing, texts: Sent) -> HttpResponse:
    """409: nothing was saved, and both texts are there."""
    problem = ELSEWHERE_CHANGED.at()
    mine = {name: list(values) for name, values in texts.items() if not name.startswith(CHOICE)}
    saved_by = str(state.response.resource.get("author", {}).get("display", "")) if state.response else ""
    shown = ComparePage(
        banner=banner_of_visit(visit),
        title=state.form.title,
        summary=ErrorSummary(
            (), "Lỗi: tờ này vừa được sửa ở nơi khác", problem.clinician, problem.problem.code
        ),
        theirs_note=f"Đang có trên máy chủ{f' ({saved_by} lưu)' if saved_by and not state.draft else ''}",
        differences=differences(state, mine),
        hidden=tuple((name, text) for name, values in mine.items() for text in values),
        revision=state.revision,
        post_url=state.url,
        back_url=state.url if "/phieu/" in state.url else visit.url,
    )
    crumbs = (*visit.way, ("Đối chiếu hai bản", ""))
    context = {"frame": frame(request, *crumbs), "page": shown}
    return render(request, "ward/visit/compare.html", context, status=problem.problem.status)


def held(state: writing.Writing) -> Texts:
    """What stands on the server: this person's other window, else the saved version."""
    return {
        name: list(values) for name, values in (state.saved if state.is_draft_stale else state.texts).items()
    }


def differences(state: writing.Writing, mine: Sent) -> tuple[Difference, ...]:
    theirs = held(state)
    made = []
    for question in state.form.fields:
        if question.calc is not None:
            continue
        one, other = words(state.form, question, mine), words(state.form, question, theirs)
        if one != other:
            made.append(Difference(question.key, question.label, one or "(để trống)", other or "(để trống)"))
    return tuple(made)


def chosen(state: writing.Writing, texts: Sent) -> Texts:
    """One text of two: what was chosen per question, mine where nothing was."""
    theirs = held(state)
    made = {name: list(values) for name, values in texts.items() if not name.startswith(CHOICE)}
    for name, values in texts.items():
        if not name.startswith(CHOICE) or list(values) != ["theirs"]:
            continue
        key = name.removeprefix(CHOICE)
        made = {other: kept for other, kept in made.items() if not _belongs(other, key)}
        made |= {other: kept for other, kept in theirs.items() if _belongs(other, key)}
    return made


def _belongs(name: str, key: str) -> bool:
    return name == key or name.startswith(f"{key}.")


def words(form: Form, question: Question, texts: Sent) -> str:
    """What stands in a question's inputs, to be read; rows of a table one a line."""
    if question.type == "table":
        keys = [row.key for row in question.rows] or row_numbers(question.key, texts)
        labels = {row.key: f"{row.label}: " for row in question.rows}
        lines = []
        for key in keys:
            cells = [
                _plain(column, texts.get(f"{question.key}.{key}.{column.key}", ()))
                for column in question.columns
            ]
            if any(cells):
                lines.append(labels.get(key, "") + " · ".join(cell for cell in cells if cell))
        return "\n".join(lines)
    if question.type == "figure":
        return "có hình vẽ" if any(texts.get(question.key, ())) else ""
    parts = [_plain(question, texts.get(question.key, ())), *texts.get(f"{question.key}.text", ())]
    return "; ".join(part for part in parts if part)


def _plain(question: Question, values: Sequence[str]) -> str:
    named = (question.choice(text) for text in values)
    shown = [choice.label if choice else text.strip() for choice, text in zip(named, values, strict=True)]
    text = "; ".join(one for one in shown if one)
    return f"{text} {question.unit}" if text and question.unit else text
