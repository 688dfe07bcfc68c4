"""A form, its printed answers and its layout → the blocks of the paper, in printed order.

A block is a mapping with `b`: heading line table cards pair side frame box files signs statement chart figures
moves text break. The templates draw blocks and decide nothing; which field stands where is decided here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from benhan.forms.catalogue import Field, Section
from benhan.forms.print_cells import Cell, label_of
from benhan.forms.print_figures import chart_block, figure_block, figure_cell
from benhan.forms.print_headings import PART, UNPRINTED, bare, heading, split_label
from benhan.forms.print_lines import Block, following, line, pack
from benhan.forms.print_sheet import Sheet
from benhan.forms.print_signs import FILE_TABLE, files_block, signature_blocks
from benhan.forms.print_tables import cards_block, drugs_block, moves_block, pair_block, table_block
from benhan.forms.print_text import printable
from benhan.forms.print_vitals import side_block, text_beside, vitals_of

OWN_WORDING = (
    "Câu chữ của phần cam kết do phần mềm soạn theo nội dung phải có, chưa đối chiếu với bản in của mẫu."
)
_MOVES = ("department_in", "department_transfers")
_LONG_SUMMARY = 4  # a part B with so many long texts begins its own page


def body_blocks(sheet: Sheet) -> list[Block]:
    """Every block under the heading, signatures and page breaks among them."""
    blocks: list[Block] = []
    sections = [section for section in sheet.form.sections if section.key != "header"]
    placed = _placed_elsewhere(sheet)
    part = ""
    for place, section in enumerate(sections):
        if _starts_overleaf(sheet, section, part, place):
            blocks.append({"b": "break"})
        if _opens_part_a(sheet, section, part):
            blocks.append({"b": "heading", "level": 0, "text": sheet.layout.part_a})
        part = section.part or part
        blocks += _section(sheet, section, placed)
        next_part = sections[place + 1].part if place + 1 < len(sections) else None
        if section.part != next_part:
            blocks += _part_end(sheet, section, last=next_part is None)
    return _front_grouped(_kept_together(_joined_pairs(blocks)), sheet)


def _opens_part_a(sheet: Sheet, section: Section, part: str) -> bool:
    wants = sheet.layout.kind == "record" and sheet.layout.part_a != ""
    return wants and part == "front" and section.part == "A" and not PART.match(section.label)


def _kept_together(blocks: list[Block]) -> list[Block]:
    """The line before a signature goes with it: nobody signs an empty page."""
    signed = {place - 1 for place, block in enumerate(blocks) if block["b"] == "signs"}
    return [
        block | {"sticky": True} if place in signed and block["b"] == "line" else block
        for place, block in enumerate(blocks)
    ]


def _front_grouped(blocks: list[Block], sheet: Sheet) -> list[Block]:
    """The front page set closer where the layout asks it: everything up to the first page break."""
    gap = 2.2 if sheet.layout.is_compact else sheet.layout.front_gap
    ends = [
        place
        for place, block in enumerate(blocks)
        if block["b"] in ("break", "heading") and block.get("level", 0) == 0
    ]
    if not gap or not ends or sheet.layout.kind != "record":
        return blocks
    return [{"b": "group", "gap": gap, "blocks": blocks[: ends[0]]}, *blocks[ends[0] :]]


def _joined_pairs(blocks: list[Block]) -> list[Block]:
    """Tables of both eyes that follow each other are one table, as on the blank."""
    joined: list[Block] = []
    for block in blocks:
        if block["b"] == "pair" and joined and joined[-1]["b"] == "pair":
            joined[-1] = {"b": "pair", "rows": joined[-1]["rows"] + block["rows"]}
        else:
            joined.append(block)
    return joined


def _starts_overleaf(sheet: Sheet, section: Section, part: str, place: int) -> bool:
    if place == 0:
        return False
    if section.key in sheet.layout.break_before:
        return True
    wants = sheet.layout.kind == "record" and sheet.layout.is_overleaf and section.part != part
    is_long = sum(field.long for field in section.fields) >= _LONG_SUMMARY
    leaves_front = part == "front" and sheet.layout.front_overleaf
    return wants and (leaves_front or (section.part == "B" and is_long and not sheet.layout.is_tight))


def _part_end(sheet: Sheet, section: Section, *, last: bool) -> list[Block]:
    """Signatures of the part that ends here; the last part takes those that no part named."""
    if sheet.layout.kind == "record":
        parts = {item.part for item in sheet.form.sections}
        wanted = [
            signer
            for signer in sheet.form.signers
            if (part := sheet.layout.sign_with.get(signer.part, signer.part)) == section.part
            or (last and part not in parts)
        ]
    else:
        wanted = list(sheet.form.signers) if last else []
    shown = [signer for signer in wanted if not (sheet.official_only and signer.extension)]
    own = [item for item in sheet.form.sections if item.part == section.part]
    has_files = any(_is_files(field) for item in own for field in item.fields)
    said = _statement(sheet) if last else []
    return said + signature_blocks(
        sheet.form, sheet.layout, sheet.values, shown, part=section.part, in_files=has_files
    )


def _statement(sheet: Sheet) -> list[Block]:
    """What the signer declares, point by point; our own wording is marked as such."""
    texts = [printable(point.label) for point in sheet.form.statement]
    return [{"b": "statement", "points": texts, "mark": OWN_WORDING}] if texts else []


def _placed_elsewhere(sheet: Sheet) -> dict[str, str]:
    """Key → the section whose list or frame draws it."""
    placed: dict[str, str] = {}
    for key, lines in sheet.layout.lists.items():
        placed |= dict.fromkeys(_keys(lines), key)
    for key, frame in sheet.layout.frames.items():
        for column in frame["columns"]:
            placed |= dict.fromkeys(_keys(column), key)
    present = {section.key for section in sheet.form.sections}
    return {item: key for item, key in placed.items() if key in present}


def _keys(lines: Sequence[Sequence[str]]) -> Iterator[str]:
    for names in lines:
        yield from (name for name in names if not name.startswith("="))


def _section(sheet: Sheet, section: Section, placed: Mapping[str, str]) -> list[Block]:
    fields = [field for field in sheet.shown(section.fields) if field.key not in placed]
    drawn = _drawn_lists(sheet, section)
    if not fields and not drawn:
        return []
    blocks = heading(sheet, section, fields)
    if section.part == "front" and sheet.layout.kind == "record":
        blocks = [block | {"text": block["text"].upper()} for block in blocks]
    if section.key in sheet.layout.texts:
        blocks.append({"b": "text", "text": sheet.layout.texts[section.key]})
    blocks += drawn
    inner = _fields(sheet, section, fields)
    if any(_is_files(field) for field in section.fields) and sheet.layout.kind == "record":
        return [*blocks, {"b": "box", "blocks": inner, "below": 0}]
    return blocks + inner


def _drawn_lists(sheet: Sheet, section: Section) -> list[Block]:
    blocks: list[Block] = []
    if section.key in sheet.layout.lists:
        blocks += _named_lines(sheet, sheet.layout.lists[section.key], section.part)
    if section.key in sheet.layout.frames:
        frame = sheet.layout.frames[section.key]
        columns = [_named_lines(sheet, lines, section.part) for lines in frame["columns"]]
        widths = [float(width) for width in frame.get("widths", (1,) * len(columns))]
        blocks.append(
            {"b": "frame", "columns": columns, "widths": widths, "code_head": bool(frame.get("codes"))}
        )
    return blocks


def _named_lines(sheet: Sheet, lines: Sequence[Sequence[str]], part: str) -> list[Block]:
    """Lines of named keys; `=text` is printed as it stands; keys the form has not are passed over."""
    known = {field.key: field for field in sheet.shown(sheet.form.fields)}
    blocks: list[Block] = []
    for names in lines:
        cells: list[Cell] = []
        for name in names:
            if name.startswith("="):
                cells.append(
                    {"t": "words", "label": printable(name[1:]), "key": "", "w": len(name), "full": False}
                )
            elif name in known and known[name].type == "table":
                field = known[name]
                make = moves_block if name in _MOVES else table_block
                blocks.append(
                    make(field, sheet.values.get(name, {}), sheet.layout, label=label_of(field, sheet.layout))
                )
            elif name in known:
                before, cell = split_label(sheet, known[name], part)
                blocks += before
                cells.append(cell)
        if any(cell["key"] or cell["label"].strip() for cell in cells):
            blocks.append(
                line(cells, even=sheet.layout.capacity // 2 if cells[0]["key"] != "full_name" else 0)
            )
    return blocks


def _fields(sheet: Sheet, section: Section, fields: list[Field]) -> list[Block]:
    """Runs of the section's fields: vital signs at the side, eyes in pairs, tables, figures, packed lines."""
    blocks: list[Block] = []
    vitals = vitals_of(sheet, fields)
    beside = text_beside(fields, vitals)
    vitals = vitals if beside is not None else []
    run: list[Cell] = []

    def flush() -> None:
        if run:
            blocks.extend(pack(run, sheet.layout.capacity, sheet.layout.together))
            run.clear()

    rest = list(fields)
    while rest:
        field = rest.pop(0)
        if vitals and field is beside:
            flush()
            main = split_label(sheet, field, section.part, first=field is fields[0], section=section)[1]
            blocks.append(side_block(sheet, [main], vitals))
            rest = [item for item in rest if item not in vitals]
        elif field.pair:
            flush()
            paired = [field]
            while rest and rest[0].pair:
                paired.append(rest.pop(0))
            cells = [(item, _eye_cell(sheet, item)) for item in paired]
            blocks.append(pair_block(sheet.layout, section, cells))
        elif field.type == "table":
            flush()
            blocks += _table(sheet, section, field)
        elif field.type == "figure":
            flush()
            figures = [field]
            while rest and rest[0].type == "figure":
                figures.append(rest.pop(0))
            blocks.append(_figures(sheet, figures))
        else:
            before, cell = split_label(sheet, field, section.part, first=field is fields[0], section=section)
            if before:
                flush()
                blocks += before
            run.append(following(run[-1], cell) if run else cell)
    flush()
    return blocks


def _eye_cell(sheet: Sheet, field: Field) -> Cell:
    if field.type != "figure":
        return sheet.cell(field, part="pair")
    printed = sheet.values.get(field.key, {})
    made = figure_cell(field, label_of(field, sheet.layout), printed, sheet.layout)
    return made | {"t": "figure", "w": 999, "full": True}


def _figures(sheet: Sheet, fields: Sequence[Field]) -> Block:
    chart = chart_block(sheet.form, fields[0], sheet.values)
    if chart is not None:
        return chart
    return figure_block(
        [(field, label_of(field, sheet.layout), sheet.values.get(field.key, {})) for field in fields],
        sheet.layout,
    )


def _is_files(field: Field) -> bool:
    return field.key == FILE_TABLE


def _table(sheet: Sheet, section: Section, field: Field) -> list[Block]:
    printed = sheet.values.get(field.key, {})
    label = label_of(field, sheet.layout)
    if _is_files(field) and sheet.layout.kind == "record":
        signers = [s for s in sheet.form.signers if not (sheet.official_only and s.extension)]
        return [files_block(sheet.form, sheet.layout, sheet.values, field, printed, section.part, signers)]
    if field.key in _MOVES:
        return [moves_block(field, printed, sheet.layout, label=label)]
    if sheet.layout.kind == "prescription" and {"name", "dose"} <= {column.key for column in field.columns}:
        return [drugs_block(field, printed, sheet.layout, label=label)]
    title = "" if bare(label) == bare(section.label) and section.label.lower() not in UNPRINTED else label
    if field.layout == "cards":
        return [cards_block(field, printed, sheet.layout, label=title)]
    chart = chart_block(sheet.form, field, sheet.values)
    made = table_block(field, printed, sheet.layout, label=title)
    return [chart, made] if chart is not None else [made]
