"""The banner of every chart page: who, how old, where, how insured, and allergies, which are never left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from benhan.fhir import systems
from benhan.store.compartment import newest
from benhan.store.repository import Repository, Stored
from benhan.ui import dates_vi
from benhan.ui.parts import Badge, PatientBanner, stripe_of

Resource = Mapping[str, Any]
NONE_KNOWN = "none-known"
_SEX = {"male": "nam", "female": "nữ", "other": "giới tính khác"}
_GONE = {"refuted", "entered-in-error", "resolved", "inactive"}


def banner_in_one(repository: Repository, patient: Stored, encounter: Stored) -> PatientBanner:
    """The banner of a patient at the place of an encounter.

    Two queries: allergies and insurance together, the department's name. Raises what the repository raises.
    """
    found = newest(repository, patient.id, {"AllergyIntolerance": 100, "Coverage": 100})
    return present(
        patient,
        allergies=[one.resource for one in found["AllergyIntolerance"] if is_live(one.resource)],
        coverages=[one.resource for one in found["Coverage"]],
        encounter=encounter.resource,
        place=department_name(repository, encounter),
        now=timezone.now(),
    )


def allergies_of(repository: Repository, patient_id: str) -> tuple[Resource, ...]:
    """Every AllergyIntolerance that still counts, newest first; none-known among them."""
    pairs = [("patient", f"Patient/{patient_id}"), ("_sort", "-date"), ("_count", "100")]
    found = repository.search("AllergyIntolerance", pairs).matches
    return tuple(stored.resource for stored in found if is_live(stored.resource))


def department_name(repository: Repository, encounter: Stored) -> str:
    """The name of the department the encounter takes place in, "" when it names none."""
    provider = encounter.resource.get("serviceProvider", {})
    reference = str(provider.get("reference", ""))
    found = repository.read_many([reference])
    stored = found.get(reference)
    return str(stored.resource.get("name", "")) if stored else str(provider.get("display", ""))


def present(
    patient: Stored,
    *,
    allergies: Sequence[Resource],
    coverages: Sequence[Resource],
    encounter: Resource | None,
    place: str,
    now: datetime,
) -> PatientBanner:
    """The banner's texts from what was read."""
    person = patient.resource
    known = [one for one in allergies if not is_none_known(one)]
    asked = known or list(allergies)
    return PatientBanner(
        name=name_of(person),
        sex=_SEX.get(str(person.get("gender", "")), "không rõ giới"),
        age=dates_vi.age(str(person.get("birthDate", "")), today=dates_vi.local(now).date()),
        birth_date=dates_vi.day(str(person["birthDate"]))
        if person.get("birthDate")
        else "không rõ ngày sinh",
        number=number_of(person),
        stripe=stripe_of(patient.id),
        place=" · ".join(part for part in (place, _bed(encounter)) if part),
        insurance=_insurance(coverages, now),
        allergies=tuple(allergy_words(one) for one in known),
        allergy_note=_who_asked(asked[0], now) if asked else "",
        alerts=_alerts(person, encounter),
        url=f"/khoa/nguoi-benh/{patient.id}/",
    )


def name_of(patient: Resource) -> str:
    """The official name as given, "" when there is none."""
    names = patient.get("name", ())
    chosen: Resource = next((item for item in names if item.get("use") == "official"), next(iter(names), {}))
    return str(chosen.get("text") or " ".join([chosen.get("family", ""), *chosen.get("given", ())]).strip())


def number_of(patient: Resource) -> str:
    """The patient's number here; another identifier's value where an imported patient has none."""
    values = {item.get("system", ""): str(item.get("value", "")) for item in patient.get("identifier", ())}
    return values.get(systems.PATIENT_NUMBER) or next(
        (value for value in values.values() if value), "chưa có số"
    )


def is_live(allergy: Resource) -> bool:
    """Whether it still counts: neither refuted nor entered in error, neither resolved nor inactive."""
    states = {
        coding.get("code")
        for element in ("clinicalStatus", "verificationStatus")
        for coding in allergy.get(element, {}).get("coding", ())
    }
    return not states & _GONE


def is_none_known(allergy: Resource) -> bool:
    return any(
        coding.get("system") == systems.ALLERGY_CODE and coding.get("code") == NONE_KNOWN
        for coding in allergy.get("code", {}).get("coding", ())
    )


def allergy_words(allergy: Resource) -> str:
    """penicilin (phát ban, khó thở)."""
    code = allergy.get("code", {})
    name = (
        code.get("text")
        or next((item.get("display", "") for item in code.get("coding", ())), "")
        or "chưa rõ chất"
    )
    shown = [
        str(sign.get("text") or next((item.get("display", "") for item in sign.get("coding", ())), ""))
        for reaction in allergy.get("reaction", ())
        for sign in reaction.get("manifestation", ())
    ]
    reactions = ", ".join(text for text in shown if text)
    return f"{name} ({reactions})" if reactions else str(name)


def _who_asked(allergy: Resource, now: datetime) -> str:
    """BS. Trần An hỏi lúc 07:31 hôm nay; never empty, because "" means that nobody asked."""
    verb = "hỏi" if is_none_known(allergy) else "ghi"
    who = str(allergy.get("recorder", {}).get("display", "")) or "không rõ người"
    at = str(allergy.get("recordedDate", ""))
    if len(at) > len("2026-03-02"):
        return f"{who} {verb} lúc {dates_vi.near_moment(datetime.fromisoformat(at), now=now)}"
    return f"{who} {verb} ngày {dates_vi.day(at)}" if at else f"{who} {verb}, không rõ ngày"


def _bed(encounter: Resource | None) -> str:
    """Where an inpatient lies: "Phòng 301 · Giường 2"; "" for a visit."""
    places = (encounter or {}).get("location", ())
    return next(
        (str(one["location"].get("display", "")) for one in places if one.get("status") == "active"), ""
    )


def _insurance(coverages: Sequence[Resource], now: datetime) -> str:
    today = dates_vi.local(now).date().isoformat()
    cards = [one for one in coverages if one.get("status", "active") == "active" and _card(one)]
    cards.sort(key=lambda one: str(one.get("period", {}).get("end", "9999")), reverse=True)
    if not cards:
        return "không có thẻ BHYT"
    end = str(cards[0].get("period", {}).get("end", ""))[:10]
    until = f" · {'đến' if end >= today else 'đã hết hạn'} {dates_vi.day(end)}" if end else ""
    return f"BHYT {_card(cards[0])}{until}"


def _card(coverage: Resource) -> str:
    return str(
        coverage.get("subscriberId")
        or next((item["value"] for item in coverage.get("identifier", ()) if item.get("value")), "")
    )


def _alerts(patient: Resource, encounter: Resource | None) -> tuple[Badge, ...]:
    made = []
    if patient.get("deceasedBoolean") or patient.get("deceasedDateTime"):
        made.append(Badge("Đã tử vong", "", "info"))
    priority = (encounter or {}).get("priority", {}).get("coding", ())
    if any(coding.get("code") == "EM" for coding in priority):
        made.append(Badge("Cấp cứu", "son", "diamond"))
    return tuple(made)
