"""Whose keys sign here, who vouches for the time, and whom we trust: the installation's choice, behind one port.

Today: file keys of the demo authority under the data directory. A production installation puts its own
implementation of SigningDesk here (PKCS#11, remote signing) by the setting BENHAN_SIGNING.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from benhan.access.actor import Actor
from benhan.access.models import Facility
from benhan.records.problems import SIGNING_NOT_SET_UP
from benhan.signing.demo_authority import DemoAuthority
from benhan.signing.keys import SigningKey
from benhan.signing.timestamps import TimestampSource
from benhan.signing.trust import TrustAnchors


@dataclass(frozen=True, slots=True)
class SigningDesk:
    """Keys by whom they belong to."""

    authority: DemoAuthority

    def staff_key(self, actor: Actor, facility: Facility) -> SigningKey:
        """The key of the person who acts; never anybody else's."""
        return self.authority.issue_person(
            name=actor.name,
            title=actor.title,
            facility=facility.name,
            staff_id=actor.practitioner or actor.account,
        )

    def seal_key(self, facility: Facility) -> SigningKey:
        return self.authority.issue_organisation(name=facility.name, facility_id=facility.code)

    def device_key(self, facility: Facility) -> SigningKey:
        """The facility's confirmation device: binds a pen confirmation, is nobody's own signature."""
        return self.authority.issue_confirmation_device(facility=facility.name, facility_id=facility.code)

    @property
    def timestamps(self) -> TimestampSource:
        return self.authority.timestamps()

    @property
    def trust(self) -> TrustAnchors:
        return self.authority.trust()


def desk() -> SigningDesk:
    """Raises SIGNING_NOT_SET_UP when the installation has no keys."""
    if settings.BENHAN_SIGNING != "demo":
        raise SIGNING_NOT_SET_UP.at()
    return _demo_desk(pki_folder())


def pki_folder() -> Path:
    return Path(settings.BENHAN_DATA) / "pki"


@lru_cache(maxsize=4)
def _demo_desk(folder: Path) -> SigningDesk:
    return SigningDesk(DemoAuthority.open(folder))
