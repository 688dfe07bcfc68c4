"""`benhan dossier build` never writes over what is there and says what it was asked wrongly."""

from __future__ import annotations

import pytest

from benhan.ops import cli


def test_an_existing_folder_is_left_alone(tmp_path, capsys):
    (tmp_path / "ho-so").mkdir()
    assert cli.main(["dossier", "build", "--out", str(tmp_path / "ho-so")]) == 1
    assert "đã có" in capsys.readouterr().err
    assert not list((tmp_path / "ho-so").iterdir())


@pytest.mark.parametrize("words", [["dossier"], ["dossier", "build", "--regime", "decree-1"]])
def test_a_wrong_word_ends_with_the_usage(words, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    assert ended.value.code == 2
    assert "usage: benhan dossier" in capsys.readouterr().err


def test_a_folder_without_an_installation_is_told_in_one_line(tmp_path, capsys):
    out = tmp_path / "ho-so"
    assert cli.main(["dossier", "build", "--data", str(tmp_path / "nowhere"), "--out", str(out)]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert not out.exists()
