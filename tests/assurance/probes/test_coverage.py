"""How many of the requirements that software can speak to have a probe? Counted from the data, by catalogue."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest

from benhan.assurance.probes.registry import functions
from benhan.law import loading
from benhan.law.catalogues import catalogues
from benhan.law.probes import FOLDER, bindings_of, probe_rules

LEVEL = 3
OWN = ("acts", "registers", "accounts", "web", "data", "roles", "audit")  # of the application and its records
# Catalogue: how many the application's own probes speak to, how many all probes together must.
FLOORS = {"tcvn-14423-2026": (70, 75), "tcvn-11930-2017": (64, 75)}


def spoken_to(catalogue: str, names: set[str] | None = None) -> set[str]:
    return {
        one.id
        for one in catalogues()[catalogue].at_level(LEVEL)
        if one.is_software
        and any(names is None or rule.name in names for rule, _ in bindings_of(catalogue, one.id))
    }


def own_probes() -> set[str]:
    return {name for file in OWN for name in loading.document(f"{FOLDER}/{file}.yaml")["probes"]}


@pytest.mark.parametrize("catalogue", FLOORS)
def test_the_applications_probes_speak_to_most_of_what_software_can_show(catalogue):
    own, all_of_them = spoken_to(catalogue, own_probes()), spoken_to(catalogue)
    assert (len(own), len(all_of_them)) >= FLOORS[catalogue]
    assert len(all_of_them) >= FLOORS[catalogue][1]


def test_data_and_code_name_the_same_probes():
    assert functions().keys() == probe_rules().keys()


def test_every_probe_is_made_to_fail_and_to_pass_somewhere_here():
    """By its name; what the tests of a probe must hold is said by the tests of each folder."""
    tests = "\n".join(one.read_text() for one in Path(__file__).parents[1].rglob("*.py"))
    assert [name for name in sorted(probe_rules()) if f'"{name}"' not in tests] == []


def test_no_fact_is_written_down_as_a_constant():
    """A fact whose every value in the code that says it is a literal would be the same whatever the system."""
    constant = []
    for name, function in functions().items():
        said: dict[str, set[str]] = {}
        for node in ast.walk(ast.parse(inspect.getsource(inspect.getmodule(function)))):
            if isinstance(node, ast.Dict):
                for key, value in zip(node.keys, node.values, strict=True):
                    if isinstance(key, ast.Constant):
                        said.setdefault(key.value, set()).add(
                            ast.dump(value) if _is_literal(value) else "seen"
                        )
        constant += [
            f"{name}.{fact}"
            for fact in probe_rules()[name].facts
            if len(said.get(fact, ())) == 1 and "seen" not in said[fact]
        ]
    assert constant == []


def _is_literal(value: ast.expr) -> bool:
    return not any(isinstance(one, ast.Name | ast.Call | ast.Attribute) for one in ast.walk(value))


def test_every_fact_is_labelled_and_every_label_is_said_by_its_probe():
    for rule in probe_rules().values():
        assert rule.facts, rule.name
        assert all(label.strip() and label[0].isupper() for label in rule.facts.values()), rule.name
