"""What a reader sees of a signature on the page: a box of Vietnamese text, or the strokes of a pen.

The picture is only the appearance of a real signature; without one it proves nothing (EMR-ESIG-05). It is set
by typst, because Vietnamese needs stacked marks placed right, and goes into the PDF as a vector drawing.
"""

from __future__ import annotations

import io
import json
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import typst
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.stamp import StaticStampStyle

from benhan.law.vietnam_time import full_moment
from benhan.signing.evidence import Stroke

STAFF_INK, PEN_INK, SEAL_INK = "#14315c", "#101c5a", "#c4161c"


@dataclass(frozen=True, slots=True)
class AppearanceFont:
    """A typeface for appearances: the folder its files lie in and its family name."""

    folder: Path
    family: str

    @classmethod
    def be_vietnam_pro(cls) -> AppearanceFont:
        """The sans-serif of our screens, from its installed package."""
        return cls(_package_folder("fontpkg_be_vietnam_pro") / "files", "Be Vietnam Pro")

    @classmethod
    def tex_gyre_termes(cls) -> AppearanceFont:
        """The serif of our papers, from its installed package."""
        return cls(_package_folder("rinoh_typeface_texgyretermes"), "TeX Gyre Termes")


@dataclass(frozen=True, slots=True)
class Appearance:
    """What the box shows.

    lines    texts, top to bottom; shrunk together until they fit
    strong   index of the line in bold, -1 for none
    strokes  pen strokes, drawn above the lines; () for none
    canvas   width and height in px that the strokes were drawn on
    ink      "#rrggbb" of text, pen and border
    border   width of the frame in points, 0 for none
    centred  lines centred rather than flush left
    """

    lines: tuple[str, ...]
    font: AppearanceFont
    strong: int = -1
    strokes: tuple[Stroke, ...] = ()
    canvas: tuple[int, int] = (1, 1)
    ink: str = STAFF_INK
    border: float = 0.6
    centred: bool = False


def staff_appearance(
    *, name: str, title: str, at: datetime, font: AppearanceFont, is_demo: bool
) -> Appearance:
    """A small box: signed by whom, in which office, when (Vietnamese time)."""
    lines = [f"Đã ký số: {name}", title, f"lúc {_local(at)}", *_demo_line(is_demo)]
    return Appearance(lines=tuple(line for line in lines if line), font=font, strong=0)


def pen_appearance(
    *,
    name: str,
    relation: str,
    at: datetime,
    strokes: tuple[Stroke, ...],
    canvas: tuple[int, int],
    font: AppearanceFont,
) -> Appearance:
    """The pen's strokes over the name; it says that this is a confirmation, never a digital signature."""
    who = f"{name} ({relation})" if relation else name
    return Appearance(
        lines=(who, f"Xác nhận bằng bút điện tử lúc {_local(at)}"),
        font=font,
        strong=0,
        strokes=strokes,
        canvas=canvas,
        ink=PEN_INK,
        border=0,
        centred=True,
    )


def seal_appearance(*, facility: str, at: datetime, font: AppearanceFont, is_demo: bool) -> Appearance:
    """The facility's seal: a red frame with its name."""
    lines = ("Đã ký số bởi cơ quan, tổ chức", facility, f"lúc {_local(at)}", *_demo_line(is_demo))
    return Appearance(lines=lines, font=font, strong=1, ink=SEAL_INK, border=1.4, centred=True)


def stamp_style(appearance: Appearance, *, width: float, height: float) -> StaticStampStyle:
    """The appearance as pyHanko places it, drawn for a box of width × height points."""
    return StaticStampStyle(
        border_width=0,
        background=_DrawnPage(draw(appearance, width=width, height=height)),
        background_layout=SimpleBoxLayoutRule(
            x_align=AxisAlignment.ALIGN_MID, y_align=AxisAlignment.ALIGN_MID, margins=Margins()
        ),
        background_opacity=1.0,
    )


def draw(appearance: Appearance, *, width: float, height: float) -> bytes:
    """The appearance as a PDF page of width × height points."""
    data = {
        "width": width,
        "height": height,
        "font": appearance.font.family,
        "lines": [unicodedata.normalize("NFC", line) for line in appearance.lines],
        "strong": appearance.strong,
        "strokes": [_drawn_stroke(stroke, appearance.canvas) for stroke in appearance.strokes if stroke],
        "ink": appearance.ink,
        "border": appearance.border,
        "radius": 2,
        "centred": appearance.centred,
    }
    compiler = typst.Compiler(
        input=files("benhan.signing").joinpath("appearance.typ").read_bytes(),
        font_paths=_fonts(appearance.font.folder),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
    )
    page = compiler.compile(format="pdf", pdf_standards=["a-3b"], pdf_tags=False)
    assert isinstance(page, bytes)  # noqa: S101 - one page, no output path: for the type checker
    return page


class _DrawnPage(PdfContent):  # type: ignore[misc,unused-ignore]
    """A PDF page in memory, imported as a form object when the signature's appearance is written."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self._page = page

    def render(self) -> bytes:
        reader = PdfFileReader(io.BytesIO(self._page))
        drawn = self._ensure_writer.import_page_as_xobject(reader)
        self.resources.xobject["/Drawn"] = drawn
        x1, y1, x2, y2 = (float(side) for side in drawn.get_object()["/BBox"])
        self.box = BoxConstraints(width=abs(x2 - x1), height=abs(y2 - y1))
        return b"/Drawn Do"


@lru_cache(maxsize=4)
def _fonts(folder: Path) -> typst.Fonts:
    """The folder's fonts, read once per process."""
    return typst.Fonts(False, False, [folder])


def _drawn_stroke(stroke: Stroke, canvas: tuple[int, int]) -> dict[str, object]:
    """Points as shares of the canvas; thickness in points from the mean pressure (unknown: the middle)."""
    width, height = canvas
    pressures = [0.5 if pressure is None else pressure for _, _, _, pressure in stroke]
    return {
        "points": [[x / width, y / height] for x, y, _, _ in stroke],
        "thickness": 0.6 + sum(pressures) / len(pressures),
    }


def _demo_line(is_demo: bool) -> tuple[str, ...]:
    return ("DEMO – không có giá trị pháp lý",) if is_demo else ()


def _local(at: datetime) -> str:
    return full_moment(at)


def _package_folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"font package {package} is not installed")
    return Path(spec.origin).parent
