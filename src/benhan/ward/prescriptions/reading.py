"""Which prescription of the visit is being written, and what stands in it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from benhan.access.models import Facility
from benhan.forms.answers import Answers
from benhan.forms.calculate import age_months
from benhan.forms.catalogue import Form, form
from benhan.forms.medication_requests import from_requests
from benhan.forms.prefill import Prefilled, prefill
from benhan.records.stages import DocumentStage, document_stage
from benhan.store.repository import Repository, Stored
from benhan.ward.prescriptions import typed
from benhan.ward.visit.input_texts import text_of
from benhan.ward.visit.reading import Visit, known
from benhan.ward.visit.writing import Writing, own_draft

FORM = "don-thuoc"
NEW = "moi"


@dataclass(frozen=True, slots=True)
class Script:
    """A prescription being written.

    code      "" before it is first saved
    lines     its saved MedicationRequests
    document  its paper when one was made, to be remade while nobody has signed
    known     what the visit fills in on the paper
    is_child  weight and companion are asked for (Thông tư 26/2025 Điều 6)
    """

    form: Form
    code: str
    lines: tuple[Stored, ...]
    document: Stored | None
    state: Writing
    known: Answers
    is_child: bool

    @property
    def is_signed(self) -> bool:
        return any(one.resource["status"] != "draft" for one in self.lines)


def read_script(repository: Repository, visit: Visit, facility: Facility, wanted: str) -> Script:
    """The prescription with that code; without a code the draft one, else a new one."""
    groups: dict[str, list[Stored]] = {}
    for request in visit.requests:
        code = str(request.resource.get("groupIdentifier", {}).get("value", ""))
        if request.resource["status"] in ("draft", "active", "completed") and code:
            groups.setdefault(code, []).append(request)
    code = wanted if wanted in groups else ""
    if not wanted:
        drafts = [
            name for name, lines in groups.items() if all(one.resource["status"] == "draft" for one in lines)
        ]
        code = min(drafts, default="")
    lines = tuple(groups.get(code, ()))
    kind = form(FORM, timezone.localdate())
    filled = prefill(kind, known(visit, facility.health_department))
    born = filled.answers.get("birth_date")
    saved = typed.texts_of(from_requests([one.resource for one in lines])) if lines else _fresh(visit, filled)
    document = f"{visit.encounter.id}/{FORM}/{code or NEW}"
    state = Writing(
        kind,
        document,
        None,
        saved,
        own_draft(repository, visit, document),
        Prefilled({}, {}),
        sum(one.version for one in lines),
    )
    is_child = born is not None and age_months(born, visit.now) is not None
    return Script(kind, code, lines, _paper(visit, lines), state, filled.answers, is_child)


def _paper(visit: Visit, lines: tuple[Stored, ...]) -> Stored | None:
    named = {one.reference for one in lines}
    for document in reversed(visit.living):
        related = {item["reference"] for item in document.resource["context"].get("related", ())}
        if related & named and document_stage(document.resource) is DocumentStage.PREPARED:
            return document
    return None


def _fresh(visit: Visit, filled: Prefilled) -> typed.Texts:
    """A new prescription: the visit's diagnoses, weight and companion are there already."""
    ranked = sorted(visit.conditions, key=lambda one: _use(one) != "DD")
    codes = [
        str(coding["code"])
        for condition in ranked
        for coding in condition.resource.get("code", {}).get("coding", ())
        if coding.get("code")
    ]
    made: typed.Texts = {"kind": ["C"], "diagnosis": list(dict.fromkeys(codes))[:4]}
    for name in ("weight", "guardian"):
        if name in filled.answers:
            made[name] = [text_of(filled.answers[name])]
    return made


def _use(condition: Stored) -> str:
    categories = condition.resource.get("category", ())
    return next(
        (str(c["code"]) for item in categories for c in item.get("coding", ()) if c.get("code") == "DD"), ""
    )
