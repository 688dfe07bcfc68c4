"""How many persons' data do we hold, and is the level still enough?"""

from __future__ import annotations

from benhan.assurance.counting import count_installation, serves_people, standings
from benhan.assurance.probes.registry import Facts, Look, probe


@probe("subject-count")
def subject_count(look: Look) -> Facts:
    """Count the whole installation now. is_over only where the thresholds decide: an online service."""
    counted = count_installation()
    level = look.system.level or 0
    higher = [one for one in standings(look.system.regime, counted.facts()) if one.threshold.level > level]
    return {
        "subjects": counted.subjects,
        "sensitive": counted.sensitive,
        "highest_percent": max((one.percent for one in higher), default=0),
        "is_over": serves_people(look.system) and any(one.is_crossed for one in higher),
        "query": counted.query,
    }
