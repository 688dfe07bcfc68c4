"""Is a registered certificate still good? Asked by the page, once a day by the worker, and by signing itself."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from asn1crypto import x509
from django.utils import timezone

from benhan.access.models import Facility
from benhan.fhir.problems import ProblemError
from benhan.records.authority import SigningDesk, desk
from benhan.signing.admission import admit_certificate
from benhan.signing.models import Certificate
from benhan.signing.problems import CERTIFICATE_REVOKED
from benhan.store import border

EVERY = timedelta(hours=24)
_MOST_AT_ONCE = 20  # of one facility in one turn of the worker


def check(row: Certificate, office: SigningDesk) -> None:
    """Ask how a certificate stands and write it down; a revoked one is taken out of use for good.

    An issuer that does not answer is written down as such: when it was last known stays as it was.
    """
    now = timezone.now()
    certificate = x509.Certificate.load(bytes(row.der))
    chain = tuple(x509.Certificate.load(bytes(der)) for der in row.chain)
    try:
        context = office.trust_for((certificate, *chain)).signing_context(now)
        asyncio.run(admit_certificate(certificate, chain, context, now))
        row.check_code = ""
    except ProblemError as problem:
        row.check_code = problem.problem.code
        if problem.problem is CERTIFICATE_REVOKED:
            row.state, row.revoked_at = Certificate.State.REVOKED, row.revoked_at or now
        if problem.problem.issue == "transient":
            row.save(update_fields=["check_code"])
            return
    row.checked_at = now
    row.save(update_fields=["check_code", "checked_at", "state", "revoked_at"])


def check_due() -> int:
    """Certificates in use that were not checked for a day; returns how many were asked about."""
    try:
        office = desk()
    except ProblemError:  # nothing signs here
        return 0
    count = 0
    for facility in Facility.objects.values_list("code", flat=True):
        with border.facility_transaction(facility):
            long_ago = timezone.now() - EVERY
            known = Certificate.objects.filter(facility=facility, state=Certificate.State.ACTIVE)
            due = known.filter(checked_at__isnull=True) | known.filter(checked_at__lt=long_ago)
            for row in due.order_by("checked_at")[:_MOST_AT_ONCE]:
                check(row, office)
                count += 1
    return count
