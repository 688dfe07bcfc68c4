"""The questions before a level as a form, and what was answered to them."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import QueryDict

from benhan.assurance.levels.determining import Determination
from benhan.law import levels
from benhan.law.levels import Doubt, Question
from benhan.ui.parts import Choice, Field, FieldSection
from benhan.ui.parts.fields import Kind, Width

_LEVELS = {"": "Chưa đánh giá"} | {str(one): f"Cấp độ {one}" for one in range(1, 6)}
_MOST = 1_000_000_000


def answers_of(post: QueryDict, regime: str) -> tuple[dict[str, object], dict[str, str]]:
    """What was answered, and what is wrong by question."""
    answers: dict[str, object] = {}
    errors: dict[str, str] = {}
    for one in levels.asked(regime):
        if one.kind == "several":
            known = {value for value, _ in one.choices}
            answers[one.key] = [value for value in post.getlist(one.key) if value in known]
            continue
        text = post.get(one.key, "").strip()
        if one.kind in ("number", "level"):
            bare = text.replace(".", "").replace(" ", "")
            if bare and (
                len(bare) > 12 or not bare.isdecimal() or int(bare) > (5 if one.kind == "level" else _MOST)
            ):
                errors[one.key] = f"“{text[:30]}” không phải số nguyên hợp lệ. CHƯA có gì được ghi."
            answers[one.key] = int(bare) if bare and one.key not in errors else None
        else:
            answers[one.key] = text[:2000]
    answers["readings"] = _readings(post, regime)
    return answers, errors


def _readings(post: QueryDict, regime: str) -> dict[str, dict[str, str]]:
    """Readings a person chose otherwise than we do, or gave a reason for."""
    made = {}
    for one in levels.regime(regime).doubts:
        chosen, why = post.get(f"hieu-{one.key}", ""), post.get(f"vi-sao-{one.key}", "").strip()[:500]
        if chosen in {each.key for each in one.readings} and (chosen != one.chosen or why):
            made[one.key] = {"chosen": chosen, "why": why}
    return made


def sections(
    regime: str,
    answers: Mapping[str, object],
    facts: Mapping[str, object],
    errors: Mapping[str, str],
    found: Determination | None,
) -> tuple[FieldSection, ...]:
    """The questions by group; doubtful readings appear once they are met."""
    made = []
    asked = levels.asked(regime)
    for key, title in levels.groups().items():
        mine = tuple(_field(one, answers, facts, errors) for one in asked if one.group == key)
        types = {kind for one in asked if one.group == key for kind in one.types}
        is_open = not types or found is None or bool(types & set(found.kinds))
        made.append(FieldSection(key, title, mine, is_open=is_open, empty_count=_empty(mine)))
    if found is not None and found.doubts:
        met = {one.key for one in found.doubts}
        doubts = [one for one in levels.regime(regime).doubts if one.key in met]
        fields = tuple(field for one in doubts for field in _doubt(one, answers))
        made.append(
            FieldSection(
                "nghi-van", "Điểm còn nghi vấn", fields, note="cách hiểu đã chọn và lý do được ghi vào hồ sơ"
            )
        )
    return tuple(made)


def _empty(fields: tuple[Field, ...]) -> int:
    return sum(1 for one in fields if not one.value and not any(choice.is_chosen for choice in one.choices))


def _field(
    one: Question, answers: Mapping[str, object], facts: Mapping[str, object], errors: Mapping[str, str]
) -> Field:
    value = answers.get(one.key)
    hint = one.help + (f" ({one.clause})" if one.clause and one.help else one.clause)
    if one.kind in ("yes_no", "choice", "several", "harm", "level"):
        given = {str(each) for each in value} if isinstance(value, list | tuple) else {str(value or "")}
        options = _options(one)
        choices = tuple(Choice(key, words, key in given) for key, words in options.items())
        kind: Kind = (
            "multichoice" if one.kind == "several" else "select" if one.kind in ("harm", "level") else "chips"
        )
        kind = "choice" if one.kind == "choice" and max(map(len, options.values())) > 30 else kind
        width: Width = "half" if kind == "select" else "full"
        return Field(
            one.key, one.title, kind, choices=choices, hint=hint, width=width, error=errors.get(one.key, "")
        )
    counted = facts.get(one.fact) if one.fact else None
    origin = f"đếm được {counted:,}".replace(",", ".") if isinstance(counted, int) else ""
    if one.kind == "number":
        return Field(one.key, one.title, "integer", value="" if value is None else str(value), unit=one.unit, hint=hint,
                     origin=origin, error=errors.get(one.key, ""))  # fmt: skip
    return Field(one.key, one.title, "textarea", value=str(value or ""), hint=hint, width="full")


def _options(one: Question) -> Mapping[str, str]:
    if one.kind == "yes_no":
        return {"yes": "Có", "no": "Không"}
    if one.kind == "harm":
        return {"": "Chưa phân tích", **levels.harm_grades()}
    return _LEVELS if one.kind == "level" else dict(one.choices)


def _doubt(one: Doubt, answers: Mapping[str, object]) -> tuple[Field, Field]:
    readings = answers.get("readings")
    own = readings.get(one.key, {}) if isinstance(readings, dict) else {}
    chosen = own.get("chosen") or one.chosen
    choices = tuple(
        Choice(each.key, each.text, each.key == chosen, "đề xuất" if each.key == one.chosen else "")
        for each in one.readings
    )
    return (
        Field(f"hieu-{one.key}", one.question, "choice", choices=choices, width="full"),
        Field(
            f"vi-sao-{one.key}",
            "Lý do chọn",
            value=own.get("why", ""),
            hint=one.why,
            width="full",
            max_length=500,
        ),
    )
