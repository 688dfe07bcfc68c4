"""How the invented hospital determined the levels of its systems: answers in, the engine decides."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from benhan.assurance.counting import count_system
from benhan.assurance.deciding import keep_decision
from benhan.assurance.levels.determining import determine
from benhan.assurance.models import System
from benhan.store.repository import Repository

_COMMON = {"is_system": "yes", "is_split": "no", "secrets": "no", "is_private": "no"}
ANSWERS: Mapping[str, Mapping[str, object]] = {
    "hsba": {
        **_COMMON, "kinds": ["internal"], "shares_portal_database": "no", "information": ["private", "basic", "sensitive"],
        "harm_rights": "serious", "harm_interest": "harm", "harm_order": "none", "harm_security": "none",
        "harm_scenario": "Lộ bệnh án: người bệnh bị tổn hại nghiêm trọng về đời tư. Mất dữ liệu hoặc gián đoạn: chậm điều "
        "trị tại cơ sở, có phiếu giấy dự phòng. Sai lệch: phát hiện được nhờ chữ ký và nhật ký.", "risk_level": 2,
    },
    "kham-tu-xa": {
        **_COMMON, "kinds": ["online"], "shares_portal_database": "no", "information": ["basic", "sensitive"],
        "services": ["telemedicine", "booking"], "conditional": "unsure", "procedures": "none",
        "subjects": 4200, "sensitive_subjects": 4200, "expected_subjects": 8500, "expected_sensitive": 8500,
        "harm_rights": "serious", "harm_interest": "harm", "harm_order": "none", "harm_security": "none",
        "harm_scenario": "Lộ nội dung tư vấn và hình ảnh của người bệnh mạn tính; gián đoạn thì hẹn khám trực tiếp.",
    },
}  # fmt: skip


def determine_levels(repository: Repository) -> None:
    """Count what is stored here, then record a determination of each system."""
    for system in System.objects.filter(facility=repository.by.facility, slug__in=ANSWERS).order_by("slug"):
        counted = count_system(repository, system, timezone.localdate()) if system.is_here else None
        facts = counted.facts if counted else {}
        answers = ANSWERS[system.slug]
        keep_decision(repository, system, answers, facts, determine(system.regime, answers, facts))
