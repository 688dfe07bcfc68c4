"""The first quarter of the catalogue: each form is filled, saved, printed, signed by everybody, opened and read again.

What is asked of each stands in every_form.py; four files, so that two processes share them.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone

from benhan.forms import catalogue
from tests.records.every_form import SAMPLE, SHARES, live, share, shortcomings

pytestmark = pytest.mark.slow  # papers are set by typst and signed with real keys, about a second a form


def test_the_four_files_leave_out_no_form_in_force():
    today = timezone.localdate()
    parts = [code for number in range(SHARES) for code in share(number)]
    assert sorted(parts) == sorted(one.code for one in catalogue.in_force(today))
    assert len(parts) == len(set(parts)) >= 106
    assert set(parts) >= SAMPLE
    assert len(SAMPLE) == 10


@pytest.mark.parametrize("code", share(0))
def test_a_form_is_filled_signed_by_everybody_printed_and_opened_again(
    code: str, db: None, signing: Path, tmp_path: Path
):
    assert shortcomings(live(code), tmp_path) == []
