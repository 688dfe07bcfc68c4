"""The demonstration's encrypted address in the inventory of its own system."""

from __future__ import annotations

from pathlib import Path

from django.utils import timezone

from benhan.access.actor import system_actor
from benhan.assurance import release
from benhan.assurance.models import Asset, System
from benhan.ops.demo_data.staff import MAIN
from benhan.store.repository import Repository


def ensure_endpoint(folder: Path) -> None:
    """Declare the address that this start of the demonstration serves; without one nothing is changed."""
    try:
        address = (folder / "address").read_text(encoding="ascii").strip()
        authority = (folder / "ca.pem").read_text(encoding="ascii")
    except FileNotFoundError:
        return
    with Repository(by=system_actor(MAIN)):
        system = System.objects.filter(facility=MAIN, is_here=True).first()
        if system is None:
            return
        host = Asset.objects.filter(facility=MAIN, system=system, kind="host", is_here=True).first()
        Asset.objects.update_or_create(
            facility=MAIN, system=system, kind="endpoint", name="Cổng web có mã hóa",
            defaults={"address": address, "port": None, "host": host, "details": {"ca_pem": authority}},
            create_defaults={
                "address": address, "host": host, "zone": host.zone if host else None, "details": {"ca_pem": authority},
                "maker": "Dự án Benhan", "version": release.running(),
                "purpose": "Nhập và xem bệnh án qua kênh mã hóa", "place": "Máy chủ bệnh án điện tử",
                "owner": "Tổ Công nghệ thông tin", "state": "confirmed", "changed_at": timezone.now(),
                "changed_by": "Phạm Văn Dũng",
            },
        )  # fmt: skip
