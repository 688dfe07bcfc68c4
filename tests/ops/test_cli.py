"""The command: expected failures are one line and a status, never a traceback."""

from __future__ import annotations

import errno
import os
import socket
import types
from pathlib import Path

import pytest

from benhan.config.env import SettingError
from benhan.ops import cli
from benhan.ops.problems import PORT_BUSY


def run_with(monkeypatch: pytest.MonkeyPatch, failure: BaseException | None) -> int:
    def run(_: object) -> int:
        if failure is not None:
            raise failure
        return 0

    module = types.SimpleNamespace(add_arguments=lambda parser: None, run=run)
    monkeypatch.setattr(cli.importlib, "import_module", lambda name: module)
    return cli.main(["migrate"])


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (PORT_BUSY.at(port=8000, reason="in use"), "BH-OPS-0001"),
        (SettingError("BENHAN_HTTPS must be 0 or 1"), "BENHAN_HTTPS must be 0 or 1"),
        (OSError(errno.ENOSPC, "No space left on device", "/x"), "Ổ đĩa đã đầy"),
        (OSError(errno.EACCES, "Permission denied", "/x"), "Permission denied: /x"),
    ],
)
def test_an_expected_failure_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], failure: Exception, told: str
) -> None:
    assert run_with(monkeypatch, failure) == 1
    written = capsys.readouterr()
    assert told in written.err
    assert written.err.count("\n") == 1
    assert written.out == ""


def test_a_fault_of_ours_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(KeyError):
        run_with(monkeypatch, KeyError("x"))


@pytest.mark.parametrize("words", [["nonsense"], [], ["demo", "--port", "x"], ["demo", "--port", "70000"]])
def test_wrong_usage_ends_with_two(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    assert ended.value.code == 2
    assert "usage: benhan" in capsys.readouterr().err


def test_every_subcommand_has_its_two_functions() -> None:
    for module, summary in cli.COMMANDS.values():
        found = cli.importlib.import_module(module)
        assert callable(found.run)
        assert callable(found.add_arguments)
        assert summary


def test_a_busy_port_is_told_before_anything_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("benhan.ops.processes.Stopper.install", lambda self: None)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        data = tmp_path / "demo"
        assert cli.main(["demo", "--port", str(port), "--data", str(data)]) == 1
    assert str(port) in capsys.readouterr().err
    assert not data.exists()


def test_psql_without_a_server_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["psql", "--data", os.fspath(tmp_path)]) == 1
    assert "BH-OPS-0004" in capsys.readouterr().err
