"""An installation's directory: secrets are made once, closed to others, and reach its programs as files."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from benhan.ops.instance import Instance, at


def test_secrets_are_made_once_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    instance = Instance(tmp_path / "data")
    instance.prepare(demo=False)
    files = sorted(instance.secrets.iterdir())
    before = [file.read_bytes() for file in files]
    instance.prepare(demo=False)
    assert [file.name for file in files] == ["master_key", "secret_key"]
    assert [file.read_bytes() for file in files] == before
    assert all(file.stat().st_mode & 0o777 == 0o600 for file in files)
    assert len(base64.urlsafe_b64decode(before[0])) == 32


def test_two_installations_share_no_secret(tmp_path: Path) -> None:
    for name in ("a", "b"):
        Instance(tmp_path / name).prepare(demo=False)
    for secret in ("master_key", "secret_key"):
        a, b = ((tmp_path / name / "secrets" / secret).read_bytes() for name in ("a", "b"))
        assert a != b


def test_only_a_demo_goes_without_https(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BENHAN_HTTPS", "BENHAN_DEMO", "BENHAN_SECRET_KEY", "BENHAN_MASTER_KEY"):
        monkeypatch.delenv(name, raising=False)
    real, demo = Instance(tmp_path / "real"), Instance(tmp_path / "demo")
    real.prepare(demo=False)
    demo.prepare(demo=True)
    assert "BENHAN_HTTPS" not in real.environment()
    assert "BENHAN_DEMO" not in real.environment()
    found = demo.environment()
    assert (found["BENHAN_DEMO"], found["BENHAN_HTTPS"]) == ("1", "0")
    assert found["BENHAN_MASTER_KEY_FILE"] == str(demo.secrets / "master_key")
    assert found["BENHAN_DATABASE_ROLE"] == "benhan_app"


def test_what_the_administrator_set_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BENHAN_HTTPS", "1")
    monkeypatch.setenv("BENHAN_SECRET_KEY", "theirs")
    demo = Instance(tmp_path)
    demo.prepare(demo=True)
    assert demo.environment()["BENHAN_HTTPS"] == "1"
    assert "BENHAN_SECRET_KEY_FILE" not in demo.environment()


def test_the_directory_comes_from_the_argument_then_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BENHAN_DATA", "/srv/benhan")
    assert at(None).directory == Path("/srv/benhan")
    assert at("/elsewhere").directory == Path("/elsewhere")
