"""The last report of Lynis: how old, which score, how many warnings. It is never run from here."""

from __future__ import annotations

import re
from datetime import datetime

from benhan.assurance.host.root import CannotReadError, Facts, HostRoot, number

REPORT = "var/log/lynis-report.dat"


def lynis(root: HostRoot, now: datetime) -> Facts:
    """Probe host-lynis. Raises CannotReadError without a finished report."""
    if not root.has(REPORT):
        raise CannotReadError(
            "chưa có báo cáo Lynis trên máy chủ (chạy “benhan agent --lynis” theo lịch hằng tuần)"
        )
    text = root.text(REPORT)
    told = dict(re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE))
    ended = re.match(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d)", told.get("report_datetime_end", ""))
    if not ended:
        raise CannotReadError("báo cáo Lynis chưa chạy xong")
    at = datetime.fromisoformat(f"{ended[1]}T{ended[2]}").replace(tzinfo=now.tzinfo)
    warnings = re.findall(r"^warning\[\]=([^|\n]*)\|?([^|\n]*)", text, re.MULTILINE)
    return {
        "age_days": max(0, (now - at).days),
        "hardening_index": number(told.get("hardening_index")),
        "warnings": len(warnings),
        "warning_ids": sorted({name for name, _ in warnings}),
        "suggestions": len(re.findall(r"^suggestion\[\]=", text, re.MULTILINE)),
        "version": told.get("lynis_version", ""),
    }
