"""A signed PDF's pages with the pictures of its signatures drawn into them: what a copy shows is what a reader saw.

Signatures are shown by annotations, which do not travel when pages are set into another document. The result holds no
signature, no form and no attachment; it is only ever the source of a marked copy.
"""

from __future__ import annotations

import io
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PdfFileWriter, copy_into_new_writer

from benhan.records.problems import OFFICE_PAPER_FAILED


def flattened(pdf: bytes) -> bytes:
    """The pages with every widget's appearance drawn in. Raises OFFICE_PAPER_FAILED for what can't be read."""
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        writer = copy_into_new_writer(reader)
        for number in range(int(reader.root["/Pages"]["/Count"])):
            node, _ = writer.find_page_for_modification(number)  # type: ignore[no-untyped-call]
            _draw_in(writer, node.get_object())
    except (PdfReadError, KeyError, ValueError, TypeError, IndexError) as error:
        raise OFFICE_PAPER_FAILED.at(paper="source") from error
    for name in ("/AcroForm", "/Names", "/AF", "/DSS"):
        if name in writer.root:
            del writer.root[name]
    output = io.BytesIO()
    writer.write(output)  # type: ignore[no-untyped-call]
    return output.getvalue()


def _draw_in(writer: PdfFileWriter, page: Any) -> None:
    # pyHanko's `get` gives the reference itself; `[]` follows it.
    shown = [
        one
        for ref in (page["/Annots"] if "/Annots" in page else ())  # noqa: SIM401 — get would not follow the reference
        if (one := _appearance(ref.get_object())) is not None
    ]
    if "/Annots" in page:
        del page["/Annots"]
    if not shown:
        return
    resources = generic.DictionaryObject(page["/Resources"])  # type: ignore[no-untyped-call]
    known = resources["/XObject"] if "/XObject" in resources else {}  # noqa: SIM401 — get would not follow the reference
    pictures = generic.DictionaryObject(known)  # type: ignore[no-untyped-call]
    drawn = [b"Q"]
    for number, (rectangle, box, reference) in enumerate(shown):
        name = f"/ChuKy{number}"
        pictures[pdf_name(name)] = reference
        drawn.append(_placed(rectangle, box, name))
    resources[pdf_name("/XObject")] = pictures
    page[pdf_name("/Resources")] = resources
    contents = page.raw_get("/Contents")
    inside = contents.get_object()
    before = list(inside) if isinstance(inside, generic.ArrayObject) else [contents]
    first = writer.add_object(generic.StreamObject(stream_data=b"q "))
    last = writer.add_object(generic.StreamObject(stream_data=b"\n".join(drawn)))
    page[pdf_name("/Contents")] = generic.ArrayObject([first, *before, last])


def _appearance(annotation: Any) -> tuple[list[float], list[float], Any] | None:
    """(rectangle on the page, the picture's own box, the picture), None for what shows nothing."""
    if annotation.get("/Subtype") != "/Widget" or "/AP" not in annotation:
        return None
    rectangle = _upright(annotation["/Rect"])
    pictures = annotation["/AP"]
    picture = pictures["/N"] if "/N" in pictures else None  # noqa: SIM401 — get would not follow the reference
    if not isinstance(picture, generic.StreamObject) or rectangle[0] == rectangle[2]:
        return None
    return rectangle, _upright(picture["/BBox"]), pictures.raw_get("/N")


def _upright(corners: Any) -> list[float]:
    """Left, low, right, high, whichever corners were named first."""
    x1, y1, x2, y2 = (float(one) for one in corners)
    return [min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)]


def _placed(rectangle: list[float], box: list[float], name: str) -> bytes:
    across = (rectangle[2] - rectangle[0]) / ((box[2] - box[0]) or 1)
    up = (rectangle[3] - rectangle[1]) / ((box[3] - box[1]) or 1)
    left, low = rectangle[0] - box[0] * across, rectangle[1] - box[1] * up
    return f"q {across:.5f} 0 0 {up:.5f} {left:.3f} {low:.3f} cm {name} Do Q".encode()
