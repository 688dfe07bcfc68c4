"""Secrets in the tree and libraries off the list are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from benhan.assurance import release
from benhan.assurance.probes import software
from tests.assurance.probes.conftest import meets

SECRETS = ("14423/5.17.2.3#2", "11930/7.2.3.6.d")
LISTED = ("14423/5.3.1.a", "14423/5.3.2.2.a-b", "14423/5.17.2.4")
BEGIN = "-----BEGIN " + "PRIVATE KEY-----\n"  # in two halves, or this file were a finding itself


@pytest.mark.slow  # reads the whole tree
def test_the_tree_carries_no_secret(ask):
    facts = ask("source-secrets")
    assert facts["found"] == []
    assert {meets("source-secrets", one, facts) for one in SECRETS} == {True}


@pytest.mark.parametrize(
    "text",
    [
        f"{BEGIN}{'A' * 64}\n",
        "PASS" + 'WORD = "Kinhbac2026!"',
        'database = "postgresql://' + 'benhan:matkhau1@db/benhan"',
        "key = '" + "AKIA" + "ABCDEFGHIJKLMNOP'",
        "BENHAN = 'test-only-secret-key-0123456789-0123456789-0123456789'",  # this installation's own
    ],
)
def test_a_secret_left_in_a_file_is_found(ask, monkeypatch, tmp_path, text):
    for number in range(60):
        (tmp_path / f"m{number}.py").write_text("PASSWORD_FIELD = 'password'\n")
    monkeypatch.setattr(release, "ROOT", tmp_path)
    assert ask("source-secrets")["found"] == []
    (tmp_path / "settings.py").write_text(text)
    facts = ask("source-secrets")
    assert {meets("source-secrets", one, facts) for one in SECRETS} == {False}


def test_a_library_of_another_version_or_none_is_found(ask, monkeypatch, tmp_path):
    lock = tmp_path / "locked.txt"
    lock.write_text(software.LOCK.read_text().replace("django==5", "django==4") + "khong-co==1\n")
    monkeypatch.setattr(software, "LOCK", lock)
    facts = ask("libraries")
    assert len(facts["drifted"]) >= 2
    assert {meets("libraries", one, facts) for one in LISTED} == {False}


def test_the_installed_libraries_are_the_released_ones(ask):
    facts = ask("libraries")
    if facts["drifted"]:
        pytest.skip(f"this environment differs from the lock: {facts['drifted']}")
    assert {meets("libraries", one, facts) for one in LISTED} == {True}


def test_the_list_of_libraries_is_the_lock():
    """Regenerate with: grep -E '^[A-Za-z0-9_.-]+==' requirements.txt | grep -v ';' | sed 's/ .*//'"""
    lines = (Path(__file__).parents[3] / "requirements.txt").read_text().splitlines()
    wanted = [line.split(" ")[0] for line in lines if "==" in line and line[0].isalnum() and ";" not in line]
    assert software.LOCK.read_text().splitlines() == wanted


def test_a_release_is_named_by_its_source(tmp_path, monkeypatch):
    (tmp_path / "a.py").write_text("one = 1\n")
    monkeypatch.setattr(release, "ROOT", tmp_path)
    release.fingerprint.cache_clear()
    before = release.fingerprint()
    release.fingerprint.cache_clear()
    (tmp_path / "a.py").write_text("one = 2\n")
    assert release.fingerprint() != before
    release.fingerprint.cache_clear()
