"""What is assessed: an information system of the facility, and what it is made of."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class System(models.Model):
    """An information system (hệ thống thông tin) with one owner.

    is_here      this very installation of Benhan: its own probes speak for it
    kinds        internal, online, infrastructure, control, other
    description  answers of sections A1–A3 by the keys of law/dossier/system.yaml
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    facility = models.CharField(max_length=32)
    slug = models.SlugField(max_length=40)  # in addresses
    name = models.CharField(max_length=200)
    purpose = models.TextField(blank=True)
    is_here = models.BooleanField(default=False)
    regime = models.CharField(max_length=20, default="decree-331")
    kinds = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    level = models.PositiveSmallIntegerField(null=True, blank=True)  # proposed or approved
    description = models.JSONField(default=dict, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "assurance_system"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["facility", "slug"], name="one_system_per_slug"),
            models.CheckConstraint(condition=models.Q(level__isnull=True) | models.Q(level__range=(1, 5)),
                                   name="level_is_one_to_five"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Zone(models.Model):
    """A network zone (vùng mạng): internal, border, dmz, server, database, management, wireless, device_management."""

    facility = models.CharField(max_length=32)
    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="zones")
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    purpose = models.CharField(max_length=300, blank=True)
    private_range = models.CharField(max_length=120, blank=True)
    public_address = models.CharField(max_length=120, blank=True)
    vlan = models.CharField(max_length=60, blank=True)
    policy = models.TextField(blank=True)  # what may pass to other zones

    class Meta:
        db_table = "assurance_zone"

    def __str__(self) -> str:
        return self.name


class Asset(models.Model):
    """A host, network device, software, service or endpoint (a service with an https address that is checked).

    state    declared, discovered (seen, not yet confirmed by a person), confirmed, retired
    details  what discovery saw: addresses, ports, packages; JSON
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    facility = models.CharField(max_length=32)
    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="assets")
    kind = models.CharField(max_length=20)  # host, network, software, service, endpoint
    name = models.CharField(max_length=200)
    is_here = models.BooleanField(default=False)  # the host this process runs on
    maker = models.CharField(max_length=120, blank=True)
    model = models.CharField(max_length=120, blank=True)
    version = models.CharField(max_length=80, blank=True)
    quantity = models.PositiveIntegerField(default=1)
    place = models.CharField(max_length=200, blank=True)
    purpose = models.CharField(max_length=300, blank=True)
    address = models.CharField(max_length=300, blank=True)  # IP, host name or https address
    port = models.PositiveIntegerField(null=True, blank=True)
    operating_system = models.CharField(max_length=120, blank=True)
    owner = models.CharField(max_length=120, blank=True)
    backup_for = models.CharField(max_length=200, blank=True)
    support_until = models.DateField(null=True, blank=True)
    zone = models.ForeignKey(Zone, on_delete=models.SET_NULL, null=True, blank=True, related_name="assets")
    host = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="carries")
    state = models.CharField(max_length=20, default="declared")
    source = models.CharField(max_length=20, default="manual")  # manual, csv, discovery
    details = models.JSONField(default=dict, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=120)

    class Meta:
        db_table = "assurance_asset"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["facility", "system", "kind"], name="asset_by_kind")
        ]

    def __str__(self) -> str:
        return self.name


class Link(models.Model):
    """A connection between two assets: which protocol, why, and whether it crosses a trust border."""

    facility = models.CharField(max_length=32)
    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="links")
    start = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="links_out")
    end = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="links_in")
    protocol = models.CharField(max_length=40)
    port = models.CharField(max_length=40, blank=True)
    purpose = models.CharField(max_length=300, blank=True)
    crosses_border = models.BooleanField(default=False)

    class Meta:
        db_table = "assurance_link"

    def __str__(self) -> str:
        return f"{self.start_id} → {self.end_id}"


class Flow(models.Model):
    """A data flow (luồng dữ liệu): from whom to whom, which data, how protected; ends may lie outside."""

    facility = models.CharField(max_length=32)
    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="flows")
    start = models.CharField(max_length=200)
    end = models.CharField(max_length=200)
    data = models.CharField(max_length=300)
    sensitivity = models.CharField(max_length=20)  # public, private, basic, sensitive
    protection = models.CharField(max_length=300, blank=True)
    crosses_border = models.BooleanField(default=False)

    class Meta:
        db_table = "assurance_flow"

    def __str__(self) -> str:
        return f"{self.start} → {self.end}"
