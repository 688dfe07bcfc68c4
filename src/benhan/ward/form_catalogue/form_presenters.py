"""One form in words: where it comes from, what it asks, who signs, its versions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from benhan.forms import issued
from benhan.forms.differences import TYPE_WORDS, words_of
from benhan.forms.fields import Form
from benhan.law.signers import who_may_sign
from benhan.ui import dates_vi
from benhan.ui.numbers_vi import number
from benhan.ui.parts import (
    Action,
    Badge,
    Cell,
    Column,
    Empty,
    FilterChip,
    KeyValue,
    KeyValues,
    Notice,
    NumberCard,
    Row,
    Table,
)
from benhan.ward.form_catalogue import marks
from benhan.ward.form_catalogue.list_presenters import HOME
from benhan.ward.form_catalogue.words import (
    BASES,
    KINDS,
    MOMENTS,
    PER,
    SETTINGS,
    SHORT_BASES,
    is_own,
    retention_words,
    source_words,
)


@dataclass(frozen=True, slots=True)
class FormPage:
    heading: str
    badge: Badge
    notices: tuple[Notice, ...]
    cards: tuple[NumberCard, ...]
    facts: KeyValues
    signers: Table
    versions: Table
    fields: Table
    statement: tuple[str, ...]
    actions: tuple[Action, ...]


def form_page(
    form: Form,
    every: tuple[Form, ...],
    today: date,
    *,
    current: Form | None,
    mark: str,
    shown: str,
    proposal: str,
    may_issue: bool,
    replaced_url: str,
    replaced_by: str = "",
) -> FormPage:
    """Words for one version of a form.

    current   the version in force, None for none
    mark      which fields are listed; shown: the version asked for, "" for the one in force
    proposal  the state of what is being written, "" for none
    """
    here = f"{HOME}{form.slug}/"
    return FormPage(
        heading=f"{form.title}",
        badge=_badge(form, current, today),
        notices=_notices(form, current, here, proposal, (replaced_by, replaced_url), today),
        cards=_cards(form, here, shown),
        facts=_facts(form),
        signers=_signers(form),
        versions=_versions(every, current, form, here, today),
        fields=_fields(form, here, mark, shown),
        statement=tuple(point.label for point in form.statement),
        actions=tuple(
            _actions(
                form,
                here,
                shown,
                proposal,
                may_issue=may_issue and (current is not None or is_own(form.code)),
            )
        ),
    )


def _badge(form: Form, current: Form | None, today: date) -> Badge:
    if current is not None and form.version == current.version:
        return Badge(f"Đang dùng, phiên bản {form.version}", "la", "check")
    if form.valid_from and form.valid_from > today:
        return Badge(f"Phiên bản {form.version}, dùng từ {dates_vi.day(form.valid_from)}", "hoe", "clock")
    return Badge(f"Phiên bản {form.version}, không còn dùng để ghi mới", "son", "clock")


def _notices(
    form: Form, current: Form | None, here: str, proposal: str, replaced: tuple[str, str], today: date
) -> tuple[Notice, ...]:
    made = []
    if current is None and form.valid_to and form.valid_to < today:
        actions = (
            (Action(f"Mở mẫu thay thế: {replaced[0]}", replaced[1], icon="right"),) if replaced[1] else ()
        )
        text = "Không dùng cho hồ sơ mới; hồ sơ cũ vẫn mở và in như đã ghi."
        made.append(
            Notice(
                f"Hết hiệu lực sau ngày {dates_vi.day(form.valid_to)}", text, "son", "clock", actions=actions
            )
        )
    elif current is not None and form.version != current.version:
        made.append(
            Notice(
                f"Anh/chị đang xem phiên bản {form.version}", f"Bản đang dùng là {current.version}.", "hoe", "clock",
                actions=(
                    Action("Xem bản đang dùng", here),
                    Action("So với bản đang dùng", f"{here}so-sanh/?tu={form.version}&den={current.version}"),
                ),
            )
        )  # fmt: skip
    if proposal:
        words = "Dự thảo đã trình giám đốc" if proposal == "submitted" else "Đang có dự thảo phiên bản mới"
        made.append(Notice(words, "Bản đang dùng chưa đổi cho tới ngày bắt đầu ghi trong quyết định.", "cham", "edit",
                           actions=(Action("Mở dự thảo", f"{here}du-thao/", icon="edit"),)))  # fmt: skip
    if form.gates:
        made.append(Notice(f"Giữ lại: {form.gates.label}", form.gates.rule, "hoe", "lock"))
    return tuple(made)


def _cards(form: Form, here: str, shown: str) -> tuple[NumberCard, ...]:
    """The four figures one asks first; the others are the chips above the fields."""
    count = marks.counts(form)
    if not count["tat-ca"]:
        return ()

    def url(key: str) -> str:
        return f"{here}?{f'phien-ban={shown}&' if shown else ''}dem={key}#muc"

    unread = number(count["nho-lai"])
    return (
        NumberCard(number(count["tat-ca"]), "mục", f"{number(count['bat-buoc'])} mục bắt buộc", url("tat-ca")),
        NumberCard(
            marks.read_share(count), "đã đọc được ở nguồn", f"{unread} mục còn phải đối chiếu", url("nho-lai"),
            "hoe" if count["nho-lai"] else "la",
        ),
        NumberCard(number(count["fhir"]), "mục có chỗ trong FHIR R4", "", url("fhir")),
        NumberCard(
            number(count["dien-san"]), "mục điền sẵn từ hồ sơ", f"{number(count['tu-tinh'])} mục máy tính", url("dien-san")
        ),
    )  # fmt: skip


def _facts(form: Form) -> KeyValues:
    ends = f" đến hết {dates_vi.day(form.valid_to)}" if form.valid_to else ""
    begins = f"từ {dates_vi.day(form.valid_from)}" if form.valid_from else "chưa rõ ngày bắt đầu"
    facts = [
        KeyValue("Mã", form.code, form.number),
        KeyValue("Loại", KINDS[form.kind]),
        KeyValue("Nơi dùng", SETTINGS[form.setting]),
        KeyValue("Ghi", PER[form.per]),
        KeyValue("Căn cứ", source_words(form), BASES.get(form.basis, form.basis)),
        KeyValue("Hiệu lực", f"{begins}{ends}"),
        KeyValue("Thời hạn lưu", retention_words(form)),
        KeyValue("Giao ra ngoài", "có: không được viết tắt" if form.leaves_house else "không"),
        KeyValue(
            "Khổ giấy", f"{form.paper.upper()}, {'ngang' if form.orientation == 'landscape' else 'đứng'}"
        ),
        KeyValue("Địa chỉ FHIR", form.canonical),
    ]
    return KeyValues(tuple(facts))


def _signers(form: Form) -> Table:
    kinds = who_may_sign()
    rows = tuple(
        Row((
            Cell(str(one.order)), Cell(one.label, "có thể bỏ trống" if one.optional else "", is_strong=True),
            Cell(kinds[one.who].label if one.who in kinds else "người theo vai trò"),
            Cell(SHORT_BASES.get(one.basis, one.basis), "bổ sung" if one.extension else "", title=BASES.get(one.basis, "")),
        ))
        for one in sorted(form.signers, key=lambda one: one.order)
    )  # fmt: skip
    return Table(
        "nguoi-ky", "Người ký, theo thứ tự; cùng lượt là ký song song",
        (Column("Lượt", is_numeric=True, is_tight=True), Column("Chỗ ký"), Column("Ai ký"), Column("Căn cứ", is_minor=True)),
        rows, Empty("Không cần ký", "Biểu mẫu này không có chỗ ký.", icon="sign"),
    )  # fmt: skip


def _versions(every: tuple[Form, ...], current: Form | None, shown: Form, here: str, today: date) -> Table:
    decisions = {one.version: one for one in issued.of_code(shown.code)}
    rows = []
    for one in reversed(every):
        decision = decisions.get(one.version)
        is_current = current is not None and one.version == current.version
        until = dates_vi.day(one.valid_to) if one.valid_to else "không hạn"
        begins = dates_vi.day(one.valid_from) if one.valid_from else "không rõ"
        waits = one.valid_from is not None and one.valid_from > today
        badge = (
            Badge("Đang dùng", "la", "check")
            if is_current
            else Badge("Chờ đến ngày", "hoe", "clock")
            if waits
            else None
        )
        rows.append(
            Row(
                (
                    Cell(one.version, badge=badge, is_strong=True), Cell(begins), Cell(until),
                    Cell(f"QĐ {decision.decision_number} ngày {dates_vi.day(decision.decision_date)}", decision.reason)
                    if decision else Cell("Theo văn bản" if not is_own(one.code) else "—"),
                    Cell(decision.decided_by_name, f"soạn: {decision.drafted_by_name}") if decision else Cell("không cần"),
                ),
                f"{here}?phien-ban={one.version}", is_current=one.version == shown.version,
            )
        )  # fmt: skip
    return Table(
        "phien-ban", "Các phiên bản, mới nhất trước; câu trả lời cũ luôn mở bằng phiên bản đã ghi",
        (
            Column("Phiên bản", is_tight=True), Column("Từ ngày", is_tight=True), Column("Đến hết"),
            Column("Quyết định"), Column("Người ký", is_minor=True),
        ),
        tuple(rows), Empty("Chưa có phiên bản", "Phiên bản hiện ở đây khi giám đốc ban hành."),
    )  # fmt: skip


def _fields(form: Form, here: str, chosen: str, shown: str) -> Table:
    mark = marks.BY_KEY.get(chosen, marks.BY_KEY["tat-ca"])
    count = marks.counts(form)
    version = f"phien-ban={shown}&" if shown else ""
    found = [line for line in marks.lines(form) if mark.has(line.field)]
    chips = tuple(
        FilterChip(
            one.label, f"{here}?{version}dem={one.key}#muc", one.key == mark.key, number(count[one.key])
        )
        for one in marks.MARKS
        if count[one.key] or one.key == mark.key
    )
    return Table(
        "muc", "Các mục theo thứ tự của mẫu",
        (Column("Mục"), Column("Kiểu"), Column("Bắt buộc", is_minor=True, is_tight=True),
         Column("Căn cứ", is_minor=True, is_tight=True)),
        tuple(_line(line) for line in found),
        Empty("Không có mục nào", "Biểu mẫu không có mục thuộc cách đếm này.", icon="list"),
        filters=chips, sentence=f"{mark.counted}", hides_caption=True,
    )  # fmt: skip


def _line(line: marks.Line) -> Row:
    field = line.field
    where = " · ".join(part for part in (line.section, line.place) if part)
    extra = [where]
    if marks.mapping(field):
        extra.append(f"FHIR: {marks.mapping(field)}")
    if field.calc or field.score:
        extra.append("máy tính")
    if field.prefill:
        extra.append("điền sẵn từ hồ sơ")
    badge = None
    if field.basis == "FACILITY":
        badge = Badge("Của cơ sở", "cham", "plus")
    elif field.extension:
        badge = Badge("Bổ sung", "", "plus")
    return Row(
        (
            Cell(field.screen_label, " · ".join(extra), badge=badge, is_strong=True),
            Cell(TYPE_WORDS[field.type], words_of(replace(field, required="")).partition("; ")[2]),
            Cell(MOMENTS.get(field.required, "không")),
            Cell(
                SHORT_BASES.get(field.basis, "không ghi"),
                title=BASES.get(field.basis, ""),
                tone="hoe" if field.basis == "RECALLED" else "",
            ),
        )
    )


def _actions(form: Form, here: str, shown: str, proposal: str, *, may_issue: bool) -> list[Action]:
    version = f"?phien-ban={shown}" if shown else ""
    made = []
    if form.fields:
        made += [
            Action("Xem như trên màn hình", f"{here}man-hinh/{version}", icon="visit"),
            Action("Xem bản in trống", f"{here}mau-trong.pdf{version}", icon="print"),
            Action("Tải Questionnaire", f"{here}questionnaire.json{version}", icon="download"),
        ]
    if may_issue and form.fields and not proposal:
        made.append(
            Action(
                "Soạn phiên bản mới",
                f"{here}du-thao/",
                method="post",
                kind="primary",
                icon="edit",
                name="viec",
                value="bat-dau",
            )
        )
    return made
