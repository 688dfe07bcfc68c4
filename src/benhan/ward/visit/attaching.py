"""Photos and PDFs beside a sheet, shown as thumbnails: adding one, looking at one, taking one back."""

from __future__ import annotations

from dataclasses import dataclass

from benhan.records.attachments import LARGEST, belongs_to
from benhan.store.repository import Stored
from benhan.ui.parts import Action, Field
from benhan.ward.visit.reading import Visit

FIELD = "tep"


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """image_url is "" for a PDF."""

    title: str
    note: str
    url: str
    image_url: str
    remove: Action | None


@dataclass(frozen=True, slots=True)
class AttachmentBox:
    """What is attached; field None for who may only look, or when no answers are kept yet."""

    thumbnails: tuple[Thumbnail, ...]
    post_url: str
    field: Field | None
    title: Field | None
    note: str = ""


def attachment_box(
    visit: Visit, response: Stored | None, url: str, *, is_writing: bool, error: str = ""
) -> AttachmentBox | None:
    """The box of a sheet; None where there is nothing to show and nothing to add."""
    if response is None:
        return (
            AttachmentBox((), "", None, None, "Lưu tờ này một lần rồi thêm ảnh hoặc tệp PDF.")
            if is_writing
            else None
        )
    found = tuple(one for one in visit.attachments if belongs_to(one, response))
    if not found and not is_writing:
        return None
    hint = f"Ảnh JPEG, PNG hoặc tệp PDF, tối đa {LARGEST // 1_000_000} MB"
    return AttachmentBox(
        tuple(_thumbnail(one, url, is_writing) for one in found),
        f"{url}dinh-kem/",
        Field(FIELD, "Ảnh hoặc tệp PDF", "file", hint=hint, error=error, width="full")
        if is_writing
        else None,
        Field("ten_tep", "Tệp này là gì", hint="Ví dụ: ảnh vết mổ ngày 2", width="full", max_length=120)
        if is_writing
        else None,
    )


def _thumbnail(document: Stored, url: str, is_writing: bool) -> Thumbnail:
    attachment = document.resource["content"][0]["attachment"]
    own = f"{url}dinh-kem/{document.id}/"
    kind = str(attachment["contentType"])
    author = next((str(one.get("display", "")) for one in document.resource.get("author", ())), "")
    size = f"{int(attachment['size']) / 1000:.0f} kB".replace(".", ",")
    return Thumbnail(
        str(attachment["title"]),
        " · ".join(part for part in ("PDF" if kind == "application/pdf" else "ảnh", size, author) if part),
        own,
        own if kind.startswith("image/") else "",
        Action("Bỏ tệp này", f"{own}bo/", method="post", kind="quiet", icon="cross") if is_writing else None,
    )
