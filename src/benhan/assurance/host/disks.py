"""Is what lies on the host's disks encrypted, and are its mounts held tight?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from benhan.assurance.host.platform import container_kind
from benhan.assurance.host.root import CannotReadError, Facts, HostRoot

_TMP = "/tmp"  # noqa: S108 — looked at, never written
_WANTED = {
    _TMP: ("nodev", "nosuid"),
    f"/var{_TMP}": ("nodev", "nosuid"),
    "/dev/shm": ("nodev", "nosuid"),  # noqa: S108
    "/home": ("nodev",),
}
_DATA = ("/var/lib/postgresql", "/var/lib", "/srv", "/data")


@dataclass(frozen=True, slots=True)
class Mount:
    device: str
    place: str
    kind: str
    options: frozenset[str]


def disks(root: HostRoot, now: datetime) -> Facts:
    """Probe host-disks. Raises CannotReadError in a container: its disks are the carrying machine's."""
    mounts = [_mount(line) for line in root.lines("proc/mounts") if len(line.split()) >= 4]
    if not mounts:
        raise CannotReadError("không đọc được danh sách ổ đĩa (/proc/mounts)")
    if container_kind(root):
        raise CannotReadError("đây là máy trong vùng chứa (container): phải xem ổ đĩa ở máy mang nó")
    by_place = {one.place: one for one in mounts}
    data = [one for one in mounts if one.place in ("/", *_DATA) and one.device.startswith("/dev/")]
    if not data:
        raise CannotReadError("không thấy ổ đĩa nào mang dữ liệu")
    open_ones = sorted(one.place for one in data if not _is_encrypted(root, one.device))
    swaps = [line.split()[0] for line in root.lines("proc/swaps")[1:]]
    loose = [
        f"{place} thiếu {', '.join(missing)}" for place, wanted in _WANTED.items()
        if place in by_place and (missing := [one for one in wanted if one not in by_place[place].options])
    ]  # fmt: skip
    return {
        "is_encrypted": not open_ones,
        "open_volumes": open_ones,
        "open_swaps": sorted(
            one for one in swaps if one.startswith("/dev/") and not _is_encrypted(root, one)
        ),
        "loose_mounts": loose,
        "tmp_is_apart": _TMP in by_place,
    }


def _mount(line: str) -> Mount:
    device, place, kind, options = line.split()[:4]
    return Mount(device, place, kind, frozenset(options.split(",")))


def _is_encrypted(root: HostRoot, device: str) -> bool:
    """Whether a dm-crypt layer lies under the device, however many layers there are."""
    name = device.removeprefix("/dev/")
    if name.startswith("mapper/"):
        label = name.removeprefix("mapper/")
        name = next(
            (
                one.parent.parent.name
                for one in root.files("sys/class/block/*/dm/name")
                if one.read_text().strip() == label
            ),
            name,
        )
    return any(_is_crypt(root, one) for one in _layers(root, name))


def _layers(root: HostRoot, name: str) -> Iterator[str]:
    yield name
    folder: Path = root.at(f"sys/class/block/{name}/slaves")
    for one in sorted(folder.glob("*")) if folder.is_dir() else ():
        yield from _layers(root, one.name)


def _is_crypt(root: HostRoot, name: str) -> bool:
    return root.text(f"sys/class/block/{name}/dm/uuid").startswith("CRYPT-")
