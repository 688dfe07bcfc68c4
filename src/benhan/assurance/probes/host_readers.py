"""The probes of this very host: each reader of assurance/host, with what the inventory adds."""

from __future__ import annotations

from collections.abc import Callable

from benhan.assurance.host.reading import READERS
from benhan.assurance.host.root import CannotReadError, HostRoot
from benhan.assurance.host_facts import complete
from benhan.assurance.probes.registry import CannotLookError, Facts, Look, probe

HERE = HostRoot()


def asking(name: str) -> Callable[[Look], Facts]:
    """The probe around the reader of that name."""

    def ask(look: Look) -> Facts:
        if look.asset is None:
            raise CannotLookError("chưa chọn máy chủ để kiểm tra")
        try:
            seen = READERS[name](HERE, look.now)
        except CannotReadError as why:
            raise CannotLookError(str(why)) from None
        return complete(name, seen, look.asset, look.now)

    return ask


for each in READERS:
    probe(each)(asking(each))
