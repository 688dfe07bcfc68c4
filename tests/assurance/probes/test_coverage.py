"""How many of the requirements that software can speak to have a probe? Counted from the data, by catalogue."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest

from benhan.assurance.probes.registry import functions
from benhan.law.catalogues import catalogues
from benhan.law.probes import bindings_of, probe_rules

LEVEL, FLOOR = 3, 75  # issue: at least 75 of what software can show at level 3


@pytest.mark.parametrize("catalogue", ["tcvn-14423-2026", "tcvn-11930-2017"])
def test_probes_speak_to_most_of_what_software_can_show(catalogue):
    spoken_to = [
        one.id
        for one in catalogues()[catalogue].at_level(LEVEL)
        if one.is_software and bindings_of(catalogue, one.id)
    ]
    assert len(spoken_to) >= FLOOR


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
