"""Which reader answers which probe; each takes the host's tree and the moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from benhan.assurance.host.accounts import accounts
from benhan.assurance.host.auditing import auditing
from benhan.assurance.host.baseline import baseline
from benhan.assurance.host.clock import clock
from benhan.assurance.host.disks import disks
from benhan.assurance.host.firewall import firewall
from benhan.assurance.host.forwarding import forwarding
from benhan.assurance.host.log_keeping import log_keeping
from benhan.assurance.host.lynis import lynis
from benhan.assurance.host.passwords import passwords
from benhan.assurance.host.platform import platform
from benhan.assurance.host.ports import listening
from benhan.assurance.host.protection import protection
from benhan.assurance.host.resources import resources
from benhan.assurance.host.root import Facts, HostRoot
from benhan.assurance.host.sessions import sessions
from benhan.assurance.host.software import services, software
from benhan.assurance.host.ssh import ssh
from benhan.assurance.host.updates import updates

Reader = Callable[[HostRoot, datetime], Facts]

READERS: Mapping[str, Reader] = {
    "host-accounts": accounts,
    "host-audit": auditing,
    "host-baseline": baseline,
    "host-clock": clock,
    "host-disks": disks,
    "host-firewall": firewall,
    "host-log-forward": forwarding,
    "host-log-keep": log_keeping,
    "host-lynis": lynis,
    "host-malware": protection,
    "host-passwords": passwords,
    "host-ports": listening,
    "host-resources": resources,
    "host-services": services,
    "host-session": sessions,
    "host-software": software,
    "host-ssh": ssh,
    "host-system": platform,
    "host-updates": updates,
}
