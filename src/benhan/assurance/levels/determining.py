"""Answers and counted facts → the level, every matching clause, every doubtful reading, what to beware of.

The highest matching level counts (Điều 8 khoản 2 Nghị định 331/2026/NĐ-CP). Harm and risk may raise it, never lower it.
docs/sources.md#nghi-dinh-331-2026, docs/sources.md#nghi-dinh-85-2016, docs/sources.md#luat-116-2025
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from benhan.law import levels
from benhan.law.levels import Condition, Criterion, Doubt, Reading, Regime

Answers = Mapping[str, object]
AUTHORITY, FOLD = "authority", "fold"


@dataclass(frozen=True, slots=True)
class Finding:
    """A criterion that was checked; level is what it asks for when it matches."""

    key: str
    criterion: str
    result: str
    clause: str
    level: int
    basis: str
    matches: bool = True

    def as_json(self) -> dict[str, object]:
        return {"key": self.key, "criterion": self.criterion, "result": self.result, "clause": self.clause,
                "level": self.level, "basis": self.basis}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A doubtful reading met on the way: what can be meant, what was chosen and why."""

    key: str
    question: str
    readings: tuple[str, ...]
    chosen: str
    why: str

    def as_json(self) -> dict[str, object]:
        return {"key": self.key, "question": self.question, "readings": list(self.readings),
                "chosen": self.chosen, "why": self.why}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Determination:
    """What was found. level None when there is none to propose here (stop says why).

    stop      "" · authority (state secrets: not by this product) · fold (no system of its own)
    findings  what matches, highest level first; checked: what was looked at and doesn't match
    """

    regime: str
    level: int | None
    stop: str
    kinds: tuple[str, ...]
    findings: tuple[Finding, ...]
    checked: tuple[Finding, ...]
    doubts: tuple[Doubtful, ...]
    warnings: tuple[str, ...]

    @property
    def grounds(self) -> tuple[Finding, ...]:
        """The findings that make the level."""
        return tuple(one for one in self.findings if one.level == self.level)


def determine(regime_key: str, answers: Answers, facts: Mapping[str, object] | None = None) -> Determination:
    """The level of a system.

    answers  by question key: "yes"/"no", a choice, a list, a whole number or None; "readings" holds chosen readings
             of doubts: {doubt: {"chosen": key, "why": text}}
    facts    what was counted: subjects, sensitive (persons); they count where the answer is missing or smaller
    Raises   KeyError for an unknown regime
    """
    regime = levels.regime(regime_key)
    kinds = _kinds(answers)
    values = _values(regime, answers, facts or {}, kinds)
    if answers.get("is_system") == "no":
        warning = "Không có đủ chức năng, dữ liệu, người dùng, đầu ra và một chủ quản: gộp vào hệ thống mà nó phục vụ."
        return Determination(regime_key, None, FOLD, kinds, (), (), (), (warning,))
    doubts = tuple(
        one for one in regime.doubts if _concerns(one.types, kinds) and _holds_all(one.when, values)
    )
    said = tuple(_doubtful(one, answers) for one in doubts)
    values = _with_effects(regime, doubts, answers, facts or {}, kinds, values)
    looked = [_finding(regime, one, values) for one in regime.criteria if _concerns(one.types, kinds)]
    looked += _harms(answers) + _raises(regime, answers, values)
    found = sorted((one for one in looked if one.matches), key=lambda one: -one.level)
    checked = tuple(one for one in looked if not one.matches)
    warnings = _warnings(regime, answers, values, kinds, found)
    is_secret = str(answers.get("secrets") or "no") != "no"
    level = max((one.level for one in found), default=None)
    return Determination(
        regime_key, None if is_secret else level, AUTHORITY if is_secret else "", kinds, tuple(found), checked, said,
        warnings,
    )  # fmt: skip


def _kinds(answers: Answers) -> tuple[str, ...]:
    """The kinds given; a database shared with a portal makes it an online service as well."""
    given = set(_list(answers.get("kinds")))
    if answers.get("shares_portal_database") == "yes":
        given.add("online")
    return tuple(one for one in levels.KINDS if one in given)


def _values(
    regime: Regime,
    answers: Answers,
    facts: Mapping[str, object],
    kinds: Sequence[str],
    *,
    growth: bool = True,
) -> dict[str, object]:
    """Answers with what follows from them; numbers are the larger of counted, declared and (growth) expected."""
    values: dict[str, object] = dict(answers)
    counted = {
        one.key: _number(facts.get(one.fact)) for one in levels.asked(regime.key) if one.kind == "number"
    }
    present = {key: max(_number(answers.get(key)), seen) for key, seen in counted.items()}
    present["subjects"] = max(present.get("subjects", 0), present.get("sensitive_subjects", 0))
    expected = {of: _number(answers.get(key)) for of, key in _EXPECTED.items()}
    unknown = {key for key in present if not _is_known(regime, key, answers, facts)}
    values |= {key: max(seen, expected.get(key, 0) if growth else 0) for key, seen in present.items()}
    values |= dict.fromkeys(unknown)  # nobody said and nothing was counted: that is not none
    if "sensitive_subjects" in unknown:  # at most everybody
        values["sensitive_at_most"] = values.get("subjects")
    values["grows_over"] = any(
        present.get(one.number, 0) < one.at <= expected.get(one.number, 0) for one in regime.thresholds
    )
    kept = set(_list(answers.get("information")))
    values["information_only"] = "public" if kept == {"public"} else ""
    values["information_beyond"] = (
        "" if kept == {"public"} else "public"
    )  # unanswered counts as not only public
    values["is_conditional"] = (
        "telemedicine" in _list(answers.get("services")) or answers.get("conditional") == "yes"
    )
    values["is_online"] = "online" in kinds
    values["is_private"] = answers.get("is_private") == "yes"
    values["national_store"] = answers.get("national_store") == "yes"
    return values


def _is_known(regime: Regime, key: str, answers: Answers, facts: Mapping[str, object]) -> bool:
    """Whether a number was given, expected or counted; whoever counts the sensitive ones knows as many persons."""
    names = {key, _EXPECTED.get(key, key)} | ({"sensitive_subjects"} if key == "subjects" else set())
    counted = {one.fact for one in levels.asked(regime.key) if one.key in names and one.fact}
    given = [answers.get(one) for one in names] + [facts.get(one) for one in counted]
    return any(isinstance(one, int) and not isinstance(one, bool) and one >= 0 for one in given)


_EXPECTED = {
    "subjects": "expected_subjects",
    "sensitive_subjects": "expected_sensitive",
    "users": "expected_users",
}


def _with_effects(
    regime: Regime,
    doubts: Sequence[Doubt],
    answers: Answers,
    facts: Mapping[str, object],
    kinds: Sequence[str],
    values: dict[str, object],
) -> dict[str, object]:
    """The values once the chosen readings have had their effect."""
    effects: dict[str, object] = {}
    for one in doubts:
        effects |= _chosen(one, answers)[0].effect
    if effects.get("ignores_growth"):
        values = _values(regime, answers, facts, kinds, growth=False)
    return values | effects


def _chosen(doubt: Doubt, answers: Answers) -> tuple[Reading, str]:
    """The reading that counts, and why: the person's own choice when there is one, else ours."""
    own = cast("Mapping[str, Mapping[str, str]]", answers.get("readings") or {}).get(doubt.key, {})
    key = own.get("chosen") or doubt.chosen
    by_key = {one.key: one for one in doubt.readings}
    if key == doubt.chosen or key not in by_key:
        return by_key[doubt.chosen], own.get("why") or doubt.why
    return by_key[key], own.get("why") or "Người khai chọn, chưa ghi lý do."


def _doubtful(doubt: Doubt, answers: Answers) -> Doubtful:
    reading, why = _chosen(doubt, answers)
    return Doubtful(doubt.key, doubt.question, tuple(one.text for one in doubt.readings), reading.text, why)


def _concerns(types: Sequence[str], kinds: Sequence[str]) -> bool:
    return not types or bool(set(types) & set(kinds))


def _holds_all(when: Sequence[Condition], values: Mapping[str, object]) -> bool:
    return all(_holds(one, values) for one in when)


def _holds(condition: Condition, values: Mapping[str, object]) -> bool:
    for key, wanted in condition.items():
        if key in levels.COMPARISONS:
            named = cast("Mapping[str, object]", wanted)
            if not all(_compares(key, _known(values, name, key), limit) for name, limit in named.items()):
                return False
        elif isinstance(wanted, tuple):
            if values.get(key) not in wanted:
                return False
        elif values.get(key) != wanted:
            return False
    return True


def _known(values: Mapping[str, object], name: str, comparison: str) -> object:
    value = values.get(name)
    is_bounded = value is None and comparison == "below" and name == "sensitive_subjects"
    return values.get("sensitive_at_most") if is_bounded else value


def _compares(comparison: str, value: object, limit: object) -> bool:
    if comparison == "at_least":
        return _number(value) >= _number(limit)
    if comparison == "below":
        return value is not None and _number(value) < _number(limit)
    return (limit in _list(value)) is (comparison == "holds")


def _finding(regime: Regime, one: Criterion, values: Mapping[str, object]) -> Finding:
    matches = _holds_all(one.when, values)
    numbers = [name for each in one.when for key in ("at_least", "below") for name in _names(each.get(key))]
    seen = "; ".join(
        f"{NUMBERS_VI[name]}: {'chưa rõ' if values.get(name) is None else _said(_number(values[name]))}"
        for name in numbers
    )
    result = ("Khớp" if matches else "Không khớp") + (f" ({seen})" if seen else "")
    return Finding(one.key, one.title, result, regime.cited(one.clause), one.level, one.basis, matches)


NUMBERS_VI = {
    "subjects": "chủ thể dữ liệu cơ bản",
    "sensitive_subjects": "chủ thể có dữ liệu nhạy cảm",
    "users": "người sử dụng",
}


def _harms(answers: Answers) -> list[Finding]:
    """Every graded harm with its level on the scale of the law."""
    titles = {one.key: one.title for one in levels.questions()}
    grades = levels.harm_grades()
    return [
        Finding(f"{one.interest}-{one.grade}", f"Mức tổn hại: {titles[one.interest]}", grades[one.grade], one.clause,
                one.level, one.basis)
        for one in levels.harm_scale() if answers.get(one.interest) == one.grade
    ]  # fmt: skip


def _raises(regime: Regime, answers: Answers, values: Mapping[str, object]) -> list[Finding]:
    """What asks for more than the criteria: risk, the whole of a split system, a reading chosen."""
    made = []
    risk = _number(answers.get("risk_level"))
    if risk:
        clause, basis = regime.cited(regime.raising.clause), regime.raising.basis
        made.append(Finding("risk", "Kết quả đánh giá rủi ro", f"Đòi hỏi cấp độ {risk}", clause, risk, basis))
    whole = _number(answers.get("whole_level"))
    if answers.get("is_split") == "yes" and whole:
        clause, basis = regime.cited(regime.splitting.clause), regime.splitting.basis
        made.append(Finding("whole", "Cả hệ thống trước khi tách", f"Cấp độ {whole}", clause, whole, basis))
    raised = _number(values.get("raises_to"))
    if raised:
        text = "Cách hiểu đã chọn ở điểm còn nghi vấn"
        made.append(
            Finding("reading", text, f"Cấp độ {raised}", "Cách hiểu do chủ quản chọn", raised, "INFERRED")
        )
    return made


def _warnings(
    regime: Regime,
    answers: Answers,
    values: Mapping[str, object],
    kinds: Sequence[str],
    found: Sequence[Finding],
) -> tuple[str, ...]:
    made = []
    if str(answers.get("secrets") or "no") != "no":
        made.append(
            "Hệ thống có bí mật nhà nước hoặc phục vụ quốc phòng, an ninh: không lập hồ sơ bằng phần mềm này, "
            "liên hệ lực lượng chuyên trách bảo vệ an ninh mạng của Bộ Công an."
        )
    if answers.get("is_split") == "yes":
        clause = regime.cited(regime.splitting.clause)
        made.append(
            f"Không được tách hoặc gộp trên giấy để hạ cấp độ ({clause}): xác định lại phạm vi của cả hệ thống."
        )
    if answers.get("shares_portal_database") == "yes" and "online" not in _list(answers.get("kinds")):
        made.append("Dùng chung cơ sở dữ liệu với cổng người bệnh: là một hệ thống, mang cấp độ của cổng.")
    if unsaid := _unsaid(regime, answers, values, kinds):
        made.append(f"Chưa trả lời, đang tính như không có: {', '.join(unsaid)}. Cấp độ có thể cao hơn.")
    if not kinds:
        made.append("Chưa chọn loại hình nào: chưa đủ để xác định cấp độ.")
    if "online" in kinds:
        made += _near(regime, values)
    criteria = [one.level for one in found if one.key in {each.key for each in regime.criteria}]
    if criteria and found[0].level > max(criteria):
        made.append(
            f"Theo tiêu chí là cấp độ {max(criteria)}; phân tích tổn hại hoặc rủi ro nâng lên cấp độ {found[0].level}."
        )
    if kinds == ("other",) and not criteria:
        made.append("Loại hình khác: cần kết quả đánh giá rủi ro hoặc quyết định của cấp có thẩm quyền.")
    return tuple(made)


def _unsaid(
    regime: Regime, answers: Answers, values: Mapping[str, object], kinds: Sequence[str]
) -> list[str]:
    """Titles of the questions nobody answered whose answer could raise the level."""
    asked = [one for one in levels.asked(regime.key) if _concerns(one.types, kinds)] if kinds else []
    numbers = {one.number for one in regime.thresholds} if "online" in kinds else set()
    decisive = {"secrets", *_decisive(regime, kinds)}
    return [
        f"“{one.title}”"
        for one in asked
        if (one.kind == "number" and one.key in numbers and values.get(one.key) is None)
        or (one.kind in ("yes_no", "choice") and one.key in decisive and not answers.get(one.key))
    ]


def _decisive(regime: Regime, kinds: Sequence[str]) -> set[str]:
    """Questions a criterion of these kinds asks by name."""
    mine = [one for one in regime.criteria if _concerns(one.types, kinds)]
    return {name for one in mine for each in one.when for name in each} | {"conditional"}


def _near(regime: Regime, values: Mapping[str, object]) -> list[str]:
    """Thresholds that near: from 80 % on."""
    percent = levels.warn_at_percent()
    return [
        f"{one.title}: {_said(seen)}, bằng {seen * 100 // one.at} % ngưỡng {_said(one.at)} của cấp độ {one.level} "
        f"({regime.cited(one.clause)})."
        for one in regime.thresholds
        for seen in (_number(values.get(one.number)),)
        if one.at * percent <= seen * 100 < one.at * 100
    ]


def _names(value: object) -> tuple[str, ...]:
    return tuple(cast("Mapping[str, object]", value or {}))


def _list(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list | tuple) else ()


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _said(number: int) -> str:
    return f"{number:,}".replace(",", ".")
