"""A form's answers → PDF/A-3 that looks like the Ministry's paper, with the FHIR document inside.

The bytes depend on the input alone: the date comes from the context, fonts from installed packages, never
from the
machine. Text goes in as data; nothing typed by a person is ever part of the typst source.
"""

from __future__ import annotations

import importlib.util
import io
import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, cast

import segno
import typst

from benhan.forms import problems
from benhan.forms.answers import Answers
from benhan.forms.catalogue import Form
from benhan.forms.dates_vi import ZONE, show_datetime
from benhan.forms.print_values import print_values

TEMPLATES = Path(__file__).resolve().parent / "templates"
FONT_PACKAGE = "rinoh_typeface_texgyretermes"
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
    best = _set(form, _data(form, answers, context, attachments, _LAYOUTS[0]))
    for layout in _LAYOUTS[1:]:
        if best.pages <= form.pages:
            break
        other = _set(form, _data(form, answers, context, attachments, layout))
        best = other if other.pages < best.pages else best
    return best.paper


@dataclass(frozen=True, slots=True)
class _Layout:
    """is_tight drops spare dotted lines; is_overleaf begins the back of the form on a new page."""

    is_tight: bool
    is_overleaf: bool


# As the blank first; a paper longer than the blank is set again while that saves pages.
_LAYOUTS = (_Layout(False, True), _Layout(True, True), _Layout(True, False))


@dataclass(frozen=True, slots=True)
class _Setting:
    paper: PrintedPaper
    pages: int


def _set(form: Form, data: dict[str, Any]) -> _Setting:
    compiler = typst.Compiler(
        input=str(TEMPLATES / form.template),
        root=str(TEMPLATES),
        font_paths=[str(font_folder())],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False, sort_keys=True)},
    )
    try:
        pdf, warnings = compiler.compile_with_warnings(format="pdf", pdf_standards=[STANDARD])
        marks = json.loads(compiler.query("<signature>", field="value"))
    except typst.TypstError as error:
        # The message may quote what was typed: it goes nowhere.
        raise problems.PAPER_FAILED.at(template=form.template) from error
    if any("converge" in warning.message for warning in warnings):
        # Places of signatures and page numbers would be guesses.
        raise problems.PAPER_FAILED.at(template=form.template)
    boxes = {mark["role"]: _box(mark) for mark in marks}
    return _Setting(PrintedPaper(cast("bytes", pdf), boxes), max(mark["pages"] for mark in marks))


@cache
def font_folder() -> Path:
    """The folder of TeX Gyre Termes, found without importing the package (its code needs a typesetting
    system)."""
    spec = importlib.util.find_spec(FONT_PACKAGE)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"font package {FONT_PACKAGE} is not installed")
    return Path(spec.origin).parent


def _data(
    form: Form, answers: Answers, context: PrintContext, attachments: Sequence[Attachment], layout: _Layout
) -> dict[str, Any]:
    local = context.made_at.astimezone(ZONE)
    return {
        "form": {"code": form.code, "title": form.title, "version": form.version},
        "values": print_values(form, answers, official_only=context.official_only),
        "context": {
            "facility": context.facility,
            "date": [local.year, local.month, local.day, local.hour, local.minute, local.second],
            "is_demo": context.is_demo,
            "official_only": context.official_only,
            "is_tight": layout.is_tight,
            "is_overleaf": layout.is_overleaf,
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
        f"người chuyển đổi: {made.by}, lúc {show_datetime(made.at)}."
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
