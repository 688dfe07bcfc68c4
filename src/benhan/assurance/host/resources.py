"""Is there room left: processor, memory, disks; and does something watch them all the time?"""

from __future__ import annotations

import os
import re
from datetime import datetime

from benhan.assurance.host.root import CannotReadError, Facts, HostRoot

_WATCHERS = {
    "node_exporter": "Prometheus", "prometheus-node": "Prometheus", "zabbix_agentd": "Zabbix", "zabbix_agent2": "Zabbix",
    "netdata": "Netdata", "collectd": "collectd", "telegraf": "Telegraf", "nrpe": "Nagios", "snmpd": "SNMP",
    "monit": "Monit", "cmk-agent-ctl": "Checkmk", "munin-node": "Munin",
}  # fmt: skip


def resources(root: HostRoot, now: datetime) -> Facts:
    """Probe host-resources. Raises CannotReadError where /proc tells nothing."""
    memory = {
        key: int(value)
        for key, value in re.findall(r"^(\w+):\s+(\d+)", root.text("proc/meminfo"), re.MULTILINE)
    }
    load = root.text("proc/loadavg").split()
    if not memory.get("MemTotal") or not load:
        raise CannotReadError("không đọc được mức dùng bộ nhớ và bộ xử lý (/proc)")
    processors = (
        len(re.findall(r"^processor\s*:", root.text("proc/cpuinfo"), re.MULTILINE)) or os.cpu_count() or 1
    )
    volumes = {one: os.statvfs(root.at(one)) for one in ("/", "/var", "/home") if root.at(one).is_dir()}
    free = {place: round(100 * one.f_bavail / one.f_blocks) for place, one in volumes.items() if one.f_blocks}
    return {
        "load_per_processor": round(float(load[1]) / processors, 2),
        "memory_free_percent": round(
            100 * memory.get("MemAvailable", memory.get("MemFree", 0)) / memory["MemTotal"]
        ),
        "disk_free_percent": min(free.values(), default=None),
        "up_days": int(float((root.text("proc/uptime").split() or ["0"])[0]) // 86_400),
        "watchers": sorted({_WATCHERS[one] for one in root.processes() if one in _WATCHERS}),
    }
