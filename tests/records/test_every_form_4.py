"""The fourth quarter of the catalogue: each form is filled, saved, printed, signed by everybody, opened and read again.

What is asked of each stands in every_form.py; four files, so that two processes share them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.records.every_form import live, share, shortcomings

pytestmark = pytest.mark.slow  # papers are set by typst and signed with real keys, about a second a form


@pytest.mark.parametrize("code", share(3))
def test_a_form_is_filled_signed_by_everybody_printed_and_opened_again(
    code: str, db: None, signing: Path, tmp_path: Path
):
    assert shortcomings(live(code), tmp_path) == []
