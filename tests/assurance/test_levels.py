"""The level of a system by the tables of both decrees, with the clause that makes it.

Each line of a table is a case: what is answered → level and the clauses of that level. Short words stand for answers:
`nội bộ`, `trực tuyến`, … see WORDS; `nhạy cảm 9999` and the like are numbers.
"""

from __future__ import annotations

from datetime import date

import pytest

from benhan.assurance.levels.determining import AUTHORITY, FOLD, Determination, determine
from benhan.assurance.levels.regimes import situations, which_regime
from benhan.law import levels

WORDS: dict[str, dict[str, object]] = {
    "nội bộ": {"kinds": ["internal"], "information": ["private", "basic", "sensitive"]},
    "nội bộ công cộng": {"kinds": ["internal"], "information": ["public"]},
    "nội bộ riêng": {"kinds": ["internal"], "information": ["public", "private"]},
    "nội bộ chưa rõ": {"kinds": ["internal"]},
    "trực tuyến": {"kinds": ["online"], "information": ["basic", "sensitive"], "conditional": "no"},
    "trang tin": {"kinds": ["online"], "information": ["public"], "services": ["information"], "conditional": "no"},
    "đặt lịch": {"services": ["booking"], "conditional": "unsure"},
    "khám từ xa": {"services": ["telemedicine"], "conditional": "unsure"},
    "có điều kiện": {"conditional": "yes"},
    "thủ tục mức 2": {"procedures": "low"},
    "thủ tục mức 3": {"procedures": "high"},
    "cả hai": {"kinds": ["internal", "online"], "information": ["basic", "sensitive"], "conditional": "no"},
    "chung cổng": {"shares_portal_database": "yes"},
    "hạ tầng một nơi": {"kinds": ["infrastructure"], "reach": "one"},
    "hạ tầng tỉnh": {"kinds": ["infrastructure"], "reach": "province"},
    "hạ tầng toàn quốc": {"kinds": ["infrastructure"], "reach": "nation"},
    "hạ tầng quốc tế": {"kinds": ["infrastructure"], "reach": "abroad"},
    "dữ liệu quốc gia": {"kinds": ["infrastructure"], "reach": "nation", "national_store": "yes"},
    "nội bộ và hạ tầng tỉnh": {"kinds": ["internal", "infrastructure"], "information": ["basic"], "reach": "province"},
    "công trình II-IV": {"kinds": ["control"], "works": "ordinary"},
    "công trình I": {"kinds": ["control"], "works": "first"},
    "công trình đặc biệt": {"kinds": ["control"], "works": "special"},
    "khác": {"kinds": ["other"]},
    "tách": {"is_split": "yes", "whole_level": 3},
}  # fmt: skip
NUMBERS = {
    "cơ bản": "subjects", "nhạy cảm": "sensitive_subjects", "dự kiến cơ bản": "expected_subjects",
    "dự kiến nhạy cảm": "expected_sensitive", "người dùng": "users", "dự kiến người dùng": "expected_users",
    "rủi ro": "risk_level",
}  # fmt: skip
HARM = {
    "quyền": "harm_rights",
    "công cộng": "harm_interest",
    "trật tự": "harm_order",
    "an ninh": "harm_security",
}
GRADES = {"tổn hại": "harm", "nghiêm trọng": "serious", "đặc biệt": "especially"}

NEW = """
nội bộ công cộng                                  | 1 | khoản 1 Điều 11
nội bộ riêng                                      | 2 | khoản 1 Điều 12
nội bộ                                            | 2 | khoản 1 Điều 12
nội bộ chưa rõ                                    | 2 | khoản 1 Điều 12
nội bộ, nhạy cảm 9999                             | 2 | khoản 1 Điều 12
nội bộ, nhạy cảm 10000                            | 2 | khoản 1 Điều 12
nội bộ, cơ bản 2000000, nhạy cảm 2000000          | 2 | khoản 1 Điều 12
trang tin, cơ bản 0                                         | 2 | điểm a khoản 2 Điều 12; điểm b khoản 2 Điều 12
trực tuyến, nhạy cảm 0                                        | 2 | điểm a khoản 2 Điều 12; điểm b khoản 2 Điều 12
trực tuyến, nhạy cảm 9999                         | 2 | điểm a khoản 2 Điều 12; điểm b khoản 2 Điều 12
trực tuyến, nhạy cảm 10000                        | 3 | điểm c khoản 2 Điều 13
trực tuyến, nhạy cảm 10001                        | 3 | điểm c khoản 2 Điều 13
trực tuyến, cơ bản 99999, nhạy cảm 0                          | 2 | điểm a khoản 2 Điều 12; điểm b khoản 2 Điều 12
trực tuyến, cơ bản 100000                         | 3 | điểm c khoản 2 Điều 13
trực tuyến, cơ bản 99999, nhạy cảm 9999           | 2 | điểm a khoản 2 Điều 12; điểm b khoản 2 Điều 12
trực tuyến, cơ bản 100000, nhạy cảm 10000         | 3 | điểm c khoản 2 Điều 13; điểm c khoản 2 Điều 13
trực tuyến, nhạy cảm 4000, dự kiến nhạy cảm 9999  | 2 | điểm a khoản 2 Điều 12; điểm b khoản 2 Điều 12
trực tuyến, nhạy cảm 4000, dự kiến nhạy cảm 10000 | 3 | điểm c khoản 2 Điều 13
trực tuyến, cơ bản 50000, dự kiến cơ bản 100000   | 3 | điểm c khoản 2 Điều 13
trực tuyến, nhạy cảm 12000, dự kiến nhạy cảm 8000 | 3 | điểm c khoản 2 Điều 13
trực tuyến, đặt lịch, nhạy cảm 500                | 2 | điểm a khoản 2 Điều 12; điểm b khoản 2 Điều 12
trực tuyến, đặt lịch, nhạy cảm 10000              | 3 | điểm c khoản 2 Điều 13
trực tuyến, khám từ xa, nhạy cảm 1                | 3 | điểm a khoản 2 Điều 13
trực tuyến, khám từ xa, nhạy cảm 10000            | 3 | điểm a khoản 2 Điều 13; điểm c khoản 2 Điều 13
trực tuyến, có điều kiện                          | 3 | điểm a khoản 2 Điều 13
trực tuyến, thủ tục mức 2                         | 3 | điểm b khoản 2 Điều 13
trực tuyến, thủ tục mức 3                         | 3 | điểm b khoản 2 Điều 13
cả hai, nhạy cảm 9999                             | 2 | khoản 1 Điều 12; điểm a khoản 2 Điều 12; điểm b khoản 2 Điều 12
cả hai, nhạy cảm 10000                            | 3 | điểm c khoản 2 Điều 13
nội bộ, chung cổng, nhạy cảm 9999                 | 2 | khoản 1 Điều 12; điểm a khoản 2 Điều 12; điểm b khoản 2 Điều 12
nội bộ, chung cổng, nhạy cảm 10000                | 3 | điểm c khoản 2 Điều 13
nội bộ, chung cổng, khám từ xa                    | 3 | điểm a khoản 2 Điều 13
hạ tầng một nơi                                   | 2 | khoản 3 Điều 12
hạ tầng tỉnh                                      | 3 | khoản 3 Điều 13
hạ tầng toàn quốc                                 | 4 | khoản 2 Điều 14
hạ tầng quốc tế                                   | 5 | khoản 3 Điều 15
dữ liệu quốc gia                                  | 5 | khoản 2 Điều 15
nội bộ và hạ tầng tỉnh                            | 3 | khoản 3 Điều 13
công trình II-IV                                  | 3 | khoản 4 Điều 13
công trình I                                      | 4 | khoản 3 Điều 14
công trình đặc biệt                               | 5 | khoản 4 Điều 15
khác, rủi ro 1                                    | 1 | khoản 5 Điều 10; khoản 2 Điều 11
khác, rủi ro 2                                    | 2 | khoản 5 Điều 10; khoản 4 Điều 12
khác, rủi ro 3                                    | 3 | khoản 5 Điều 10; khoản 5 Điều 13
nội bộ, rủi ro 3                                  | 3 | khoản 5 Điều 10
nội bộ, rủi ro 1                                  | 2 | khoản 1 Điều 12
nội bộ, tách                                      | 3 | khoản 3 Điều 8
nội bộ, quyền tổn hại                             | 2 | khoản 1 Điều 12
nội bộ, quyền nghiêm trọng                        | 2 | điểm b khoản 1 Điều 8 Luật 116; khoản 1 Điều 12
nội bộ, quyền đặc biệt                            | 3 | điểm c khoản 1 Điều 8 Luật 116
nội bộ, công cộng tổn hại                         | 2 | điểm b khoản 1 Điều 8 Luật 116; khoản 1 Điều 12
nội bộ, công cộng nghiêm trọng                    | 3 | điểm c khoản 1 Điều 8 Luật 116
nội bộ, công cộng đặc biệt                        | 4 | điểm d khoản 1 Điều 8 Luật 116
nội bộ, trật tự tổn hại                           | 3 | điểm c khoản 1 Điều 8 Luật 116
nội bộ, trật tự nghiêm trọng                      | 3 | điểm c khoản 1 Điều 8 Luật 116
nội bộ, trật tự đặc biệt                          | 4 | điểm d khoản 1 Điều 8 Luật 116
nội bộ, an ninh tổn hại                           | 3 | điểm c khoản 1 Điều 8 Luật 116
nội bộ, an ninh nghiêm trọng                      | 4 | điểm d khoản 1 Điều 8 Luật 116
nội bộ, an ninh đặc biệt                          | 5 | điểm đ khoản 1 Điều 8 Luật 116
trực tuyến, nhạy cảm 10000, quyền tổn hại         | 3 | điểm c khoản 2 Điều 13
"""
OLD = """
nội bộ công cộng                                  | 1 | Điều 7
nội bộ                                            | 2 | khoản 1 Điều 8
nội bộ, người dùng 10000, nhạy cảm 10000          | 2 | khoản 1 Điều 8
trực tuyến, người dùng 9999                       | 2 | điểm b khoản 2 Điều 8; điểm c khoản 2 Điều 8
trực tuyến, người dùng 10000                      | 3 | điểm c khoản 2 Điều 9
trực tuyến, người dùng 3000, dự kiến người dùng 10000 | 3 | điểm c khoản 2 Điều 9
trực tuyến, nhạy cảm 99999, người dùng 9999       | 2 | điểm b khoản 2 Điều 8; điểm c khoản 2 Điều 8
trực tuyến, thủ tục mức 2, người dùng 0 | 2 | điểm a khoản 2 Điều 8; điểm b khoản 2 Điều 8; điểm c khoản 2 Điều 8
trực tuyến, thủ tục mức 3                         | 3 | điểm a khoản 2 Điều 9
trực tuyến, có điều kiện                          | 3 | điểm b khoản 2 Điều 9
trực tuyến, khám từ xa                            | 3 | điểm b khoản 2 Điều 9
nội bộ, chung cổng, người dùng 10000              | 3 | điểm c khoản 2 Điều 9
hạ tầng một nơi                                   | 2 | khoản 3 Điều 8
hạ tầng tỉnh                                      | 3 | khoản 3 Điều 9
hạ tầng toàn quốc                                 | 4 | khoản 3 Điều 10
dữ liệu quốc gia                                  | 5 | khoản 2 Điều 11
công trình II-IV                                  | 3 | khoản 4 Điều 9
công trình I                                      | 4 | khoản 4 Điều 10
công trình đặc biệt                               | 5 | khoản 4 Điều 11
"""


def answered(text: str) -> dict[str, object]:
    """The words of a line as answers."""
    answers: dict[str, object] = {"is_system": "yes"}
    for word in text.split(", "):
        head, _, tail = word.rpartition(" ")
        interest, _, grade = word.partition(" ")
        for name in HARM:
            if word.startswith(f"{name} ") and word[len(name) + 1 :] in GRADES:
                interest, grade = name, word[len(name) + 1 :]
        if head in NUMBERS and tail.isdigit():
            answers[NUMBERS[head]] = int(tail)
        elif interest in HARM and grade in GRADES:
            answers[HARM[interest]] = GRADES[grade]
        else:
            answers |= WORDS[word]
    return answers


def lines(table: str, regime: str) -> list[object]:
    cut = ([cell.strip() for cell in line.split(" | ")] for line in table.strip().splitlines())
    return [pytest.param(regime, *cells, id=f"{regime}: {cells[0]}") for cells in cut]


@pytest.mark.parametrize(
    ("regime", "answers", "level", "clauses"), lines(NEW, "decree-331") + lines(OLD, "decree-85")
)
def test_the_level_and_the_clauses_that_make_it(regime, answers, level, clauses):
    found = determine(regime, answered(answers))
    assert found.level == int(level)
    names = {"decree-331": " Nghị định 331/2026/NĐ-CP", "decree-85": " Nghị định 85/2016/NĐ-CP"}
    shown = sorted(one.clause.removesuffix(names[regime]).replace("/2025/QH15", "") for one in found.grounds)
    assert shown == sorted(clauses.split("; "))


def level_of(words: str, **more: object) -> Determination:
    return determine("decree-331", answered(words) | more)


def test_more_than_sixty_cases_are_decided_with_their_clause():
    assert len(lines(NEW, "")) + len(lines(OLD, "")) >= 60


@pytest.mark.parametrize("secrets", ["harm", "serious", "especially"])
def test_state_secrets_leave_the_product_and_the_clause_is_still_said(secrets):
    found = level_of("nội bộ", secrets=secrets)
    assert (found.level, found.stop) == (None, AUTHORITY)
    assert found.findings[0].key == f"secret-{secrets}"
    assert "Bộ Công an" in found.warnings[0]


def test_what_is_no_system_is_folded_into_the_one_it_serves():
    found = level_of("nội bộ", is_system="no")
    assert (found.level, found.stop) == (None, FOLD)


def test_splitting_is_forbidden_and_said_even_when_the_whole_has_no_level_yet():
    found = level_of("nội bộ", is_split="yes")
    assert found.level == 2
    assert "Không được tách" in found.warnings[0]
    assert "khoản 3 Điều 8" in found.warnings[0]


def test_without_a_kind_there_is_no_level():
    assert determine("decree-331", {"is_system": "yes"}).level is None


def test_the_record_that_shares_a_database_with_the_portal_is_an_online_service():
    found = level_of("nội bộ, chung cổng", services=["results"])
    assert found.kinds == ("internal", "online")
    assert any("cấp độ của cổng" in one for one in found.warnings)


def test_counted_persons_count_where_fewer_are_declared():
    facts = {"subjects": 12_000, "sensitive": 10_000}
    assert determine("decree-331", answered("trực tuyến, nhạy cảm 200"), facts).level == 3
    assert determine("decree-331", answered("nội bộ"), facts).level == 2


@pytest.mark.parametrize(("count", "warned"), [(7_999, False), (8_000, True), (9_999, True), (10_000, False)])
def test_a_threshold_that_nears_is_told_from_eighty_per_cent_on(count, warned):
    found = level_of(f"trực tuyến, nhạy cảm {count}")
    assert any("ngưỡng 10.000" in one for one in found.warnings) is warned


def test_harm_and_risk_raise_and_never_lower():
    for words in ("nội bộ", "trực tuyến, nhạy cảm 10000", "hạ tầng toàn quốc", "công trình đặc biệt"):
        plain = level_of(words).level
        for risk in range(1, 6):
            raised = level_of(words, risk_level=risk, harm_rights="harm").level
            assert raised == max(plain, risk)


def test_a_doubtful_reading_is_recorded_and_may_be_chosen_otherwise_with_a_reason():
    found = level_of("trực tuyến, đặt lịch")
    doubt = next(one for one in found.doubts if one.key == "conditional")
    assert len(doubt.readings) == 2
    assert doubt.chosen == doubt.readings[0]
    other = level_of(
        "trực tuyến, đặt lịch", readings={"conditional": {"chosen": "yes", "why": "Theo ý kiến thẩm định."}}
    )
    assert (other.level, other.grounds[0].key) == (3, "online-conditional")
    assert next(one for one in other.doubts if one.key == "conditional").why == "Theo ý kiến thẩm định."


def test_growth_over_a_threshold_is_a_doubt_that_the_safe_reading_counts():
    words = "trực tuyến, nhạy cảm 4000, dự kiến nhạy cảm 10000"
    assert "growth" in {one.key for one in level_of(words).doubts}
    assert level_of(words, readings={"growth": {"chosen": "present", "why": "Chưa chắc tăng."}}).level == 2
    assert "growth" not in {one.key for one in level_of("trực tuyến, nhạy cảm 4000").doubts}


def test_many_patients_in_an_internal_system_are_a_doubt_not_a_level():
    found = level_of("nội bộ, nhạy cảm 10000")
    assert "internal-many" in {one.key for one in found.doubts}
    read_so = {"internal-many": {"chosen": "yes", "why": "Sở yêu cầu."}}
    assert level_of("nội bộ, nhạy cảm 10000", readings=read_so).level == 3
    assert "internal-many" not in {one.key for one in level_of("nội bộ, nhạy cảm 9999").doubts}


def test_what_was_checked_and_does_not_match_is_kept_too():
    found = level_of("trực tuyến, nhạy cảm 9999")
    unmatched = {one.key: one.result for one in found.checked}
    assert unmatched["online-many-sensitive"] == "Không khớp (chủ thể có dữ liệu nhạy cảm: 9.999)"


def test_recalled_clauses_carry_their_basis():
    old = determine("decree-85", answered("trực tuyến, người dùng 10000"))
    assert old.grounds[0].basis == "RECALLED"
    assert all(one.basis in levels.BASES_VI for key in levels.REGIMES for one in levels.regime(key).criteria)


@pytest.mark.parametrize(
    ("dates", "situation", "regime", "last"),
    [
        ({"approved_on": date(2025, 12, 20)}, "approved", "keep", date(2027, 6, 30)),
        ({"approved_on": date(2026, 6, 30)}, "approved", "keep", date(2027, 6, 30)),
        (
            {"approved_on": date(2026, 7, 1), "operated_since": date(2026, 7, 2)},
            "approved-new",
            "decree-331",
            None,
        ),
        ({"begun_on": date(2026, 6, 30)}, "under-construction", "decree-85", date(2026, 12, 31)),
        ({"begun_on": date(2026, 7, 1)}, "new", "decree-331", None),
        ({"operated_since": date(2024, 1, 1)}, "never", "decree-331", None),
        ({"operated_since": date(2024, 1, 1), "begun_on": date(2023, 1, 1)}, "never", "decree-331", None),
        ({"approved_on": date(2025, 12, 20), "upgraded_on": date(2026, 9, 1)}, "new", "decree-331", None),
        ({}, "new", "decree-331", None),
    ],
)
def test_which_regime_applies_and_the_safe_day(dates, situation, regime, last):
    chosen = which_regime(on=date(2026, 11, 22), **dates)
    assert (chosen.situation, chosen.regime, chosen.duties[0].safe_until) == (situation, regime, last)


def test_after_the_last_safe_day_the_old_procedure_is_closed():
    assert which_regime(on=date(2026, 12, 31), begun_on=date(2026, 5, 1)).regime == "decree-85"
    late = which_regime(on=date(2027, 1, 1), begun_on=date(2026, 5, 1))
    assert (late.situation, late.regime) == ("construction-late", "decree-331")


def test_every_situation_of_the_transition_has_a_clause_and_a_known_basis():
    assert {one.situation for one in situations()} >= {"approved", "under-construction", "never", "new"}
    assert all(one.clause and one.basis in levels.BASES_VI for one in situations())


def test_what_nobody_counted_is_no_small_number_and_what_nobody_answered_is_said() -> None:
    silent = determine("decree-331", {"kinds": ["online"]})
    assert "online-few" not in {one.key for one in silent.findings}
    assert next(one for one in silent.checked if one.key == "online-few").result.count("chưa rõ") == 2
    assert any("Chưa trả lời" in one and "Số chủ thể dữ liệu cơ bản" in one for one in silent.warnings)
    few = determine("decree-331", {"kinds": ["online"], "subjects": 9_999})
    assert "online-few" in {one.key for one in few.findings}, "the sensitive ones are no more than everybody"
    many = determine("decree-331", {"kinds": ["online"], "subjects": 50_000})
    assert "online-few" not in {one.key for one in many.findings}
    counted = determine("decree-331", {"kinds": ["online"]}, {"subjects": 50, "sensitive": 40})
    assert "online-few" in {one.key for one in counted.findings}
    assert "online-few" not in {
        one.key for one in determine("decree-331", {"kinds": ["online"], "subjects": -1}).findings
    }
