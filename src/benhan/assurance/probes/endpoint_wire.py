"""The probes of an address: a real connection to it from here."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Mapping
from datetime import datetime

from benhan.assurance.host.root import Facts
from benhan.assurance.probes.registry import CannotLookError, Look, probe
from benhan.assurance.wire.endurance import idling, limits
from benhan.assurance.wire.http import administration, filtering, headers
from benhan.assurance.wire.target import CannotReachError, Target, target_of
from benhan.assurance.wire.tls import tls

WIRE: Mapping[str, Callable[[Target, datetime], Facts]] = {
    "endpoint-tls": tls,
    "endpoint-http": headers,
    "endpoint-filter": filtering,
    "endpoint-admin": administration,
    "endpoint-limits": limits,
    "endpoint-idle": idling,
}


def _reason(error: OSError) -> str:
    """In words a person can act on."""
    if isinstance(error, TimeoutError):
        return "hết giờ chờ câu trả lời"
    if isinstance(error, ConnectionRefusedError):
        return "không có dịch vụ nào ở địa chỉ này"
    if isinstance(error, socket.gaierror):
        return "không biết tên máy này"
    if isinstance(error, ssl.SSLError):
        return "không thiết lập được kênh mã hóa"
    return "kết nối bị ngắt giữa chừng"


def asking(name: str) -> Callable[[Look], Facts]:
    """The probe around the question of that name."""

    def ask(look: Look) -> Facts:
        if look.asset is None:
            raise CannotLookError("chưa chọn địa chỉ dịch vụ để kiểm tra")
        try:
            target = target_of(look.asset.address, str(look.asset.details.get("ca_pem", "")))
            return WIRE[name](target, look.now)
        except CannotReachError as why:
            raise CannotLookError(str(why)) from None
        except OSError as error:
            raise CannotLookError(f"không kết nối được tới {look.asset.address}: {_reason(error)}") from None

    return ask


for each in WIRE:
    probe(each)(asking(each))
