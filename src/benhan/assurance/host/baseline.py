"""Our own short list of hardening: kernel settings and file modes a Debian server should have."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from datetime import datetime

from benhan.assurance.host.root import CannotReadError, Facts, HostRoot, number


@dataclass(frozen=True, slots=True)
class Setting:
    """A kernel setting below /proc/sys and the values that are right."""

    name: str
    right: frozenset[int]
    why: str


@dataclass(frozen=True, slots=True)
class Mode:
    """A file whose mode may hold no other bits than these."""

    name: str
    most: int


SETTINGS = (
    Setting("kernel/randomize_va_space", frozenset({2}), "xáo địa chỉ bộ nhớ"),
    Setting("kernel/kptr_restrict", frozenset({1, 2}), "giấu địa chỉ nhân"),
    Setting("kernel/dmesg_restrict", frozenset({1}), "giấu thông báo nhân"),
    Setting("kernel/yama/ptrace_scope", frozenset({1, 2, 3}), "chặn xem trộm tiến trình"),
    Setting(
        "kernel/unprivileged_bpf_disabled", frozenset({1, 2}), "chặn chương trình nhân của người dùng thường"
    ),
    Setting("fs/protected_symlinks", frozenset({1}), "chặn liên kết lừa"),
    Setting("fs/protected_hardlinks", frozenset({1}), "chặn liên kết cứng lừa"),
    Setting("fs/suid_dumpable", frozenset({0}), "không ghi bộ nhớ của chương trình đặc quyền"),
    Setting("net/ipv4/conf/all/accept_redirects", frozenset({0}), "không nhận lệnh đổi đường"),
    Setting("net/ipv4/conf/all/send_redirects", frozenset({0}), "không gửi lệnh đổi đường"),
    Setting("net/ipv4/conf/all/accept_source_route", frozenset({0}), "không nhận gói tự chọn đường"),
    Setting("net/ipv4/conf/all/rp_filter", frozenset({1, 2}), "lọc địa chỉ nguồn giả"),
    Setting("net/ipv4/tcp_syncookies", frozenset({1}), "chống ngập yêu cầu kết nối"),
    Setting("net/ipv4/icmp_echo_ignore_broadcasts", frozenset({1}), "không trả lời gói gửi cả mạng"),
)
MODES = (
    Mode("etc/passwd", 0o644), Mode("etc/group", 0o644), Mode("etc/shadow", 0o640), Mode("etc/gshadow", 0o640),
    Mode("etc/ssh/sshd_config", 0o644), Mode("etc/sudoers", 0o440), Mode("etc/crontab", 0o644),
    Mode("boot/grub/grub.cfg", 0o644), Mode("root", 0o750),
)  # fmt: skip


def baseline(root: HostRoot, now: datetime) -> Facts:
    """Probe host-baseline. Settings this kernel does not have are not counted. Raises CannotReadError when none is there."""
    checked, wrong = 0, []
    for setting in SETTINGS:
        value = number(root.text(f"proc/sys/{setting.name}"))
        if value is not None:
            checked += 1
            if value not in setting.right:
                wrong.append(f"{setting.name.replace('/', '.')} = {value} ({setting.why})")
    for mode in MODES:
        try:
            found = stat.S_IMODE(root.at(mode.name).stat().st_mode)
        except (FileNotFoundError, PermissionError):
            continue
        checked += 1
        if found & ~mode.most:
            wrong.append(f"/{mode.name} quyền {found:o}, rộng hơn {mode.most:o}")
    if not checked:
        raise CannotReadError("không đọc được cài đặt nhân và quyền tệp của máy chủ")
    return {
        "checked": checked,
        "passed_percent": round(100 * (checked - len(wrong)) / checked),
        "wrong": wrong,
    }
