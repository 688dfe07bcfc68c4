"""A form's answers → PDF/A-3 that looks like the Ministry's paper, with the FHIR document inside.

The bytes depend on the input alone: the date comes from the context, fonts from installed packages, never
from the
machine. Text goes in as data; nothing typed by a person is ever part of the typst source.
"""

from __future__ import annotations

import io
import json
import threading
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, cast

import segno
import typst

from benhan.forms import problems
from benhan.forms.answers import Answers
from benhan.forms.catalogue import Form
from benhan.forms.print_blocks import body_blocks
from benhan.forms.print_fonts import fonts
from benhan.forms.print_head import head_of
from benhan.forms.print_layout import Layout, layout_of
from benhan.forms.print_sheet import Sheet
from benhan.forms.print_values import print_values
from benhan.law.vietnam_time import VIETNAM, full_moment

TEMPLATES = Path(__file__).resolve().parent / "templates"
CLOSE_FRONT: Final = 1.2  # points between the lines of a record's front page that would not fit
GENERIC: Final = "form.typ"  # sets every form that has no template of its own
STANDARD: Final = "a-3a"


@dataclass(frozen=True, slots=True)
class Conversion:
    """A paper copy made of an electronic record: Nghị định 137/2024 asks who, when and from which system."""

    by: str
    at: datetime
    system: str = "Benhan"


@dataclass(frozen=True, slots=True)
class PrintContext:
    """What stands on a paper beside the answers.

    facility       name of the facility, in the footer
    made_at        aware; the document's date, part of the bytes
    lookup_code    printed with its QR (lookup_url when given, else the code)
    signer_names   role → name printed under the signature
    official_only  leave out what is not on the official form
    conversion     only when printing to paper
    """

    facility: str
    made_at: datetime
    is_demo: bool = False
    official_only: bool = False
    lookup_code: str = ""
    lookup_url: str = ""
    signer_names: Mapping[str, str] = field(default_factory=dict)
    conversion: Conversion | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the PDF; content must be UTF-8 text (JSON, XML)."""

    name: str
    media_type: str
    content: bytes
    description: str
    relationship: str = "source"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page (first page = 1) in points from the page's lower left corner."""

    page: int
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class PrintedPaper:
    """The PDF and, by role, where each signature goes."""

    pdf: bytes
    signature_boxes: Mapping[str, Box]


def render(
    form: Form, answers: Answers, context: PrintContext, attachments: Sequence[Attachment] = ()
) -> PrintedPaper:
    """Set a paper.

    answers  with calculated fields set; a field that was not answered prints as dots
    Raises   PAPER_FAILED when the template cannot be set (our fault: the text is data)
    """
    data = _data(form, answers, context, attachments)
    layout = layout_of(form)
    best = _set(form, data | _arranged(form, data["values"], layout, context))
    if _front_spills(form, layout, best):
        layout = replace(layout, front_gap=CLOSE_FRONT)
        best = _set(form, data | _arranged(form, data["values"], layout, context))
    for other in _tighter(layout, best.pages):
        tried = _set(form, data | _arranged(form, data["values"], other, context))
        best = tried if tried.pages < best.pages else best
        if best.pages <= layout.pages:
            break
    return best.paper


def _front_spills(form: Form, layout: Layout, set_: _Setting) -> bool:
    """Whether the front page of a record does not hold its own signatures."""
    if layout.kind != "record" or not layout.front_overleaf or form.template:
        return False
    roles = [signer.role for signer in form.signers if signer.part == "front"]
    return any(
        set_.paper.signature_boxes[role].page > 1 for role in roles if role in set_.paper.signature_boxes
    )


def _tighter(layout: Layout, pages: int) -> tuple[Layout, ...]:
    """What to try when a paper is longer than its blank; one that spills far over is left as it is."""
    if not layout.pages or pages <= layout.pages:
        return ()
    closest = layout.tighter(is_overleaf=False)
    if layout.kind != "record" and pages > layout.pages + 1:
        return ()
    return (layout.tighter(is_overleaf=True), closest)


@dataclass(frozen=True, slots=True)
class _Setting:
    paper: PrintedPaper
    pages: int


def _set(form: Form, data: dict[str, Any]) -> _Setting:
    template = form.template or GENERIC
    inputs = {"data": json.dumps(data, ensure_ascii=False, sort_keys=True)}
    with _lock:
        try:
            compiler = _compiler(template)
            pdf, warnings = compiler.compile_with_warnings(
                format="pdf", pdf_standards=[STANDARD], sys_inputs=inputs
            )
            marks = json.loads(compiler.query("<signature>", field="value"))
        except typst.TypstError as error:
            # The message may quote what was typed: it goes nowhere.
            raise problems.PAPER_FAILED.at(template=template) from error
    if any("converge" in warning.message for warning in warnings):
        # Places of signatures and page numbers would be guesses.
        raise problems.PAPER_FAILED.at(template=template)
    boxes = {mark["role"]: _box(mark) for mark in marks if mark["role"]}
    return _Setting(PrintedPaper(cast("bytes", pdf), boxes), max(mark["pages"] for mark in marks))


# A compiler keeps what one setting shares with the next; it must not be used by two threads at once.
_lock = threading.Lock()


@cache
def _compiler(template: str) -> typst.Compiler:
    return typst.Compiler(
        input=str(TEMPLATES / template), root=str(TEMPLATES), font_paths=fonts(), ignore_system_fonts=True
    )


def _arranged(form: Form, values: Mapping[str, Any], layout: Layout, context: PrintContext) -> dict[str, Any]:
    """What depends on the layout: heading, blocks, manners; hand-made templates read the manners only."""
    manners = {
        "paper": layout.paper,
        "orientation": layout.orientation,
        "kind": layout.kind,
        "size": layout.size,
        "is_tight": layout.is_tight,
        "is_overleaf": layout.is_overleaf,
        "is_compact": layout.is_compact,
    }
    if form.template:
        return {"layout": manners}
    sheet = Sheet(form, values, layout, context.official_only)
    return {"layout": manners, "head": head_of(sheet), "body": body_blocks(sheet)}


def _data(
    form: Form, answers: Answers, context: PrintContext, attachments: Sequence[Attachment]
) -> dict[str, Any]:
    local = context.made_at.astimezone(VIETNAM)
    return {
        "form": {"code": form.code, "title": form.title, "version": form.version},
        "values": print_values(form, answers, official_only=context.official_only),
        "context": {
            "facility": context.facility,
            "date": [local.year, local.month, local.day, local.hour, local.minute, local.second],
            "is_demo": context.is_demo,
            "official_only": context.official_only,
            "lookup_code": context.lookup_code,
            "lookup_url": context.lookup_url,
            "qr": _qr(context.lookup_url or context.lookup_code),
            "signer_names": dict(context.signer_names),
            "conversion": _conversion(context),
        },
        "attachments": [
            {
                "name": item.name,
                "media_type": item.media_type,
                "content": item.content.decode("utf-8"),
                "description": item.description,
                "relationship": item.relationship,
            }
            for item in attachments
        ],
    }


def _conversion(context: PrintContext) -> str:
    if context.conversion is None:
        return ""
    made = context.conversion
    return (
        f"Bản giấy chuyển đổi từ hồ sơ bệnh án điện tử trên hệ thống {made.system} của {context.facility}; "
        f"người chuyển đổi: {made.by}, lúc {full_moment(made.at)}."
    )


def _qr(text: str) -> str:
    if not text:
        return ""
    stream = io.BytesIO()
    segno.make(unicodedata.normalize("NFC", text), error="m", micro=False).save(
        stream, kind="svg", xmldecl=False, svgns=True, border=0, omitsize=True
    )
    return stream.getvalue().decode("utf-8")


def _box(mark: Mapping[str, Any]) -> Box:
    top = mark["page-height"] - mark["y"]
    return Box(
        page=mark["page"],
        x1=round(mark["x"], 2),
        y1=round(top - mark["height"], 2),
        x2=round(mark["x"] + mark["width"], 2),
        y2=round(top, 2),
    )
