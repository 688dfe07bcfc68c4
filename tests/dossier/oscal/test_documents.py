"""The five OSCAL documents hold together, with our own eyes and with an independent tool's."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from benhan.dossier.models import Dossier
from benhan.dossier.oscal import documents
from benhan.dossier.oscal.parts import token
from benhan.law.catalogues import catalogues
from tests.support.level_file import filed

ROOT = Path(__file__).resolve().parents[3]
TRESTLE = ROOT / ".venv-oscal" / "bin" / "python"
# Reads each document with the models of compliance-trestle, then asks all its validators.
CHECK = """
import json, sys, warnings
from pathlib import Path
warnings.simplefilter("ignore")
from pydantic import ValidationError
from trestle.core.parser import parse_dict, root_key, to_full_model_name
from trestle.core.validator_factory import all_validator
every = all_validator.AllValidator()
for name in sys.argv[1:]:
    data = json.loads(Path(name).read_text(encoding="utf-8"))
    root = root_key(data)
    try:
        model = parse_dict(data[root], to_full_model_name(root))
        print("valid" if every.model_is_valid(model, True, Path(name).parent) else "refused: " + every.error_msg(), name)
    except ValidationError as error:
        print("refused", str(error)[:2000], name)
"""


def every(value: object) -> Iterator[tuple[str, object]]:
    """(key, value) of every member, all the way down."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield key, one
            yield from every(one)
    elif isinstance(value, list):
        for one in value:
            yield from every(one)


@pytest.fixture
def read(facts):
    return {name: json.loads(content) for name, content in documents(facts).items()}


def test_no_identifier_is_given_twice(read):
    for name, content in read.items():
        given = [one for key, one in every(content) if key == "uuid"]
        assert len(given) == len(set(given)), name


def test_every_reference_points_to_something_that_is_there(read):
    controls = {one["id"] for group in read["catalog.json"]["catalog"]["groups"] for one in group["controls"]}
    parts = {
        part["id"] for group in read["catalog.json"]["catalog"]["groups"]
        for one in group["controls"] for part in one["parts"]
    }  # fmt: skip
    params = {
        param["id"] for group in read["catalog.json"]["catalog"]["groups"]
        for one in group["controls"] for param in one.get("params", [])
    }  # fmt: skip
    for name, content in read.items():
        given = {one for key, one in every(content) if key == "uuid"}
        roles = {one["id"] for one in next(iter(content.values()))["metadata"]["roles"]}
        for key, one in every(content):
            if key == "href":
                assert one.removeprefix("#") in (given if one.startswith("#") else read), (name, one)
            elif key == "control-id":
                assert one in controls, (name, one)
            elif key in ("statement-id", "target-id"):
                assert one in parts, (name, one)
            elif key == "param-id":
                assert one in params, (name, one)
            elif key == "role-id":
                assert one in roles, (name, one)
            elif key.endswith("-uuid"):
                assert one in given, (name, key, one)
            elif key == "party-uuids":
                assert set(one) <= given, (name, one)


def test_nothing_is_empty(read):
    for name, content in read.items():
        assert not [key for key, one in every(content) if one in ("", [], None)], name


def test_the_profile_chooses_what_the_level_asks_and_the_plan_answers_each(read, facts):
    wanted = [token(one.id) for one in facts.catalogue.at_level(2)]
    profile = read["profile.json"]["profile"]
    assert profile["imports"][0]["include-controls"][0]["with-ids"] == wanted
    plan = read["system-security-plan.json"]["system-security-plan"]["control-implementation"]
    assert [one["control-id"] for one in plan["implemented-requirements"]] == wanted
    assert any(one["values"] == ["1 tháng"] for one in profile["modify"]["set-parameters"])


def test_each_requirement_has_a_name_of_its_own():
    for catalogue in catalogues().values():
        tokens = {token(one.id) for one in catalogue.requirements}
        assert len(tokens) == len(catalogue.requirements), catalogue.key


def test_only_what_is_proved_or_does_not_apply_is_satisfied(read, facts):
    found = read["assessment-results.json"]["assessment-results"]["results"][0]["findings"]
    satisfied = sum(one["target"]["status"]["state"] == "satisfied" for one in found)
    assert satisfied == sum(one.verdict in ("proved", "not_applicable") for one in facts.requirements)
    assert 0 < satisfied < len(found)


def test_every_gap_is_an_item_of_the_plan(read, facts):
    plan = read["plan-of-action-and-milestones.json"]["plan-of-action-and-milestones"]
    named = {
        one["value"]
        for key, each in every(plan)
        if key == "props"
        for one in each
        if one["name"] == "requirement"
    }
    gaps = {one.requirement.id for one in facts.requirements if one.verdict in ("missing", "declared")}
    assert gaps and gaps <= named
    assert len(plan["poam-items"]) == len(gaps) + len(facts.plan)


def test_the_same_facts_give_the_same_bytes(facts):
    assert documents(facts) == documents(facts)
    assert documents(bare(facts)) == documents(bare(facts))


def test_a_file_with_nothing_in_it_still_makes_whole_documents(facts):
    for name, content in documents(bare(facts)).items():
        assert not [key for key, one in every(json.loads(content)) if one in ("", [], None)], name


# slow: another interpreter loads an independent tool's models
@pytest.mark.slow
def test_an_independent_tool_accepts_the_five_documents(facts, tmp_path):
    if not TRESTLE.exists():
        if os.environ.get("CI"):
            pytest.fail("continuous integration must have .venv-oscal: make oscal")
        pytest.skip("compliance-trestle is not installed: make oscal")
    made = {"full": documents(facts), "bare": documents(bare(facts)), "old": documents(filed_old(facts))}
    paths = []
    for which, each in made.items():
        (tmp_path / which / ".trestle").mkdir(parents=True)
        for name, content in each.items():
            # the tool follows a document's pointers only when they are whole paths
            whole = content.replace(b'"href": "', f'"href": "{tmp_path / which}/'.encode()).replace(
                f"{tmp_path / which}/#".encode(), b"#"
            )
            (tmp_path / which / name).write_bytes(whole)
            paths.append(str(tmp_path / which / name))
    broken = json.loads(documents(facts)["catalog.json"])
    broken["catalog"]["groups"][0]["controls"][0]["id"] = "5.1 ,"
    (tmp_path / "broken.json").write_text(json.dumps(broken))
    done = subprocess.run(
        [TRESTLE, "-c", CHECK, *paths, tmp_path / "broken.json"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    told = done.stdout.splitlines()
    assert done.returncode == 0, done.stderr
    assert told[: len(paths)] == [f"valid {one}" for one in paths]
    assert told[len(paths)].startswith("refused")


def bare(facts):
    """A draft that was never kept, of a system about which nothing was said."""
    draft = Dossier(
        facility=facts.system.facility, system=facts.system, number="", regime="decree-331", level=2,
        state_since=facts.now, opened_at=facts.now,
    )  # fmt: skip
    return replace(facts, dossier=draft, judged={}, zones=[], assets=[], flows=[], risks=[], plan=[])


def filed_old(facts):
    """The same hospital under the old decree."""
    facts.system.slug = "hsba-cu"
    facts.system.save()
    facts.dossier.number = "HS-2025-01"
    facts.dossier.save()
    return filed(level=3, regime="decree-85")
