"""After how many idle minutes does the host's shell end?"""

from __future__ import annotations

import re
from datetime import datetime

from benhan.assurance.host.root import CannotReadError, Facts, HostRoot

_FILES = ("etc/environment", "etc/profile", "etc/bash.bashrc", "etc/bashrc", "etc/profile.d/*.sh")
_TMOUT = re.compile(
    r"^\s*(?:(?:readonly|export|declare|typeset)\s+(?:-\w+\s+)?)*TMOUT=\"?(\d+)", re.MULTILINE
)


def sessions(root: HostRoot, now: datetime) -> Facts:
    """Probe host-session: the last TMOUT a login shell reads. Raises CannotReadError without a profile."""
    texts = list(root.texts(*_FILES))
    if not texts:
        raise CannotReadError("không thấy cấu hình phiên dòng lệnh của máy chủ")
    found = [
        (int(one), path) for path, text in texts
        for one in _TMOUT.findall(text)
    ]  # fmt: skip
    seconds = found[-1][0] if found else 0
    is_fixed = any(
        re.search(r"readonly\s+TMOUT|typeset\s+-\w*r\w*\s+TMOUT|declare\s+-\w*r\w*\s+TMOUT", text)
        for _, text in texts
    )
    return {
        "ends_idle_shell": seconds > 0,
        "idle_minutes": round(seconds / 60, 1) if seconds else None,
        "is_fixed": is_fixed,
        "set_in": f"/{found[-1][1].relative_to(root.path)}" if found else "",
    }
