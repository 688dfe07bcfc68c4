"""Are the host's logs sent to another machine, and is the program that sends them awake?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from benhan.assurance.host.root import Facts, HostRoot, meaningful

_HOUR_S = 3600


@dataclass(frozen=True, slots=True)
class Sender:
    """A program that sends logs away.

    target  a group that catches the address in the configuration
    states  files that change when something was sent
    """

    name: str
    process: str
    files: tuple[str, ...]
    target: re.Pattern[str]
    states: tuple[str, ...] = ()


SENDERS = (
    Sender("rsyslog", "rsyslogd", ("etc/rsyslog.conf", "etc/rsyslog.d/*.conf"),
           re.compile(r"(?:\s@{1,2}(?:\([^)]*\))?|target=\"|:omrelp:)([\w.\-\[\]:]+)"), ("var/lib/rsyslog/*",)),
    Sender("syslog-ng", "syslog-ng", ("etc/syslog-ng/syslog-ng.conf", "etc/syslog-ng/conf.d/*.conf"),
           re.compile(r"(?:network|tcp|udp|syslog)\(\s*\"([\w.\-:]+)\""), ("var/lib/syslog-ng/*",)),
    Sender("journal-upload", "systemd-journal", ("etc/systemd/journal-upload.conf", "etc/systemd/journal-upload.conf.d/*"),
           re.compile(r"^URL=(\S+)"), ("var/lib/systemd/journal-upload/state",)),
    Sender("filebeat", "filebeat", ("etc/filebeat/filebeat.yml",), re.compile(r"hosts:\s*\[?\s*\"?([\w.\-:/]+)"),
           ("var/lib/filebeat/registry/filebeat/*",)),
    Sender("fluent-bit", "fluent-bit", ("etc/fluent-bit/*.conf",), re.compile(r"^Host\s+(\S+)", re.IGNORECASE),
           ("var/lib/fluent-bit/*",)),
    Sender("vector", "vector", ("etc/vector/vector.toml", "etc/vector/vector.yaml"),
           re.compile(r"(?:address|endpoints?)\s*[:=]\s*\[?\"([^\"]+)"), ("var/lib/vector/**/*",)),
    Sender("wazuh", "wazuh-agentd", ("var/ossec/etc/ossec.conf",), re.compile(r"<address>([^<]+)</address>"),
           ("var/ossec/var/run/wazuh-agentd.state",)),
)  # fmt: skip
_HERE = re.compile(r"^(localhost|127\.|\[?::1|MANAGER_IP)")


def forwarding(root: HostRoot, now: datetime) -> Facts:
    """Probe host-log-forward. Raises CannotReadError when a sender's configuration is closed to us."""
    awake = {one[:15] for one in root.processes()}
    found = [(sender, target) for sender in SENDERS for target in _targets(root, sender)]
    running = [(sender, target) for sender, target in found if sender.process[:15] in awake]
    moments = [one.stat().st_mtime for sender, _ in running for one in _states(root, sender)]
    return {
        "senders": sorted({f"{sender.name} → {target}" for sender, target in found}),
        "is_set_up": bool(found),
        "is_running": bool(running),
        "last_sent_hours": round(max(0.0, now.timestamp() - max(moments)) / _HOUR_S, 1) if moments else None,
    }


def _targets(root: HostRoot, sender: Sender) -> Iterator[str]:
    for _, text in root.texts(*sender.files):
        for line in meaningful(text):
            if (one := sender.target.search(line)) and not _HERE.match(one[1]):
                yield one[1]


def _states(root: HostRoot, sender: Sender) -> list[Path]:
    return [one for one in root.files(*sender.states) if one.is_file()]
