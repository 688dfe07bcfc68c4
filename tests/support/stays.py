"""A small invented house with two wards: who works there, its beds, and a patient on the way in."""

from __future__ import annotations

from benhan.access.actor import Actor, Role
from benhan.fhir import systems
from benhan.forms.answers import Coding
from benhan.records import admission, stays
from benhan.store.repository import Repository, Stored
from tests.support.cast import CAST, FACILITY
from tests.support.visits import Waiting, waiting_patient

MEDICINE, SURGERY = "khoa-noi", "khoa-ngoai"
PNEUMONIA = Coding(systems.ICD_10, "J18.9", "Viêm phổi, không đặc hiệu", systems.ICD_10_TT06)


def _actor(account: str, name: str, role: Role, department: str) -> Actor:
    return Actor(
        account=account,
        facility=FACILITY,
        name=name,
        practitioner=f"nv-{account}",
        roles=frozenset({role}),
        departments=frozenset({department}),
    )


HOA = _actor("hoa", "ĐD. Lý Thị Hoa", Role.NURSE, MEDICINE)
HUNG = _actor("hung", "BS. Phan Mạnh Hùng", Role.DOCTOR, MEDICINE)
TUYET = _actor("tuyet", "ĐD. Đoàn Thị Tuyết", Role.NURSE, SURGERY)
CHI = CAST.chi  # a doctor of the surgical ward


def wards() -> None:
    """Medicine with three beds in two rooms, surgery with one; people as resources."""
    units = ((MEDICINE, "Khoa Nội tổng hợp", "K03"), (SURGERY, "Khoa Ngoại tổng hợp", "K19"))
    with Repository(by=CAST.system) as repository:
        for id_, name, code in units:
            coding = {"system": systems.CODE_LIST + "departments", "code": code}
            repository.update(
                {
                    "resourceType": "Organization", "id": id_, "name": name, "type": [{"coding": [coding]}],
                    "partOf": {"reference": "Organization/co-so"},
                },
                may_create=True,
            )  # fmt: skip
            ward = stays.location_resource(stays.WARD, id_=f"khu-{id_}", name=name, department=id_)
            repository.create(ward, id=ward["id"])
        for department, room, beds in ((MEDICINE, "301", 2), (MEDICINE, "302", 1), (SURGERY, "401", 1)):
            home = stays.location_resource(
                stays.ROOM, id_=f"p-{room}", name=f"Phòng {room}", department=department, within=f"khu-{department}"
            )  # fmt: skip
            repository.create(home, id=home["id"])
            for number in range(1, beds + 1):
                bed = stays.location_resource(
                    stays.BED, id_=f"g-{room}-{number}", name=f"Giường {number}", department=department,
                    within=home["id"], room=f"Phòng {room}",
                )  # fmt: skip
                repository.create(bed, id=bed["id"])
        for actor in (HOA, HUNG, TUYET, CHI, CAST.an):
            person = {
                "resourceType": "Practitioner",
                "id": actor.practitioner,
                "name": [{"text": actor.name}],
            }
            repository.update(person, may_create=True)


def admitted(
    waiting: Waiting | None = None,
    *,
    department: str = MEDICINE,
    number: str = "VV26000001",
    form_code: str = "",
) -> Stored:
    """An decides that the patient stays; the ward has not received them yet."""
    came = waiting or waiting_patient()
    if waiting is None:
        wards()
    with Repository(by=CAST.an) as repository:
        return admission.admit(
            repository, origin=came.encounter, department=department, diagnosis=PNEUMONIA,
            reason="Sốt cao, khó thở ngày thứ ba", number=number, form_code=form_code,
        )  # fmt: skip


def in_bed(stay: Stored | None = None, *, bed: str = "g-301-1", by: Actor = HOA, doctor: str = "") -> Stored:
    """The ward has received the patient."""
    waiting = stay or admitted()
    with Repository(by=by) as repository:
        return admission.receive(repository, encounter=waiting, bed=bed, doctor=doctor or HUNG.practitioner)
