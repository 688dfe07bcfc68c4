"""How paperless was the work of the last thirty days?"""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from benhan.assurance import paperless
from benhan.assurance.probes.registry import Facts, Look, probe


@probe("paperless-index")
def paperless_index(look: Look) -> Facts:
    """The shares of law/paperless.yaml in percent, the counts behind two of them, and the index."""
    tomorrow = timezone.localtime(look.now).date() + timedelta(days=1)
    found = {one.measure.key: one for one in paperless.shares(look.repository, until=tomorrow)}
    facts: Facts = {key: one.percent for key, one in found.items()}
    return facts | {
        "index": paperless.index(found.values()),
        "closed_records": found["episodes"].part,
        "signed_papers": found["documents"].part,
    }
