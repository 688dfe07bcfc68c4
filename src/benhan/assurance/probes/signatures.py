"""Are finished records signed, do signatures hold, and whose certificates are they?"""

from __future__ import annotations

from django.conf import settings

from benhan.assurance.probes.registry import CannotLookError, Facts, Look, probe
from benhan.fhir.problems import ProblemError
from benhan.records import sampling
from benhan.signing.models import ArchiveStamp, Certificate
from benhan.signing.register import days_left

_MOST = 3  # documents checked anew at once: each takes half a second and more


@probe("signatures")
def signatures(look: Look) -> Facts:
    """Counts of the newest finished records, the newest documents checked anew, the register of certificates."""
    if settings.BENHAN_SIGNING == "none":
        raise CannotLookError("chưa cài đặt ký số ở đây")
    finished, signed = sampling.signed_share(look.facility)
    try:
        checked, broken = sampling.broken_among_newest(look.facility, _MOST)
    except ProblemError as error:
        raise CannotLookError(error.clinician) from None
    rows = list(Certificate.objects.filter(facility=look.facility, state=Certificate.State.ACTIVE))
    return {
        "finished": finished,
        "signed_percent": 100 * signed // finished if finished else 100,
        "checked": checked,
        "broken": list(broken),
        "certificates": len(rows),
        "unfit": [f"{one.name} ({one.check_code or 'hết hạn'})" for one in rows if _is_unfit(one, look)],
        "soonest_days": min((days_left(one, look.now) for one in rows), default=0),
        "stamps_due": ArchiveStamp.objects.filter(facility=look.facility, holds_until__lt=look.now).count(),
        "is_demo": settings.BENHAN_SIGNING == "demo",
        "issuers": sorted({one.issuer for one in rows})[:5],
    }


def _is_unfit(one: Certificate, look: Look) -> bool:
    return bool(one.check_code) or not one.valid_from <= look.now < one.valid_to
