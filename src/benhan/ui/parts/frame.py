"""What stands around every page: places, counts, the person, shortcuts; and what one presses: actions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from benhan.ui.names_vi import initials

MOST_PLACES = 7


@dataclass(frozen=True, slots=True)
class Action:
    """A button or a link that looks like one; the label begins with a verb.

    url       where a link goes, or a form's formaction for a button inside a form
    method    get is a link; post is its own small form with the CSRF token; submit belongs to the form around
              (or to the form named by form_id)
    kind      primary (one per page), secondary, quiet, danger
    key       shortcut the page offers: n, e, ctrl+s, ctrl+enter, ctrl+.; several with spaces between
    name      with value: what a submit button sends
    disabled  why it can't be pressed now; "" when it can
    opens     id of a dialog this button opens instead of going anywhere
    """

    label: str
    url: str = ""
    method: Literal["get", "post", "submit"] = "get"
    kind: Literal["primary", "secondary", "quiet", "danger"] = "secondary"
    icon: str = ""
    key: str = ""
    name: str = ""
    value: str = ""
    form_id: str = ""
    disabled: str = ""
    opens: str = ""
    template: ClassVar[str] = "ui/parts/action.html"


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the rail; key is the letter after g."""

    label: str
    url: str
    icon: str
    key: str = ""
    is_current: bool = False
    count: str = ""


@dataclass(frozen=True, slots=True)
class WorkCount:
    """My own work waiting: "3", "chưa ký"; label is the sentence read aloud."""

    value: str
    label: str
    url: str
    tone: Literal["", "hoe", "son"] = ""
    icon: str = "edit"


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of "where I am"; the last one has no url."""

    label: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A key and what it does on this page."""

    keys: str
    text: str


STANDARD_SHORTCUTS = (
    Shortcut("/", "Đến ô tìm kiếm"),
    Shortcut("g rồi một chữ", "Đến một mục ở thanh bên (chữ ghi cạnh tên mục)"),
    Shortcut("n", "Tạo mới"),
    Shortcut("e", "Sửa"),
    Shortcut("j · k", "Xuống, lên một dòng trong bảng"),
    Shortcut("Enter", "Mở dòng đang chọn"),
    Shortcut("Ctrl + ↓ · Ctrl + ↑", "Đến mục cần ghi còn trống kế tiếp, trước đó"),
    Shortcut("Ctrl + S", "Lưu"),
    Shortcut("Ctrl + Enter", "Lưu và sang bước sau"),
    Shortcut("Ctrl + .", "Đến bước ký"),
    Shortcut("?", "Xem các phím tắt này"),
)


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything around a page, for one person in one facility.

    places       at most seven, by role
    crumbs       where I am; the last is this page
    search_url   GET with q; "" hides the search
    logout_url   POST
    idle_s       seconds without a touch before the lock; 0 means none
    lock_url     POST, and where the browser goes when the time is over
    """

    facility: str
    person: str
    role: str
    places: tuple[Place, ...] = ()
    crumbs: tuple[Crumb, ...] = ()
    counts: tuple[WorkCount, ...] = ()
    search_url: str = ""
    search_label: str = "Tìm người bệnh: tên, số hồ sơ, số thẻ BHYT"
    search_value: str = ""
    logout_url: str = ""
    account_url: str = ""
    idle_s: int = 0
    lock_url: str = ""
    demo_note: str = ""
    shortcuts: tuple[Shortcut, ...] = STANDARD_SHORTCUTS

    def __post_init__(self) -> None:
        if len(self.places) > MOST_PLACES:
            raise ValueError(f"the rail has at most {MOST_PLACES} places")

    @property
    def initials(self) -> str:
        return initials(self.person)


@dataclass(frozen=True, slots=True)
class Message:
    """A passing word after an act (the messages framework gives the same look)."""

    text: str
    level: Literal["success", "info", "warning", "error"] = "success"
    code: str = ""
    template: ClassVar[str] = "ui/parts/message.html"

    @property
    def icon(self) -> str:
        return {"success": "check", "info": "info", "warning": "warning", "error": "cross"}[self.level]


@dataclass(frozen=True, slots=True)
class Dialog:
    """A question in words before an act: what will be recorded, for whom, as whom.

    id        opened by an Action with opens=id; without script it stands open in the page
    lines     what will be recorded, one sentence each
    """

    id: str
    title: str
    lines: tuple[str, ...]
    actions: tuple[Action, ...]
    tone: Literal["", "son"] = ""
    template: ClassVar[str] = "ui/parts/dialog.html"
