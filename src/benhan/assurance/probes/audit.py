"""Is the account of acts whole?"""

from __future__ import annotations

from benhan.assurance.probes.registry import Facts, Look, probe
from benhan.audit.verification import verify_inside


@probe("audit-chain")
def audit_chain(look: Look) -> Facts:
    """Walk the facility's whole chain, as `benhan audit verify` does."""
    found = verify_inside(look.facility)
    return {"is_whole": found.is_whole, "links": found.links, "tail": found.tail, "fault": found.what}
