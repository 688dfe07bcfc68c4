"""What the record of a visit holds, in the list at the left: papers, sheets being written, prescriptions; who writes now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from benhan.forms.catalogue import form_of_canonical
from benhan.forms.medication_requests import from_requests
from benhan.records.stages import DOCUMENT_STAGE_NAMES, DocumentStage, awaits_timestamp, document_stage
from benhan.store.repository import Stored
from benhan.ui import dates_vi
from benhan.ui.parts import Badge
from benhan.ward.visit.reading import Visit

_STAGE_BADGES = {
    DocumentStage.PREPARED: Badge("Chờ ký", "hoe", "dot-open"),
    DocumentStage.SIGNING: Badge("Đang ký", "cham", "dot-half"),
    DocumentStage.SIGNED: Badge("Đã ký đủ", "la", "dot"),
    DocumentStage.SUPERSEDED: Badge("Đã thay bằng bản khác", "", "copy"),
    DocumentStage.CANCELLED: Badge("Đã hủy", "son", "cross"),
}
_NOT_WRITTEN, _IN_WORK = Badge("Chưa soạn", "", "dot-open"), Badge("Đang viết", "cham", "edit")
RECORD = "benh-an"


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A paper of the record, or a sheet on its way to one; writing says who else types in it now."""

    title: str
    note: str
    url: str
    badge: Badge
    is_current: bool = False
    writing: str = ""


def document_lines(visit: Visit, chosen: str, writers: Mapping[str, str]) -> tuple[DocumentLine, ...]:
    """The record form first, then sheets and papers as they were written, then prescriptions being written.

    chosen   RECORD, or the id of the chosen document or answers
    writers  draft document → names of others who type in it now
    """
    form = visit.record_form
    main = visit.response_of(form)
    on_paper = {
        item["reference"]: one for one in visit.living for item in one.resource["context"].get("related", ())
    }
    lines = [_record_line(visit, main, on_paper, chosen, writers)]
    shown = {main.reference} if main else set()
    dated: list[tuple[str, DocumentLine]] = []
    for document in visit.living:
        related = {item["reference"] for item in document.resource["context"].get("related", ())}
        if not related & shown:
            dated.append((str(document.resource.get("date", "")), _paper_line(visit, document, chosen)))
    for response in visit.responses:
        if response.reference not in shown and response.reference not in on_paper:
            authored = str(response.resource["authored"])
            dated.append((authored, _sheet_line(visit, response, chosen, writers)))
    lines += [line for _, line in sorted(dated, key=lambda one: one[0])]
    return (*lines, *_prescriptions(visit, on_paper))


def _record_line(
    visit: Visit, main: Stored | None, on_paper: Mapping[str, Stored], chosen: str, writers: Mapping[str, str]
) -> DocumentLine:
    form = visit.record_form
    paper = on_paper.get(main.reference) if main else visit.document_of_form(form.code)
    is_writing = main is not None and main.resource["status"] == "in-progress"
    badge = _IN_WORK if is_writing else stage_badge(paper) if paper else _NOT_WRITTEN
    own = {RECORD, paper.id if paper else ""}
    who = writers.get(f"{visit.encounter.id}/{form.slug}", "")
    return DocumentLine(form.title, f"Mẫu {form.code}", visit.url, badge, chosen in own, who)


def _paper_line(visit: Visit, document: Stored, chosen: str) -> DocumentLine:
    return DocumentLine(
        str(document.resource["type"]["text"]),
        _prescription_note(visit, document) or _when(visit, document.resource.get("date"), document),
        f"{visit.url}?giay={document.id}",
        stage_badge(document),
        document.id == chosen,
    )


def _sheet_line(visit: Visit, response: Stored, chosen: str, writers: Mapping[str, str]) -> DocumentLine:
    form = form_of_canonical(str(response.resource["questionnaire"]))
    return DocumentLine(
        form.title,
        _when(visit, response.resource["authored"], response),
        f"{visit.url}phieu/{response.id}/",
        _IN_WORK,
        response.id == chosen,
        writers.get(f"{visit.encounter.id}/{response.id}", ""),
    )


def _when(visit: Visit, at: object, stored: Stored) -> str:
    author = stored.resource.get("author", {})
    who = author[0] if isinstance(author, list) and author else author if isinstance(author, dict) else {}
    text = str(at or "")
    words = dates_vi.near_moment(datetime.fromisoformat(text), now=visit.now) if len(text) > 10 else ""
    made = " · ".join(part for part in (words, str(who.get("display", ""))) if part)
    return made or DOCUMENT_STAGE_NAMES.get(document_stage(stored.resource), "")


def stage_badge(document: Stored) -> Badge:
    if awaits_timestamp(document.resource):
        return Badge("Chờ dấu thời gian", "hoe", "clock")
    return _STAGE_BADGES[document_stage(document.resource)]


def _prescription_note(visit: Visit, document: Stored) -> str:
    named = {item["reference"] for item in document.resource["context"].get("related", ())}
    requests = [one.resource for one in visit.requests if one.reference in named]
    if not requests:
        return ""
    written = from_requests(requests)
    return f"{written.code} · {len(written.lines)} thuốc"


def _prescriptions(visit: Visit, on_paper: Mapping[str, Stored]) -> tuple[DocumentLine, ...]:
    drafts: dict[str, list[Stored]] = {}
    for request in visit.requests:
        if request.reference not in on_paper and request.resource["status"] == "draft":
            drafts.setdefault(str(request.resource["groupIdentifier"]["value"]), []).append(request)
    return tuple(
        DocumentLine(
            "Đơn thuốc", f"{code} · {len(group)} thuốc", f"{visit.url}don-thuoc/?don={code}", _IN_WORK
        )
        for code, group in sorted(drafts.items())
    )
