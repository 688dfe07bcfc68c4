"""The certificate register: who signs with which certificate, where its key is, how the certificate stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from asn1crypto import pem, x509
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from benhan.signing.csc import RemoteService
from benhan.signing.csc_key import CscKey
from benhan.signing.keys import FileKey, SigningKey, read_subject
from benhan.signing.models import Certificate
from benhan.signing.pkcs11_key import PKCS11Key, TokenPlace
from benhan.signing.problems import (
    CERTIFICATE_OTHER,
    CERTIFICATE_REGISTERED,
    CERTIFICATE_UNREADABLE,
    NO_CERTIFICATE,
    SECRET_MISSING,
)

WARN_DAYS = (60, 30, 7)
# What each kind of key must say of its place, in the order a person fills it in.
PLACES: Mapping[str, tuple[str, ...]] = {
    Certificate.Kind.FILE: ("file",),
    Certificate.Kind.PKCS11: ("module", "token", "label"),
    Certificate.Kind.CSC: ("base", "client_id", "credential"),
}
_TRY_ALONE = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 3))"
_SECRET_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Vault:
    """Where an installation keeps key files and the secrets that open them; neither is in the database.

    One file per secret, named as the register names it; a file key lies beside them as <name>.p12.
    """

    folder: Path

    def secret(self, name: str, given: str = "") -> str:
        """The secret of this name, or what the person gave when the register names none. Raises SECRET_MISSING."""
        if not name:
            if not given:
                raise SECRET_MISSING.at(name="asked of the person")
            return given
        try:
            return self._inside(name).read_text(encoding="utf-8").strip()
        except OSError:
            raise SECRET_MISSING.at(name=name) from None

    def key_file(self, name: str) -> Path:
        return self._inside(name)

    def _inside(self, name: str) -> Path:
        """Only plain names: a register's row must not reach a file elsewhere."""
        if not _SECRET_NAME.fullmatch(name):
            raise SECRET_MISSING.at(name="not a plain name")
        return self.folder / name


def active(facility: str, holder: str, practitioner: str = "") -> Certificate:
    """The certificate in use of a person or of the facility. Raises NO_CERTIFICATE."""
    found = Certificate.objects.filter(
        facility=facility, holder=holder, practitioner=practitioner, state=Certificate.State.ACTIVE
    ).first()
    if found is None:
        raise NO_CERTIFICATE.at(holder=holder)
    return found


def key_of(row: Certificate, vault: Vault, given: str = "") -> SigningKey:
    """The key of a line, opened. `given` is the PIN or code the person typed, for keys that ask.

    Raises the problems of the kind of key, SECRET_MISSING; CERTIFICATE_OTHER when file, token or service answer with
    a certificate that nobody entered for this holder: the signature would be good, and somebody else's.
    """
    key = _opened(row, vault, given)
    if key.certificate.dump() != bytes(row.der):
        raise CERTIFICATE_OTHER.at(serial=row.serial, found=key.subject.serial)
    return key


def _opened(row: Certificate, vault: Vault, given: str) -> SigningKey:
    place: Mapping[str, str] = row.place
    secret = vault.secret(row.secret_name, given)
    chain = tuple(x509.Certificate.load(bytes(der)) for der in row.chain)
    if row.kind == Certificate.Kind.FILE:
        return FileKey.from_pkcs12(vault.key_file(place["file"]), secret.encode())
    if row.kind == Certificate.Kind.PKCS11:
        where = TokenPlace(Path(place["module"]), place["token"], place["label"])
        return PKCS11Key.open(where, secret, chain)
    service = RemoteService(
        place["base"], place["client_id"], vault.secret(f"{place['client_id'].lower()}.csc")
    )
    return CscKey.open(service, place["credential"], {"PIN": secret})


def asks(row: Certificate) -> bool:
    """Whether the person must say a PIN or code at each signing: then no job can sign for them."""
    return not row.secret_name


def read_certificates(data: bytes) -> tuple[x509.Certificate, ...]:
    """The holder's certificate and those above it, from PEM (several) or DER (one). Raises CERTIFICATE_UNREADABLE."""
    try:
        ders = [der for _, _, der in pem.unarmor(data, multiple=True)] if pem.detect(data) else [data]
        found = tuple(x509.Certificate.load(der, strict=True) for der in ders)
        for one in found:
            one.native  # noqa: B018 parsed now, so that nonsense shows here
    except (ValueError, TypeError) as error:
        raise CERTIFICATE_UNREADABLE.at(reason=type(error).__name__) from None
    return found


def add(
    *,
    facility: str,
    holder: str,
    practitioner: str,
    name: str,
    title: str,
    kind: str,
    place: Mapping[str, str],
    secret_name: str,
    certificates: tuple[x509.Certificate, ...],
    by: str,
) -> Certificate:
    """Enter a certificate; an earlier one of the same holder is taken out of use.

    Raises CERTIFICATE_REGISTERED when it stands in the register already.
    """
    first, *others = certificates
    subject = read_subject(first)
    mine = Certificate.objects.filter(facility=facility, holder=holder, practitioner=practitioner)
    try:
        with transaction.atomic():
            mine.filter(state=Certificate.State.ACTIVE).update(state=Certificate.State.ENDED)
            return Certificate.objects.create(
                facility=facility,
                holder=holder,
                practitioner=practitioner,
                name=name,
                title=title,
                kind=kind,
                place=dict(place),
                secret_name=secret_name,
                serial=subject.serial,
                issuer=issuer_name(first),
                der=first.dump(),
                chain=[one.dump() for one in others],
                valid_from=subject.valid_from,
                valid_to=subject.valid_to,
                added_at=timezone.now(),
                added_by=by,
            )
    except IntegrityError:
        raise CERTIFICATE_REGISTERED.at() from None


def note(*, facility: str, holder: str, practitioner: str, name: str, title: str, key: FileKey) -> None:
    """Enter a demonstration's key the first time it is used.

    Somebody else who enters the same at this moment is not waited for: two signings that waited for each other's
    certificates would stand still.
    """
    subject = read_subject(key.certificate)
    if Certificate.objects.filter(facility=facility, serial=subject.serial).exists():
        return
    with connection.cursor() as cursor:
        cursor.execute(_TRY_ALONE, [f"certificate/{facility}/{holder}/{practitioner}"])
        is_alone = (cursor.fetchone() or (False,))[0]
    if is_alone and not Certificate.objects.filter(facility=facility, serial=subject.serial).exists():
        add(
            facility=facility,
            holder=holder,
            practitioner=practitioner,
            name=name,
            title=title,
            kind=Certificate.Kind.FILE,
            place={"file": "demo"},
            secret_name="demo",  # noqa: S106 the demonstration's authority keeps its own
            certificates=(key.certificate, *key.chain),
            by="Hệ thống",
        )


def issuer_name(certificate: x509.Certificate) -> str:
    names: Mapping[str, object] = certificate.issuer.native
    return str(names.get("common_name") or names.get("organization_name") or "")[:300]


def days_left(row: Certificate, now: datetime) -> int:
    """Whole days until it ends, negative once it has."""
    return (row.valid_to - now) // timedelta(days=1)


def warning(row: Certificate, now: datetime) -> int:
    """The narrowest of 60, 30, 7 that the rest of its time falls in; 0 for none or when it is not in use."""
    left = days_left(row, now)
    if row.state != Certificate.State.ACTIVE:
        return 0
    return min((limit for limit in WARN_DAYS if left <= limit), default=0)
