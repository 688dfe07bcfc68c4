"""Every form of the catalogue stands on the page: each question has its input, and what is typed comes back as typed."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from benhan.forms.catalogue import codes, form
from benhan.ui.parts import FillTable, PairTable, ShownWhen
from benhan.ward.visit.form_fields import Filling, inputs_of, sections_of

# slow: the whole catalogue is read and drawn, a few seconds
pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture(scope="module")
def in_force():
    found = []
    for code in codes():
        try:
            found.append(form(code, timezone.localdate()))
        except KeyError:  # ended
            continue
    return found


def _names(sections) -> set[str]:
    parts = [
        part.inner if isinstance(part, ShownWhen) else part for section in sections for part in section.fields
    ]
    fields = {one.name for part in parts for one in inputs_of(part)}
    pairs = [
        side
        for part in parts
        if isinstance(part, PairTable)
        for line in part.lines
        for side in (line.right, line.left)
    ]
    return fields | {part.name for part in (*parts, *pairs) if hasattr(part, "name")}


def test_every_question_of_every_form_has_its_input(in_force):
    assert len(in_force) >= 100
    for each in in_force:
        sections = sections_of(each, Filling({}))
        names = _names(sections) | {name.partition(".")[0] for name in _names(sections)}
        assert {one.key for one in each.fields if not one.retired} <= names, each.code
        assert not {one.key for one in each.fields if one.retired} & names, each.code


def test_every_form_is_drawn_with_free_rows_fixed_rows_and_pairs(in_force, settings):
    kinds = set()
    for each in in_force:
        for section in sections_of(each, Filling({})):
            kinds |= {type(part).__name__ for part in section.fields}
            kinds |= {"free" for part in section.fields if isinstance(part, FillTable) and part.is_free}
            html = render_to_string(section.template, {"it": section})
            assert "phan-" in html
    assert {"Field", "FillTable", "FigurePad", "PairTable", "ShownWhen", "free"} <= kinds
