"""Whose keys sign here, who vouches for the time, and whom we trust: the installation's choice, behind one port.

`BENHAN_SIGNING=demo` signs with file keys of the demo authority under the data directory; `register` with the keys of
the certificate register (file, PKCS#11, remote). Either takes timestamps from BENHAN_TIMESTAMP_URL when it is set.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from asn1crypto import x509
from django.conf import settings
from django.utils import timezone

from benhan.access.actor import Actor
from benhan.access.models import Facility
from benhan.records.problems import SIGNING_NOT_SET_UP
from benhan.signing import register
from benhan.signing.demo_authority import DemoAuthority
from benhan.signing.keys import FileKey, SigningKey
from benhan.signing.models import Certificate
from benhan.signing.register import Vault
from benhan.signing.revocation import RevocationDesk
from benhan.signing.timestamps import HttpTimestampAuthority, TimestampSource
from benhan.signing.trust import TrustAnchors

STAFF, SEAL, DEVICE = Certificate.Holder.STAFF, Certificate.Holder.SEAL, Certificate.Holder.DEVICE


class SigningDesk(Protocol):
    """Keys by whom they belong to. `secret` is the PIN or code the person typed, for keys that ask."""

    def staff_key(self, actor: Actor, facility: Facility, secret: str = "") -> SigningKey:
        """The key of the person who acts; never anybody else's."""
        ...

    def seal_key(self, facility: Facility) -> SigningKey: ...

    def device_key(self, facility: Facility) -> SigningKey:
        """The facility's confirmation device: binds a pen confirmation, is nobody's own signature."""
        ...

    def asks(self, actor: Actor) -> bool:
        """Whether this person's key wants a PIN or code typed at each signing."""
        ...

    @property
    def timestamps(self) -> TimestampSource: ...

    @property
    def trust(self) -> TrustAnchors:
        """What is known without asking anybody; enough to verify what was signed here."""
        ...

    def trust_for(self, certificates: Sequence[x509.Certificate]) -> TrustAnchors:
        """The same with fresh answers of the issuers about these certificates. Raises REVOCATION_UNKNOWN."""
        ...


@dataclass(frozen=True, slots=True)
class DemoDesk:
    """Keys of the demonstration's own authority, entered in the register as they are first used."""

    authority: DemoAuthority
    timestamp_url: str = ""

    def staff_key(self, actor: Actor, facility: Facility, secret: str = "") -> SigningKey:
        staff = actor.practitioner or actor.account
        key = self.authority.issue_person(
            name=actor.name, title=actor.title, facility=facility.name, staff_id=staff
        )
        return self._noted(key, facility, STAFF, staff, actor.name, actor.title)

    def seal_key(self, facility: Facility) -> SigningKey:
        key = self.authority.issue_organisation(name=facility.name, facility_id=facility.code)
        return self._noted(key, facility, SEAL, "", facility.name, "")

    def device_key(self, facility: Facility) -> SigningKey:
        key = self.authority.issue_confirmation_device(facility=facility.name, facility_id=facility.code)
        return self._noted(key, facility, DEVICE, "", "Thiết bị xác nhận", "")

    @staticmethod
    def _noted(
        key: FileKey, facility: Facility, holder: str, practitioner: str, name: str, title: str
    ) -> FileKey:
        register.note(
            facility=facility.code, holder=holder, practitioner=practitioner, name=name, title=title, key=key
        )
        return key

    def asks(self, actor: Actor) -> bool:
        return False

    @property
    def timestamps(self) -> TimestampSource:
        return _over_http(self.timestamp_url) if self.timestamp_url else self.authority.timestamps()

    @property
    def trust(self) -> TrustAnchors:
        return self.authority.trust()

    def trust_for(self, certificates: Sequence[x509.Certificate]) -> TrustAnchors:
        """The demonstration's lists are files of its own: there is nobody to ask."""
        return self.trust


@dataclass(frozen=True, slots=True)
class RegisterDesk:
    """Keys of the certificate register.

    anchors  folder of roots, intermediates (the timestamp authority's certificate among them) and lists
    """

    anchors: Path
    vault: Vault
    revocation: RevocationDesk
    timestamp_url: str = field(default="")

    def staff_key(self, actor: Actor, facility: Facility, secret: str = "") -> SigningKey:
        row = register.active(facility.code, STAFF, actor.practitioner or actor.account)
        return register.key_of(row, self.vault, secret)

    def seal_key(self, facility: Facility) -> SigningKey:
        return register.key_of(register.active(facility.code, SEAL), self.vault)

    def device_key(self, facility: Facility) -> SigningKey:
        return register.key_of(register.active(facility.code, DEVICE), self.vault)

    def asks(self, actor: Actor) -> bool:
        row = register.active(actor.facility, STAFF, actor.practitioner or actor.account)
        return register.asks(row)

    @property
    def timestamps(self) -> TimestampSource:
        if not self.timestamp_url:
            raise SIGNING_NOT_SET_UP.at()
        return _over_http(self.timestamp_url)

    @property
    def trust(self) -> TrustAnchors:
        return TrustAnchors.from_folder(self.anchors)

    def trust_for(self, certificates: Sequence[x509.Certificate]) -> TrustAnchors:
        anchors = self.trust
        # The timestamp authority's certificate is checked with the signer's: the token carries both into the file.
        asked = [*certificates, *anchors.known_certificates()]
        return self.revocation.gathered(anchors, asked, timezone.now())


def desk() -> SigningDesk:
    """Raises SIGNING_NOT_SET_UP when the installation has no keys."""
    if settings.BENHAN_SIGNING == "demo":
        return DemoDesk(_demo_authority(pki_folder()), settings.BENHAN_TIMESTAMP_URL)
    if settings.BENHAN_SIGNING != "register":
        raise SIGNING_NOT_SET_UP.at()
    kept = RevocationDesk(Path(settings.BENHAN_DATA) / "revocation")
    return RegisterDesk(
        settings.BENHAN_TRUST, Vault(settings.BENHAN_VAULT), kept, settings.BENHAN_TIMESTAMP_URL
    )


def pki_folder() -> Path:
    return Path(settings.BENHAN_DATA) / "pki"


def _over_http(url: str) -> TimestampSource:
    # Tokens are signed: plain HTTP, which many authorities still use, can delay them but not forge them.
    return HttpTimestampAuthority(url, timeout_s=settings.BENHAN_TIMESTAMP_TIMEOUT_S, https_only=False)


@lru_cache(maxsize=4)
def _demo_authority(folder: Path) -> DemoAuthority:
    return DemoAuthority.open(folder)
