"""Machinery of signing: which certificate belongs to whom, and acts of signing that are authorised and not yet done.

No key, passphrase, PIN or one-time code is ever in these tables.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Certificate(models.Model):
    """A line of the certificate register: whose, what kind of key, where the key is, and how the certificate stands."""

    class Holder(models.TextChoices):
        STAFF = "staff"
        SEAL = "seal"
        DEVICE = "device"

    class Kind(models.TextChoices):
        FILE = "file"
        PKCS11 = "pkcs11"
        CSC = "csc"

    class State(models.TextChoices):
        ACTIVE = "active"
        REVOKED = "revoked"
        ENDED = "ended"  # taken out of use by the facility

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    facility = models.CharField(max_length=32)
    holder = models.CharField(max_length=10, choices=Holder)
    practitioner = models.CharField(max_length=64, blank=True)  # "" for the facility's own
    name = models.CharField(max_length=200)
    title = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=10, choices=Kind)
    place = models.JSONField(
        default=dict
    )  # where the key is: file name, token and label, service and credential
    secret_name = models.CharField(
        max_length=80, blank=True
    )  # of the secret in the installation; "" asks the person
    serial = models.CharField(max_length=64)
    issuer = models.CharField(max_length=300)
    der = models.BinaryField()
    chain = ArrayField(models.BinaryField(), default=list)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    revoked_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    check_code = models.CharField(max_length=20, blank=True)  # problem code of the last check, "" when good
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=120)

    class Meta:
        db_table = "signing_certificate"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["facility", "serial", "issuer"], name="certificate_once"),
            models.UniqueConstraint(
                fields=["facility", "holder", "practitioner"],
                condition=models.Q(state="active"),
                name="one_active_certificate",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_from__lt=models.F("valid_to")), name="certificate_period"
            ),
            models.CheckConstraint(
                condition=~models.Q(holder="staff") | ~models.Q(practitioner=""),
                name="certificate_has_holder",
            ),
        ]

    def __str__(self) -> str:
        return self.serial


class ArchiveStamp(models.Model):
    """Until when the newest archive timestamp of a document holds, and the copy that carries it once renewed.

    The document itself stays as it was sealed; a renewed copy begins with its bytes.
    """

    facility = models.CharField(max_length=32)
    document = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)  # of the newest bytes
    stamped_at = models.DateTimeField()
    authority = models.CharField(max_length=200)
    digest = models.CharField(max_length=20)
    holds_until = models.DateTimeField()
    count = models.PositiveSmallIntegerField()  # of document timestamps in the file
    renewals = models.PositiveSmallIntegerField(default=0)
    earlier = ArrayField(
        models.CharField(max_length=64), default=list
    )  # copies renewed since, to be destroyed with it
    tried_at = models.DateTimeField(null=True, blank=True)
    code = models.CharField(max_length=20, blank=True)  # why the last try failed

    class Meta:
        db_table = "signing_archive_stamp"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["facility", "document"], name="one_stamp_per_document")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["facility", "holds_until"], name="stamp_by_end")
        ]

    def __str__(self) -> str:
        return self.document


class Order(models.Model):
    """One person's authorisation to sign one document, over exactly these bytes, in these places, until a moment."""

    class State(models.TextChoices):
        WAITING = "waiting"  # nobody has tried it yet
        TIMESTAMP = "timestamp"  # tried; the timestamp service, the key or the database did not answer
        DONE = "done"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"

    LIVE = (State.WAITING, State.TIMESTAMP)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    facility = models.CharField(max_length=32)
    batch = models.UUIDField()  # the one authorisation it belongs to
    account = models.CharField(max_length=64)
    account_name = models.CharField(max_length=120)
    session = models.CharField(max_length=64, blank=True)
    address = models.CharField(max_length=64, blank=True)
    factor = models.CharField(max_length=20)  # how identity was checked: password or code
    document = models.CharField(max_length=64)
    patient = models.CharField(max_length=64)
    title = models.CharField(max_length=300)
    roles = ArrayField(models.CharField(max_length=64))
    sha256 = models.CharField(max_length=64)
    authorised_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    next_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    code = models.CharField(max_length=20, blank=True)
    said = models.TextField(blank=True)  # the catalogue's sentence; nothing of a patient
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "signing_order"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["facility", "batch"], name="order_by_batch"),
            models.Index(
                fields=["facility", "next_at"],
                condition=models.Q(state__in=("waiting", "timestamp")),
                name="order_live",
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["facility", "document", "account"],
                condition=models.Q(state__in=("waiting", "timestamp")),
                name="one_live_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} by {self.account}"
