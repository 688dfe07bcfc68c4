"""Which requirements of an assessment are shown? A filter read from the address, said as a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from benhan.assurance.judging import VERDICTS_VI, Judgement, Verdict
from benhan.fhir.search.folding import fold
from benhan.law.catalogues import Catalogue


@dataclass(frozen=True, slots=True)
class Filter:
    """verdict and family "" for all; text as it was typed."""

    text: str = ""
    family: str = ""
    verdict: str = ""
    is_late: bool = False
    is_mine: bool = False
    is_software: bool = False

    @property
    def query(self) -> str:
        """As the address carries it, with ? when there is anything."""
        pairs = [
            ("q", self.text), ("nhom", self.family), ("ket-qua", self.verdict), ("qua-han", "1" * self.is_late),
            ("cua-toi", "1" * self.is_mine), ("phan-mem", "1" * self.is_software),
        ]  # fmt: skip
        given = urlencode([(name, value) for name, value in pairs if value])
        return f"?{given}" if given else "?"

    def turned(self, **more: object) -> Filter:
        return replace(self, **more)  # type: ignore[arg-type]


def read(given: Mapping[str, str], catalogue: Catalogue) -> Filter:
    """The filter of an address; what is unknown is left out."""
    family, verdict = given.get("nhom", ""), given.get("ket-qua", "")
    return Filter(
        text=given.get("q", "").strip()[:100],
        family=family if family in {one.key for one in catalogue.families} else "",
        verdict=verdict if verdict in {one.value for one in Verdict} else "",
        is_late=given.get("qua-han") == "1",
        is_mine=given.get("cua-toi") == "1",
        is_software=given.get("phan-mem") == "1",
    )


def is_late(one: Judgement, today: date) -> bool:
    answer = one.answer
    return bool(answer and answer.due and answer.due < today and answer.status in ("partial", "unmet"))


def is_mine(one: Judgement, account: str) -> bool:
    return bool(one.answer and one.answer.responsible == account)


def chosen(
    judged: Sequence[Judgement], wanted: Filter, *, level: int, account: str, today: date
) -> tuple[Judgement, ...]:
    """Those that pass, in the catalogue's order; every word of the text is somewhere, tones ignored."""
    words = fold(wanted.text).split()
    return tuple(
        one
        for one in judged
        if (not wanted.family or one.requirement.family == wanted.family)
        and (not wanted.verdict or one.verdict == wanted.verdict)
        and (not wanted.is_late or is_late(one, today))
        and (not wanted.is_mine or is_mine(one, account))
        and (not wanted.is_software or one.requirement.is_software)
        and (not words or _holds(one, level, words))
    )


def _holds(one: Judgement, level: int, words: Sequence[str]) -> bool:
    asked = one.requirement
    held = fold(" ".join((asked.id, asked.clause_at(level), asked.title, asked.statement, one.because)))
    return all(word in held for word in words)


def sentence(wanted: Filter, catalogue: Catalogue, shown: int, total: int) -> str:
    """“Đang xem 7 trên 93 yêu cầu: còn thiếu, nhóm …”."""
    family = next((one.title for one in catalogue.families if one.key == wanted.family), "")
    said = [
        VERDICTS_VI[Verdict(wanted.verdict)].lower() if wanted.verdict else "",
        f"nhóm “{family}”" if family else "",
        "quá hạn" if wanted.is_late else "",
        "do tôi phụ trách" if wanted.is_mine else "",
        "do phần mềm thực hiện" if wanted.is_software else "",
        f"có “{wanted.text}”" if wanted.text else "",
    ]
    tail = ", ".join(one for one in said if one)
    return f"Đang xem {shown} trên {total} yêu cầu" + (f": {tail}." if tail else ".")
