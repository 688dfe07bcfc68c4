"""The forms of a paper's page: make a draft, make the version to be signed, the appraiser's words, sign."""

from __future__ import annotations

from typing import Any

from benhan.access.actor import Actor
from benhan.access.permissions import Permission, may
from benhan.dossier.files.addresses import address_of_paper
from benhan.dossier.models import Dossier, DossierPaper
from benhan.dossier.papers.making import MAKERS, PERMISSION_OF
from benhan.dossier.papers.registry import PaperKind
from benhan.dossier.papers.signing import ROLES_VI, SEAL, next_role
from benhan.records.authority import desk
from benhan.ui.desk import DeskForm, Typed
from benhan.ui.identity import NAME, identity_field
from benhan.ui.parts import Action, Choice, Field

_CONCLUSIONS = (("fit", "Phù hợp"), ("unfit", "Chưa phù hợp"))


def forms_of(
    file: Dossier, kind: PaperKind, newest: DossierPaper | None, actor: Actor, typed: Typed
) -> tuple[DeskForm, ...]:
    """Those this person may use now, signing first."""
    url = address_of_paper(file, kind.key)
    found: list[DeskForm] = []
    if newest is not None and not newest.content.get("is_draft", True):
        role = next_role(newest)
        if role and may(actor, PERMISSION_OF[role]):
            found.append(_signing(newest, role, actor, typed, url))
    if kind.from_role == "appraiser" and may(actor, Permission.APPRAISE_LEVEL):
        found.append(_appraising(file, typed, url))
    if any(may(actor, one) for one in MAKERS):
        found += [_draft(newest, url), _final(kind, newest, typed, url)]
    return tuple(found)


def _draft(newest: DossierPaper | None, url: str) -> DeskForm:
    again = "Lập lại bản dự thảo" if newest else "Lập bản dự thảo"
    lines = ("Giấy được lập từ dữ liệu đang có và giữ thành bản mới; các bản trước vẫn còn.",)
    action = Action(again, method="submit", icon="paper", kind="secondary" if newest else "primary")
    return DeskForm("lap", again, lines, (), action, f"{url}lap/")


def _final(kind: PaperKind, newest: DossierPaper | None, typed: Typed, url: str) -> DeskForm:
    key = "ban-chinh"
    fields = [
        Field("ngay", "Ngày của văn bản", "date", typed.value(key, "ngay"), hint="Để trống là hôm nay",
              error=typed.error(key, "ngay"))
    ]  # fmt: skip
    if kind.is_numbered:
        number = Field(
            "so", "Số văn bản", value=typed.value(key, "so", newest.number if newest else ""), max_length=60,
            hint="Ví dụ 12/TTr-TTYT", is_required=True, error=typed.error(key, "so"),
        )  # fmt: skip
        fields.insert(0, number)
    lines = ("Bản chính thức không còn chữ “Dự thảo” và chờ ký. Bản này lập từ dữ liệu đang có.",)
    action = Action("Lập bản chính thức", method="submit", icon="check")
    failed = typed.summary(key, "Lỗi: CHƯA lập bản chính thức")
    return DeskForm(key, "Lập bản chính thức để ký", lines, tuple(fields), action, f"{url}{key}/", failed)


def _signing(newest: DossierPaper, role: str, actor: Actor, typed: Typed, url: str) -> DeskForm:
    fields = [
        Field("sha256", "", "hidden", newest.pdf),
        identity_field(actor, typed.error("ky", NAME)),
    ]
    if desk().asks(actor):
        label = "Mã PIN hoặc mã xác nhận của khóa ký"
        fields.append(
            Field("ma_pin", label, "password", hint="Chỉ dùng cho lần ký này, không lưu lại", width="full")
        )
    waiting = [one["role"] for one in newest.content["signs"]]
    is_last = [one for one in waiting if one != SEAL][-1] == role and SEAL in waiting
    lines = (
        f"Anh/chị ký bản thứ {newest.version} ở vị trí: {ROLES_VI[role]}.",
        "Sau chữ ký này, con dấu số của cơ sở được đóng và giấy không sửa được nữa."
        if is_last
        else "Chữ ký gắn với đúng nội dung đang xem.",
    )
    return DeskForm(
        "ky",
        "Ký giấy này",
        lines,
        tuple(fields),
        Action("Ký", method="submit", kind="primary", icon="check"),
        f"{url}ky/",
        typed.summary("ky", "Lỗi: giấy CHƯA được ký"),
    )


def _appraising(file: Dossier, typed: Typed, url: str) -> DeskForm:
    key, kept = "tham-dinh", _kept(file)

    def value(name: str, from_: str) -> str:
        found = kept.get(from_, "")
        return typed.value(key, name, "\n".join(found) if isinstance(found, list | tuple) else str(found))

    chosen = value("ket_luan", "conclusion")
    fields = (
        Field("ket_luan", "Kết luận", "choice", error=typed.error(key, "ket_luan"), width="full", is_required=True,
              choices=tuple(Choice(one, label, one == chosen) for one, label in _CONCLUSIONS)),
        Field("y_kien", "Ý kiến thẩm định", "textarea", value("y_kien", "opinions"), width="full", rows=5,
              hint="Mỗi ý một dòng", is_required=True, error=typed.error(key, "y_kien")),
        Field("diem", "Các điểm chưa phù hợp", "textarea", value("diem", "points"), width="full", rows=3,
              hint="Mỗi điểm một dòng; chỉ ghi khi kết luận chưa phù hợp", error=typed.error(key, "diem")),
        Field("hinh_thuc", "Hình thức thẩm định", value=value("hinh_thuc", "manner"), hint="Họp hoặc lấy ý kiến bằng văn bản"),
        Field("phoi_hop", "Đơn vị phối hợp", value=value("phoi_hop", "partners"), hint="Để trống khi không có"),
    )  # fmt: skip
    action = Action("Ghi nội dung thẩm định", method="submit", icon="check")
    lines = ("Nội dung này đi vào ý kiến thẩm định khi lập giấy.",)
    failed = typed.summary(key, "Lỗi: CHƯA ghi nội dung thẩm định")
    return DeskForm(key, "Nội dung thẩm định", lines, fields, action, f"{url}{key}/", failed, is_once=False)


def _kept(file: Dossier) -> dict[str, Any]:
    found = file.details.get("appraisal")
    return found if isinstance(found, dict) else {}
