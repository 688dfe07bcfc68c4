"""What the host is: system, version, kernel; metal, virtual machine or container, said honestly."""

from __future__ import annotations

import os
import re
from datetime import datetime

from benhan.assurance.host.root import CannotReadError, Facts, HostRoot, settings

_VIRTUAL = re.compile(
    r"(KVM|VMware|VirtualBox|QEMU|Virtual Machine|Xen|Bochs|OpenStack|Google Compute|Amazon EC2|Droplet)",
    re.IGNORECASE,
)


def container_kind(root: HostRoot) -> str:
    """docker, podman, lxc, kubernetes …, "" on a machine of its own."""
    if root.has(".dockerenv"):
        return "docker"
    if root.has("run/.containerenv"):
        return "podman"
    told = settings(root.text("run/systemd/container")) or root.text("run/systemd/container").strip()
    if isinstance(told, str) and told:
        return told
    group = root.text("proc/1/cgroup")
    found = re.search(r"(docker|kubepods|lxc|containerd|libpod)", group)
    if found:
        return found[1]
    first = next(
        (
            line.split()
            for line in root.lines("proc/mounts")
            if len(line.split()) > 2 and line.split()[1] == "/"
        ),
        [],
    )
    return "vùng chứa" if first and first[2] == "overlay" else ""


def platform(root: HostRoot, now: datetime) -> Facts:
    """Probe host-system; the law's table adds how long the system is still supported."""
    told = settings(root.text("etc/os-release") or root.text("usr/lib/os-release"))
    if not told:
        raise CannotReadError("không biết hệ điều hành (thiếu /etc/os-release)")
    contained = container_kind(root)
    product = f"{root.text('sys/class/dmi/id/sys_vendor').strip()} {root.text('sys/class/dmi/id/product_name').strip()}".strip()
    is_virtual = bool(_VIRTUAL.search(product)) or " hypervisor" in root.text("proc/cpuinfo")
    kind = f"vùng chứa ({contained})" if contained else "máy ảo" if is_virtual else "máy vật lý"
    return {
        "system": told.get("ID", ""),
        "version": told.get("VERSION_ID", ""),
        "name": told.get("PRETTY_NAME", ""),
        "kernel": root.text("proc/sys/kernel/osrelease").strip(),
        "kind": kind,
        "hardware": product,
        "host_name": (root.text("etc/hostname").strip() or os.uname().nodename)
        if root.is_live
        else root.text("etc/hostname").strip(),
    }
