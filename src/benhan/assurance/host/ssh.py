"""How the host is administered from afar: what the SSH server really accepts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from benhan.assurance.host.root import Facts, HostRoot, meaningful, number

# OpenSSH's own values where the file says nothing (sshd_config(5)).
_DEFAULTS = {
    "port": "22", "permitrootlogin": "prohibit-password", "passwordauthentication": "yes", "permitemptypasswords": "no",
    "clientaliveinterval": "0", "clientalivecountmax": "3", "maxauthtries": "6", "x11forwarding": "no",
    "kbdinteractiveauthentication": "yes", "authenticationmethods": "any",
}  # fmt: skip
_WEAK = re.compile(
    r"(-cbc|arcfour|3des|blowfish|cast128|hmac-md5|hmac-sha1-96|umac-64"
    r"|group1-sha1|group14-sha1|group-exchange-sha1|ssh-dss)"
)
_SOURCED = re.compile(r"\S+@\S+")


def ssh(root: HostRoot, now: datetime) -> Facts:
    """Probe host-ssh. A host without an SSH server has no such door: nothing about it is weak."""
    if not root.has_command("sshd") and not root.has("etc/ssh/sshd_config"):
        return {
            "is_present": False, "root_login": "no", "password_login": False, "empty_passwords": False, "ports": [],
            "cuts_idle": True, "idle_minutes": 0, "weak_algorithms": [], "limits_sources": True, "sources": [],
            "tries": 0, "default_port": False, "read_from": "không có máy chủ SSH",
        }  # fmt: skip
    effective = root.run("sshd", "-T")
    told, blocks = _parse(effective) if effective else _parse(_whole(root))
    one = {key: values[0] for key, values in told.items()}
    setting = {**_DEFAULTS, **one}
    interval, count = (
        number(setting["clientaliveinterval"], 0) or 0,
        number(setting["clientalivecountmax"], 3) or 0,
    )
    ports = told.get("port", ["22"])
    sources = _sources(root, told, blocks)
    return {
        "is_present": True,
        "root_login": setting["permitrootlogin"],
        "password_login": setting["passwordauthentication"] == "yes",
        "empty_passwords": setting["permitemptypasswords"] == "yes",
        "ports": ports,
        "default_port": "22" in ports,
        "cuts_idle": interval > 0 and count > 0,
        "idle_minutes": round(interval * count / 60, 1) if interval and count else None,
        "weak_algorithms": _weak(setting),
        "limits_sources": bool(sources),
        "sources": sources,
        "tries": number(setting["maxauthtries"], 6),
        "read_from": "sshd -T" if effective else "/etc/ssh/sshd_config",
    }


def _whole(root: HostRoot) -> str:
    """sshd_config with its includes where they stand: the first value of a key wins."""
    lines = []
    for line in meaningful(root.text("etc/ssh/sshd_config")):
        if line.lower().startswith("include "):
            for pattern in line.split()[1:]:
                where = pattern if pattern.startswith("/") else f"/etc/ssh/{pattern}"
                lines += [each for _, text in root.texts(where) for each in meaningful(text)]
        else:
            lines.append(line)
    return "\n".join(lines)


def _parse(text: str) -> tuple[dict[str, list[str]], list[str]]:
    """Values by key outside Match blocks, in order, and the heads of the Match blocks."""
    told: dict[str, list[str]] = {}
    blocks = []
    for line in meaningful(text):
        key, _, value = line.replace("=", " ", 1).partition(" ")
        if key.lower() == "match":
            blocks.append(value.strip())
        elif not blocks:
            told.setdefault(key.lower(), []).append(value.strip().strip('"'))
    return told, blocks


def _weak(setting: Mapping[str, str]) -> list[str]:
    named = ",".join(
        setting.get(key, "") for key in ("ciphers", "macs", "kexalgorithms", "hostkeyalgorithms")
    )
    # a list that begins with "-" takes algorithms away
    return sorted(
        {one for one in re.split(r"[,\s]+", re.sub(r"(^|,)-[^\s]*", ",", named)) if _WEAK.search(one)}
    )


def _sources(root: HostRoot, told: Mapping[str, list[str]], blocks: list[str]) -> list[str]:
    """Addresses that alone may come: AllowUsers user@address, hosts.allow with hosts.deny, a firewall rule."""
    found = [one for value in told.get("allowusers", []) for one in value.split()]
    sourced = [one.rpartition("@")[2] for one in found if _SOURCED.fullmatch(one)]
    if found and len(sourced) == len(found):
        return sorted(set(sourced))
    is_denied = any(re.match(r"(ALL|sshd)\s*:\s*ALL", line) for line in root.lines("etc/hosts.deny"))
    allowed = [
        line.partition(":")[2].strip()
        for line in root.lines("etc/hosts.allow")
        if re.match(r"(ALL|sshd)\s*:", line)
    ]
    if is_denied and allowed:
        return sorted(allowed)
    ports = {f"--dport {one}" for one in told.get("port", ["22"])} | {
        f"tcp dport {one}" for one in told.get("port", ["22"])
    }
    rules = (root.run("nft", "list", "ruleset") or "") + (root.run("iptables", "-S") or "")
    mine = [
        line
        for line in rules.splitlines()
        if any(one in line for one in ports) and re.search(r"accept|ACCEPT", line)
    ]
    open_to = [re.search(r"(?:saddr|-s) (\{[^}]*\}|\S+)", line) for line in mine]
    return sorted({one[1] for one in open_to if one}) if mine and all(open_to) else []
