"""The inventory goes out as CSV and comes back unchanged; a wrong cell is named and nothing is kept."""

from __future__ import annotations

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benhan.assurance.inventory import CODE, apply, export_csv, preview
from benhan.assurance.models import Asset, Zone
from benhan.assurance.problems import FILE_HAS_ERRORS, FILE_UNREADABLE, INVENTORY_MOVED
from benhan.assurance.sheets import ASSET_KINDS_VI
from benhan.fhir.problems import ProblemError

HEAD = "Loại,Tên,Số lượng,Hỗ trợ đến,Vùng mạng,Chạy trên máy chủ\n"

# What a person can type: no control characters, no blanks at the ends, and everything that troubles a CSV file.
text = st.text(st.sampled_from("aăđếợ Z09,;\"'=+-@\n|<&"), max_size=12).map(lambda one: one.strip())


@pytest.mark.slow  # every example writes rows
@settings(
    max_examples=8,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    rows=st.lists(st.tuples(st.sampled_from(list(ASSET_KINDS_VI)), text.filter(bool), text, text), max_size=5)
)
def test_what_was_taken_out_comes_back_as_no_change(system, rows):
    Asset.objects.filter(system=system).update(state="retired")
    host = None
    for kind, name, place, address in rows:
        made = Asset.objects.create(
            facility=system.facility, system=system, kind=kind, name=name, place=place, address=address, port=443,
            support_until=timezone.localdate(), host=host, changed_at=timezone.now(), changed_by="Dũng",
        )  # fmt: skip
        host = made if kind == "host" else host
    found = preview(system, export_csv(system))
    assert found.errors == ()
    assert [one.what for one in found.changes] == ["same"] * len(rows)


def test_a_preview_keeps_nothing_and_a_confirmed_one_keeps_all(repository, system):
    Zone.objects.create(facility=system.facility, system=system, kind="server", name="Vùng máy chủ")
    file = HEAD + "Phần mềm,Benhan,1,,Vùng máy chủ,Máy chủ 1\nMáy chủ,Máy chủ 1,2,31/12/2030,Vùng máy chủ,\n"
    shown = preview(system, file)
    assert [one.what for one in shown.changes] == ["add", "add"]
    assert not Asset.objects.filter(system=system).exists()
    assert apply(repository, system, file, shown.digest) == 2
    software = Asset.objects.get(system=system, kind="software")
    assert (software.host.name, software.zone.name, software.source) == ("Máy chủ 1", "Vùng máy chủ", "csv")
    assert [one.what for one in preview(system, file).changes] == ["same", "same"]


def test_every_wrong_cell_is_named_by_line_column_and_reason_and_nothing_is_kept(repository, system):
    file = HEAD + "Máy bay,Máy chủ 1,0,mai,Vùng ma,\nMáy chủ,,1,,,\nMáy chủ,Máy tốt,1,,,\n"
    shown = preview(system, file)
    places = {(one.line, one.column) for one in shown.errors}
    assert places == {(2, "Loại"), (2, "Số lượng"), (2, "Hỗ trợ đến"), (2, "Vùng mạng"), (3, "Tên")}
    assert all(one.reason for one in shown.errors)
    with pytest.raises(ProblemError) as refused:
        apply(repository, system, file, shown.digest)
    assert refused.value.problem is FILE_HAS_ERRORS
    assert not Asset.objects.filter(system=system).exists()


def test_what_changed_after_the_preview_is_not_overwritten(repository, system):
    file = HEAD + "Máy chủ,Máy chủ 1,2,,,\n"
    digest = preview(system, file).digest
    Asset.objects.create(
        facility=system.facility, system=system, kind="host", name="Máy chủ 1", quantity=7,
        changed_at=timezone.now(), changed_by="Bình",
    )  # fmt: skip
    with pytest.raises(ProblemError) as refused:
        apply(repository, system, file, digest)
    assert refused.value.problem is INVENTORY_MOVED
    assert Asset.objects.get(system=system).quantity == 7


def test_a_change_says_what_was_and_what_will_be_and_leaves_other_columns(system):
    made = Asset.objects.create(
        facility=system.facility, system=system, kind="host", name="Máy chủ 1", place="Nhà A",
        changed_at=timezone.now(), changed_by="Bình",
    )  # fmt: skip
    (change,) = preview(system, f"{CODE},Loại,Tên,Số lượng\n{made.pk},Máy chủ,Máy chủ một,3\n").changes
    assert change.differences == (("Tên", "Máy chủ 1", "Máy chủ một"), ("Số lượng", "1", "3"))
    assert "place" not in change.values


@pytest.mark.parametrize(
    "file",
    [
        "",
        "Tên\nMáy",
        "Loại,Tên,Cột lạ\nMáy chủ,A,b",
        'Loại,Tên\n"Máy chủ,A',
        "Loại,Tên\nMáy chủ,A,thừa",
        "\x00",
    ],
)
def test_a_file_that_is_no_inventory_is_refused_with_the_reason(system, file):
    with pytest.raises(ProblemError) as refused:
        preview(system, file)
    assert refused.value.problem is FILE_UNREADABLE


def test_a_line_known_twice_or_by_a_strange_code_is_refused(system):
    made = Asset.objects.create(
        facility=system.facility,
        system=system,
        kind="host",
        name="A",
        changed_at=timezone.now(),
        changed_by="B",
    )
    twice = preview(system, "Loại,Tên\nMáy chủ,A\nMáy chủ,a\n")
    assert [(one.line, one.column) for one in twice.errors] == [(3, CODE)]
    strange = preview(system, f"{CODE},Loại,Tên\n{made.system_id},Máy chủ,A\n")
    assert [one.column for one in strange.errors] == [CODE]
