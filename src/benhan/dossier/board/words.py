"""How are levels, regimes, verdicts and ways of knowing said on the pages of the level file?"""

from __future__ import annotations

from benhan.assurance.judging import VERDICTS_VI, Verdict
from benhan.assurance.models import System
from benhan.law.catalogues import Catalogue
from benhan.ui.parts import Badge

REGIMES_VI = {"decree-331": "Nghị định 331/2026", "decree-85": "Nghị định 85/2016"}
EVIDENCE_VI = {
    "document": "văn bản",
    "configuration": "cấu hình",
    "automated-check": "kiểm tra tự động",
    "interview": "phỏng vấn",
}
BASIS_VI = {
    "READ": "đã đọc văn bản gốc",
    "OFFICIAL": "theo công văn, hướng dẫn chính thức (không phải văn bản quy phạm)",
    "READ-D": "đọc qua bản tổng hợp pháp luật, chưa thấy bản ký",
    "READ-T": "đọc qua bản đăng lại hoặc tóm tắt chính thức",
    "READ-SECONDARY": "đọc qua bản tóm tắt, chưa đối chiếu bản gốc",
    "SECOND": "theo nguồn thứ cấp, chưa đối chiếu bản gốc",
    "RECALLED": "theo trí nhớ, phải đối chiếu bản gốc trước khi dùng",
    "RECALL": "theo trí nhớ, phải đối chiếu bản gốc trước khi dùng",
    "DESIGN": "cách làm của phần mềm, không phải điều luật",
}
_BADGES = {
    Verdict.PROVED: ("la", "check"),
    Verdict.DECLARED: ("hoe", "edit"),
    Verdict.MISSING: ("son", "cross"),
    Verdict.NOT_APPLICABLE: ("", "dot-open"),
}
PROOF_BADGES = {
    "passed": Badge("Đạt", "la", "check"),
    "failed": Badge("Không đạt", "son", "cross"),
    "unable": Badge("Không kiểm tra được", "hoe", "help"),
    "expired": Badge("Kết quả quá hạn", "hoe", "clock"),
    "absent": Badge("Chưa kiểm tra", "hoe", "dot-open"),
}


def verdict_badge(verdict: Verdict) -> Badge:
    tone, icon = _BADGES[verdict]
    return Badge(VERDICTS_VI[verdict], tone, icon)  # type: ignore[arg-type]


def level_of(system: System) -> str:
    return f"Cấp độ {system.level}" if system.level else "Chưa xác định cấp độ"


def regime_of(system: System) -> str:
    return REGIMES_VI.get(system.regime, system.regime)


def basis_words(basis: str) -> str:
    """How a wording is known; what is not known at first hand is never said as certain."""
    words = [BASIS_VI.get(one.strip(), "") for one in basis.replace(",", ";").split(";")]
    return "; ".join(dict.fromkeys(one for one in words if one)) or f"cách biết: {basis}"


def named(catalogue: Catalogue, level: int) -> str:
    """“TCVN 14423:2026, cấp độ 2”."""
    return f"{catalogue.code}, cấp độ {level}" if level else catalogue.code
