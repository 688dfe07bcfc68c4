"""What does the kernel's audit record, and is it awake?"""

from __future__ import annotations

import re
from datetime import datetime

from benhan.assurance.host.root import CannotReadError, Facts, HostRoot, meaningful

# What a rule must name for the topic to count, in a file under /etc/audit.
_TOPICS = {
    "tài khoản": re.compile(r"/etc/(passwd|shadow|group|gshadow)\b"),
    "đăng nhập": re.compile(
        r"(/var/log/(lastlog|wtmp|btmp|faillog|tallylog)|/var/run/(faillock|utmp)|/var/lib/lastlog)"
    ),
    "quyền quản trị": re.compile(r"(/etc/sudoers|/var/log/sudo|/usr/bin/(sudo|su)\b|C euid!=uid|euid=0)"),
    "cấu hình": re.compile(
        r"/etc/(ssh|apt|systemd|network|hosts|nftables|ufw|pam\.d|sysctl)|(-w|path=|dir=)\s*/etc/?\s"
    ),
    "thời gian": re.compile(r"(adjtimex|settimeofday|clock_settime|/etc/localtime)"),
    "tiến trình": re.compile(r"-S\s*\S*execve"),
    "dữ liệu": re.compile(r"(-w|path=|dir=)\s*/(var/lib|srv|data|opt|home|var/backups)\b"),
}


def auditing(root: HostRoot, now: datetime) -> Facts:
    """Probe host-audit. Raises CannotReadError when the rules are closed to us (they are root's)."""
    loaded = root.run("auditctl", "-l")
    if loaded and "No rules" not in loaded:
        lines = meaningful(loaded)
    else:
        if root.has("etc/audit") and not root.files("etc/audit/rules.d/*.rules", "etc/audit/audit.rules"):
            raise CannotReadError(
                "không có quyền đọc luật kiểm toán (/etc/audit); chạy bằng quyền quản trị của máy chủ"
            )
        lines = [
            line
            for _, text in root.texts("etc/audit/rules.d/*.rules", "etc/audit/audit.rules")
            for line in meaningful(text)
        ]
    rules = sorted({line for line in lines if line.startswith(("-w", "-a"))})
    return {
        "is_running": "auditd" in root.processes(),
        "rules": len(rules),
        "topics": [name for name, pattern in _TOPICS.items() if any(pattern.search(line) for line in rules)],
    }
