"""What is missing before a record can be closed, and whether it is late; every gap names what and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from benhan.fhir.problems import Finding
from benhan.fhir.systems import ENCOUNTER_CLASS, QUESTIONNAIRE
from benhan.forms.answers import Answers, from_response
from benhan.forms.catalogue import Form, form_of_canonical, form_version
from benhan.forms.check import check
from benhan.law import rules
from benhan.law.rules import Deadline
from benhan.records import documents, signatures
from benhan.records.remarks import remarks_of
from benhan.records.required_papers import lacking
from benhan.records.stages import DocumentStage, RecordStage, document_stage, has_stage, record_stage
from benhan.store.repository import Repository, Stored

NOT_STANDING = frozenset({DocumentStage.SUPERSEDED, DocumentStage.CANCELLED})
_LIVING_REQUESTS = frozenset({"draft", "active", "on-hold"})


def check_record(repository: Repository, record: Stored) -> tuple[Finding, ...]:
    """Everything that keeps the record from being closed, in the order a person would look; () when complete."""
    encounter = str(record.resource["encounter"]["reference"])
    found = documents_of(repository, record)
    alive = living(found)
    return (
        *_of_record_form(repository, record, alive),
        *_of_answers(repository, encounter, found),
        *_of_prescriptions(repository, encounter, found),
        *_of_papers(repository, alive),
        *_of_rules(repository, record, alive),
        *_of_remarks(record),
    )


def documents_of(repository: Repository, record: Stored) -> tuple[Stored, ...]:
    """The record's documents, oldest first, superseded ones included."""
    encounter = record.resource["encounter"]["reference"]
    found = repository.search(
        "DocumentReference", [("encounter", encounter), ("_sort", "date"), ("_count", "500")]
    ).matches
    return tuple(one for one in found if has_stage(one.resource))


def living(found: Iterable[Stored]) -> tuple[Stored, ...]:
    """Those that stand: neither superseded by an amendment nor cancelled; scans of an old paper record are none of ours."""
    return tuple(
        one for one in found if has_stage(one.resource) and document_stage(one.resource) not in NOT_STANDING
    )


def main_document(found: Iterable[Stored], record: Stored) -> Stored | None:
    """The paper of the record form itself; the newest when an amendment is under way."""
    code = documents.form_code(record)
    return next((one for one in reversed(living(found)) if documents.form_code(one) == code), None)


def _of_record_form(repository: Repository, record: Stored, alive: Sequence[Stored]) -> Iterator[Finding]:
    """The record form is there and prepared, its answers pass at closing, and it names a main diagnosis."""
    coding = record.resource["type"]["coding"][0]
    title = str(record.resource["title"])
    main = main_document(alive, record)
    if main is None:
        yield _missing(
            "DocumentReference", f"Chưa có tờ “{title}” để ký: mở biểu mẫu, hoàn thành rồi trình ký."
        )
        return
    response = next(
        (one for one in documents.sources_of(repository, main) if one.type == "QuestionnaireResponse"), None
    )
    if response is None:
        yield _missing(main.reference, f"Không tìm thấy nội dung của tờ “{title}”.")
        return
    kind = form_version(str(coding["code"]), str(coding["version"]))
    answers = from_response(kind, response.resource)
    for one in check(kind, answers, when="closing", now=timezone.now()):
        if one.severity == "error":
            said = f"{title}: {one.clinician}"
            yield Finding("error", one.issue, one.expression, one.developer, said, one.code)
    if not has_main_diagnosis(kind, answers):
        yield _missing(main.reference, f"{title}: chưa ghi chẩn đoán ra viện, bệnh chính (kèm mã bệnh).")


def has_main_diagnosis(kind: Form, answers: Answers) -> bool:
    """Whether the main discharge diagnosis is named."""
    uses = [field for field in kind.fields if field.main and (field.fhir or {}).get("use") == "discharge"]
    return not uses or any(field.key in answers for field in uses)


def _of_answers(repository: Repository, encounter: str, found: Sequence[Stored]) -> Iterator[Finding]:
    """Answers nobody has made a paper of, or has taken back from one, are work left lying."""
    shown = {item["reference"] for one in found for item in one.resource["context"].get("related", ())}
    pairs = [("encounter", encounter), ("_count", "200")]
    for response in repository.search("QuestionnaireResponse", pairs).matches:
        if not str(response.resource.get("questionnaire", "")).startswith(QUESTIONNAIRE):
            continue  # another system's form
        title = form_of_canonical(str(response.resource["questionnaire"])).title
        if response.resource["status"] == "in-progress":
            yield _missing(
                response.reference, f"Biểu mẫu “{title}” còn viết dở: hoàn thành rồi trình ký, hoặc bỏ đi."
            )
        elif response.resource["status"] == "completed" and response.reference not in shown:
            yield _missing(response.reference, f"Biểu mẫu “{title}” chưa có tờ để ký.")


def _of_prescriptions(repository: Repository, encounter: str, found: Sequence[Stored]) -> Iterator[Finding]:
    """Every prescription line stands on a paper."""
    shown = {item["reference"] for one in found for item in one.resource["context"].get("related", ())}
    pairs = [("encounter", encounter), ("_count", "500")]
    waiting = sorted(
        {
            str(one.resource.get("groupIdentifier", {}).get("value", ""))
            for one in repository.search("MedicationRequest", pairs).matches
            if one.resource["status"] in _LIVING_REQUESTS and one.reference not in shown
        }
    )
    for code in waiting:
        yield _missing(
            "MedicationRequest",
            f"Đơn thuốc {code} chưa trình ký." if code else "Có thuốc chưa nằm trong đơn nào.",
        )


def _of_papers(repository: Repository, alive: Sequence[Stored]) -> Iterator[Finding]:
    """Every paper is signed by all it needs, and an amended one has taken its predecessor's place."""
    for document in alive:
        title = str(document.resource["type"]["text"])
        states = signatures.slots(repository, documents.form_of(document), document)
        for state in states:
            if not state.is_signed and signatures.is_needed_to_close(state):
                yield _missing(document.reference, f"Tờ “{title}” còn thiếu chữ ký: {state.signer.label}.")


def _of_rules(repository: Repository, record: Stored, alive: Sequence[Stored]) -> Iterator[Finding]:
    """Papers a record of this kind needs (law/completeness.yaml)."""
    named = str(record.resource["encounter"]["reference"])
    known = repository.read_many([named, f"Patient/{record.patient}"])
    if named in known:
        for rule in lacking(known[named], known.get(f"Patient/{record.patient}"), alive):
            yield _missing("DocumentReference", f"Chưa có tờ “{rule.title}”.")


def _of_remarks(record: Stored) -> Iterator[Finding]:
    """What planning remarked and nobody has ticked off."""
    for one in remarks_of(record.resource):
        if not one.done_by:
            place = f" ({one.field})" if one.field else ""
            yield _missing(
                one.on or "Composition", f"Nhận xét của Kế hoạch tổng hợp{place} chưa xử lý: {one.text}"
            )


def _missing(expression: str, clinician: str) -> Finding:
    return Finding(
        "error", "business-rule", expression, f"incomplete at {expression}", clinician, "BH-RECORD-0013"
    )


def overdue(
    encounter: Stored, record: Stored, now: datetime, limits: Mapping[str, Deadline] | None = None
) -> str | None:
    """A sentence when the record is late for its next step, else None.

    limits  those in force at the facility (records.deadlines); the defaults of law/deadlines.yaml when None
    """
    limit = _limit(encounter, record, limits or rules.deadlines())
    late = late_by(encounter, record, now, limits)
    if limit is None or late <= timedelta(0):
        return None
    hours = max(1, int(late.total_seconds() // 3600))
    shown = f"{hours} giờ" if hours < 48 else f"{hours // 24} ngày"
    return f"Quá hạn {shown}: {limit.label} (thời hạn {limit.hours} giờ)."


def late_by(
    encounter: Stored, record: Stored, now: datetime, limits: Mapping[str, Deadline] | None = None
) -> timedelta:
    """How far past its limit the record is; not more than zero when it is in time or has no limit now."""
    limit = _limit(encounter, record, limits or rules.deadlines())
    if limit is None:
        return timedelta(0)
    is_open = record_stage(record.resource) is RecordStage.OPEN
    begun = datetime.fromisoformat(str(record.resource["date"]))
    since = begun if is_open else attested_at(record, "professional") or now
    return now - since - timedelta(hours=limit.hours)


def _limit(encounter: Stored, record: Stored, limits: Mapping[str, Deadline]) -> Deadline | None:
    stage = record_stage(record.resource)
    if stage is RecordStage.CLOSED:
        return limits["hand-over"]
    if stage is not RecordStage.OPEN:
        return None
    is_emergency = encounter.resource.get("priority", {}).get("coding", ({},))[0].get("code") == "EM" or (
        encounter.resource.get("class", {}) == {"system": ENCOUNTER_CLASS, "code": "EMER"}
    )
    return limits["emergency-record" if is_emergency else "record"]


def attested_at(record: Stored, mode: str) -> datetime | None:
    """When a step was taken: professional = closed, legal = approved, official = sealed; the last time it was."""
    times = [one["time"] for one in record.resource.get("attester", ()) if one["mode"] == mode]
    return datetime.fromisoformat(times[-1]) if times else None
