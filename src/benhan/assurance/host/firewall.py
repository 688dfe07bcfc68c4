"""Is the host's own firewall on, and does it refuse what nobody allowed?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from benhan.assurance.host.root import CannotReadError, Facts, HostRoot, settings

_TOOLS = ("nft", "iptables", "ufw", "firewall-cmd")
_REFUSING = frozenset({"DROP", "REJECT"})


@dataclass(frozen=True, slots=True)
class Wall:
    """What a firewall does with what no rule names."""

    tool: str
    is_active: bool
    refuses_incoming: bool
    refuses_outgoing: bool
    rules: int


def firewall(root: HostRoot, now: datetime) -> Facts:
    """Probe host-firewall. Raises CannotReadError without rights: what can't be read is no wall and no gap."""
    found = _nft(root) or _iptables(root)
    if found is None or not found.is_active:
        found = _ufw(root) or found
    if found is None and any(root.has_command(one) for one in _TOOLS):
        raise CannotReadError(
            "có tường lửa nhưng không có quyền đọc luật; chạy bằng quyền quản trị của máy chủ"
        )
    wall = found or Wall("không có", False, False, False, 0)
    return {
        "tool": wall.tool,
        "is_active": wall.is_active,
        "refuses_incoming": wall.refuses_incoming,
        "refuses_outgoing": wall.refuses_outgoing,
        "rules": wall.rules,
        "blocks_guessing": bool(root.processes() & {"fail2ban-server", "crowdsec", "sshguard"}),
    }


def _nft(root: HostRoot) -> Wall | None:
    """None when the rules can't be read or there are none: iptables may hold them."""
    text = root.run("nft", "list", "ruleset")
    if not text or "hook input" not in text:
        return None
    chains = re.findall(r"chain \S+ \{(.*?)\n\s*\}", text, re.DOTALL)
    hooked = {
        hook: [one for one in chains if f"hook {hook}" in one] for hook in ("input", "output")
    }  # every chain of a hook sees the packet; one that refuses is enough
    count = sum(len(_rules_of(one)) for one in chains)
    refuses = {hook: any(_chain_refuses(one) for one in each) for hook, each in hooked.items()}
    return Wall("nftables", count > 0 or refuses["input"], refuses["input"], refuses["output"], count)


def _chain_refuses(chain: str) -> bool:
    rules = _rules_of(chain)
    last = rules[-1] if rules else ""
    return (
        "policy drop" in chain
        or re.fullmatch(r"(counter (packets \d+ bytes \d+ )?)?(drop|reject.*)", last) is not None
    )


def _rules_of(chain: str) -> list[str]:
    return [
        line.strip() for line in chain.splitlines() if line.strip() and not line.strip().startswith("type ")
    ]


def _iptables(root: HostRoot) -> Wall | None:
    text = root.run("iptables", "-S")
    if text is None:
        return None
    policy = dict(re.findall(r"^-P (\S+) (\S+)", text, re.MULTILINE))
    rules = [line for line in text.splitlines() if line.startswith("-A ")]
    refuses = {
        chain: policy.get(chain) in _REFUSING
        or any(re.fullmatch(rf"-A {chain} -j (DROP|REJECT.*)", line) for line in rules)
        for chain in ("INPUT", "OUTPUT")
    }
    return Wall("iptables", bool(rules) or refuses["INPUT"], refuses["INPUT"], refuses["OUTPUT"], len(rules))


def _ufw(root: HostRoot) -> Wall | None:
    """ufw's own settings; they can be read without rights and say what it loads at start."""
    if not root.has("etc/ufw/ufw.conf"):
        return None
    is_active = settings(root.text("etc/ufw/ufw.conf")).get("ENABLED", "no").lower() == "yes"
    policies = settings(root.text("etc/default/ufw"))
    refuses = {
        key: is_active and policies.get(f"DEFAULT_{key}_POLICY", "ACCEPT") in _REFUSING
        for key in ("INPUT", "OUTPUT")
    }
    try:
        rules = len(re.findall(r"^-A ufw-user-", root.text("etc/ufw/user.rules"), re.MULTILINE))
    except CannotReadError:
        rules = 0
    return Wall("ufw", is_active, refuses["INPUT"], refuses["OUTPUT"], rules)
