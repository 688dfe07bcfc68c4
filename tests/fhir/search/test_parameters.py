"""R4's search parameters are compiled; what cannot be is listed here with its reason."""

from __future__ import annotations

import pytest

from benhan.fhir.definitions.tables import resource_types
from benhan.fhir.search.expressions import Path, Step, UncompilableError, compile_expression
from benhan.fhir.search.parameters import SearchParameter, search_parameters


def _all() -> list[tuple[str, SearchParameter]]:
    return [(kind, each) for kind in sorted(resource_types()) for each in search_parameters(kind).values()]


def test_every_expression_of_r4_is_compiled_but_for_these() -> None:
    refused = {
        (kind, each.code, each.refusal)
        for kind, each in _all()
        if each.refusal and each.type not in ("composite", "special") and each.expression
    }
    assert refused == {
        ("Bundle", "composition", "uses entry[0]"),
        ("Bundle", "message", "uses entry[0]"),
    }


def test_parameters_without_an_expression_are_those_of_the_whole_text_and_named_queries() -> None:
    assert {each.code for _, each in _all() if not each.expression and each.refusal} == {
        *("_text", "_content", "_query"),
    }


def test_values_that_a_parameter_meets_but_does_not_read_are_known() -> None:
    unread = {
        (kind, each.code, path.type_name)
        for kind, each in _all()
        if each.paths
        for path in compile_expression(kind, each.expression)
        if path not in each.paths
    }
    assert unread == {
        ("CarePlan", "activity-date", "string"),
        ("Consent", "source-reference", "Attachment"),
        ("Immunization", "date", "string"),
        ("Observation", "combo-value-quantity", "SampledData"),
        ("Observation", "component-value-quantity", "SampledData"),
        ("Observation", "value-quantity", "SampledData"),
        ("Procedure", "date", "Age"),
        ("Procedure", "date", "Range"),
        ("Procedure", "date", "string"),
    }


def test_each_type_has_the_parameters_of_every_resource() -> None:
    for kind in resource_types():
        assert {"_id", "_lastUpdated", "_tag", "_profile", "_security", "_source"} <= set(
            search_parameters(kind)
        )


def test_composites_tell_their_components() -> None:
    parameter = search_parameters("Observation")["code-value-quantity"]
    assert parameter.components == (
        ("clinical-code", "code"),
        ("Observation-value-quantity", "value.ofType(Quantity)"),
    )


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("Observation.code", [(("code",), "CodeableConcept")]),
        ("Observation.value as Quantity", None),
        ("(Observation.value as Quantity)", [(("valueQuantity",), "Quantity")]),
        ("(Observation.value.ofType(CodeableConcept)).text", [(("valueCodeableConcept", "text"), "string")]),
        ("Observation.component.code | Observation.method", [
            (("component", "code"), "CodeableConcept"), (("method",), "CodeableConcept"),
        ]),
        ("Patient.name", None),
        ("Observation.nothing", None),
        ("Observation.component", None),
        ("(Observation.code", None),
    ],
)  # fmt: skip
def test_an_expression_becomes_paths_of_json_keys(
    expression: str, expected: list[tuple[tuple[str, ...], str]] | None
) -> None:
    if expected is None:
        with pytest.raises(UncompilableError):
            compile_expression("Observation", expression)
    else:
        found = compile_expression("Observation", expression)
        assert [(tuple(step.key for step in path.steps), path.type_name) for path in found] == expected


def test_a_filter_and_an_implied_system_are_kept() -> None:
    (phone,) = search_parameters("Patient")["phone"].paths
    assert phone == Path((Step("telecom", "system", "phone"),), "ContactPoint")
    (gender,) = search_parameters("Patient")["gender"].paths
    assert gender.system == "http://hl7.org/fhir/administrative-gender"
    (subject,) = search_parameters("Observation")["patient"].paths
    assert subject.target == "Patient"


def test_an_unknown_type_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        search_parameters("NguoiBenh")
