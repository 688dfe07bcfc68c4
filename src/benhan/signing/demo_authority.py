"""A certificate authority of our own for demonstrations: made at first start, marked DEMO on everything.

What it issues has no legal value and says so in every certificate. Everything lies under one folder (0700,
files 0600). Several processes may use the folder at once: a lock file orders them, and every file appears by
an atomic rename, so that a crash leaves either the old state or the new one.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypedDict

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12

from benhan.signing import demo_certificates as made
from benhan.signing.demo_certificates import Holder, Issuer
from benhan.signing.keys import FileKey
from benhan.signing.problems import AUTHORITY_DAMAGED
from benhan.signing.timestamps import LocalTimestampAuthority
from benhan.signing.trust import TrustAnchors

CONFIRMATION_DEVICE = "Thiết bị xác nhận của cơ sở"
DEVICE_NOTICE = "Không phải chữ ký số của người bệnh"
_CLOCK_SLACK = timedelta(minutes=5)  # a certificate made now must be valid for a clock slightly behind


class _State(TypedDict):
    """state.json: the number of the current lists, and per level what is revoked (serial, at)."""

    number: int
    root: list[dict[str, str]]
    issuing: list[dict[str, str]]


class _Opened(threading.local):
    """The keys this thread has opened: asn1crypto parses late and in place, not safe across threads."""

    def __init__(self) -> None:
        self.keys: dict[tuple[Path, int, int, bytes], FileKey] = {}


_opened = _Opened()
_MOST_OPENED = 64


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class DemoAuthority:
    """The authority in `folder`; make it with `open`.

    folder  where keys, certificates and lists lie
    clock   gives aware instants
    """

    folder: Path
    clock: Callable[[], datetime] = utc_now

    @classmethod
    def open(cls, folder: Path, clock: Callable[[], datetime] = utc_now) -> DemoAuthority:
        """Open the authority, creating it if there is none; a second call changes nothing.

        Raises AUTHORITY_DAMAGED when a file of it is missing or unreadable.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        authority = cls(folder, clock)
        with authority._locked():
            if not authority._home.is_dir():
                authority._create()
            authority._finish_publishing()
        return authority

    def issue_person(self, *, name: str, title: str, facility: str, staff_id: str) -> FileKey:
        """The key of a member of staff; the same person with the same title always gets the same one."""
        return self._held(Holder(name, title, facility, staff_id), kind="person")

    def issue_organisation(self, *, name: str, facility_id: str) -> FileKey:
        """The facility's seal."""
        return self._held(Holder(name, "", name, facility_id), kind="organisation")

    def issue_confirmation_device(self, *, facility: str, facility_id: str) -> FileKey:
        """The key that binds a pen-pad confirmation to a document.

        It is the facility's device, and its certificate says so: it is never the patient's own digital
        signature (Luật Giao dịch điện tử 20/2023 Art. 22(4), docs/sources.md#luat-20-2023).
        """
        return self._held(Holder(CONFIRMATION_DEVICE, DEVICE_NOTICE, facility, facility_id), kind="device")

    def timestamps(self) -> LocalTimestampAuthority:
        return LocalTimestampAuthority(self._key(self._home / "timestamp.p12"), self.clock)

    def trust(self) -> TrustAnchors:
        """The root, the issuing authority and both current revocation lists."""
        return TrustAnchors(
            roots=(self._der("root"),),
            intermediates=(self._der("issuing"),),
            crls=(self._bytes("root.crl"), self._bytes("issuing.crl")),
        )

    def revoke(self, serial: str, *, at: datetime | None = None) -> None:
        """Revoke a certificate by its serial (hexadecimal) and issue the list again; twice does nothing."""
        with self._locked():
            state = self._state()
            is_issuing = int(serial, 16) == self._issuer("issuing").certificate.serial_number
            entries = state["root"] if is_issuing else state["issuing"]
            if serial not in {entry["serial"] for entry in entries}:
                when = (at or self.clock()).astimezone(UTC).replace(microsecond=0)
                entries.append({"serial": serial, "at": when.isoformat()})
                self._publish(self._home, state)

    def reissue_lists(self) -> None:
        """Issue both revocation lists again with today's date."""
        with self._locked():
            self._publish(self._home, self._state())

    def root_pem(self) -> bytes:
        """The root's certificate, to import into other software."""
        return self._bytes("root.pem")

    # --- files -------------------------------------------------------------------------------------------

    @property
    def _home(self) -> Path:
        return self.folder / "authority"

    @contextmanager
    def _locked(self) -> Iterator[None]:
        descriptor = os.open(self.folder / "lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _create(self) -> None:
        for left_over in self.folder.glob(".new-*"):
            shutil.rmtree(left_over)
        new = Path(tempfile.mkdtemp(prefix=".new-", dir=self.folder))
        at = self._now() - _CLOCK_SLACK
        passphrase = secrets.token_urlsafe(32).encode()
        _write(new / "passphrase", passphrase)
        root = made.make_root(at)
        issuing = made.make_issuing(root, at)
        for name, issuer in (("root", root), ("issuing", issuing)):
            _write(new / f"{name}.pem", issuer.certificate.public_bytes(serialization.Encoding.PEM))
            _write(new / f"{name}.key", _encrypted(issuer.key, passphrase))
        key = made.new_key()
        certificate = made.make_timestamping(issuing, key, at)
        chain = [issuing.certificate, root.certificate]
        _write(new / "timestamp.p12", _packed(key, certificate, chain, passphrase))
        (new / "holders").mkdir(mode=0o700)
        self._publish(new, {"number": 0, "root": [], "issuing": []}, at)
        new.rename(self._home)
        _sync_folder(self.folder)

    def _held(self, holder: Holder, *, kind: str) -> FileKey:
        mark = json.dumps([kind, holder.name, holder.title, holder.organisation, holder.holder_id])
        path = self._home / "holders" / f"{hashlib.sha256(mark.encode()).hexdigest()[:24]}.p12"
        with self._locked():
            if path.exists():
                found = self._key(path)
                if found.subject.valid_to > self._now():
                    return found
            issuing = self._issuer("issuing")
            key = made.new_key()
            certificate = made.make_holder(issuing, key, holder, self._now() - _CLOCK_SLACK)
            root = x509.load_pem_x509_certificate(self.root_pem())
            _write(path, _packed(key, certificate, [issuing.certificate, root], self._bytes("passphrase")))
            return self._key(path)

    def _publish(self, home: Path, state: _State, at: datetime | None = None) -> None:
        """Write the state, then both lists; `open` finishes what a crash between them left undone."""
        state = {**state, "number": state["number"] + 1}
        _write(home / "state.json", json.dumps(state).encode())
        self._write_lists(home, state, at or self._now())

    def _write_lists(self, home: Path, state: _State, at: datetime) -> None:
        for level, entries in (("root", state["root"]), ("issuing", state["issuing"])):
            revoked = tuple((int(one["serial"], 16), datetime.fromisoformat(one["at"])) for one in entries)
            crl = made.make_crl(self._issuer(level, home), number=state["number"], revoked=revoked, at=at)
            _write(home / f"{level}.crl", crl.public_bytes(serialization.Encoding.DER))

    def _finish_publishing(self) -> None:
        state = self._state()
        for level in ("root", "issuing"):
            try:
                crl = x509.load_der_x509_crl(self._bytes(f"{level}.crl"))
            except ValueError:
                raise AUTHORITY_DAMAGED.at(reason=f"{level}.crl") from None
            if crl.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number != state["number"]:
                self._write_lists(self._home, state, self._now())
                return

    def _state(self) -> _State:
        try:
            return json.loads(self._bytes("state.json"))  # type: ignore[no-any-return]
        except ValueError:
            raise AUTHORITY_DAMAGED.at(reason="state.json") from None

    def _issuer(self, name: str, home: Path | None = None) -> Issuer:
        home = home or self._home
        try:
            key = serialization.load_pem_private_key(
                (home / f"{name}.key").read_bytes(), (home / "passphrase").read_bytes()
            )
            certificate = x509.load_pem_x509_certificate((home / f"{name}.pem").read_bytes())
        except (OSError, ValueError) as error:
            raise AUTHORITY_DAMAGED.at(reason=f"{name}: {type(error).__name__}") from None
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise AUTHORITY_DAMAGED.at(reason=f"{name}: unexpected kind of key")
        return Issuer(key, certificate)

    def _key(self, path: Path) -> FileKey:
        """The key in a file, decrypted once per thread (10 ms) as long as file and passphrase stay the same."""
        passphrase = self._bytes("passphrase")
        try:
            seen = path.stat()
        except OSError:
            return FileKey.from_pkcs12(path, passphrase)
        mark = (path, seen.st_ino, seen.st_mtime_ns, passphrase)
        found = _opened.keys.get(mark)
        if found is None:
            if len(_opened.keys) >= _MOST_OPENED:
                _opened.keys.clear()
            found = _opened.keys[mark] = FileKey.from_pkcs12(path, passphrase)
        return found

    def _der(self, name: str) -> bytes:
        try:
            certificate = x509.load_pem_x509_certificate(self._bytes(f"{name}.pem"))
        except ValueError:
            raise AUTHORITY_DAMAGED.at(reason=f"{name}.pem") from None
        return certificate.public_bytes(serialization.Encoding.DER)

    def _bytes(self, name: str) -> bytes:
        try:
            return (self._home / name).read_bytes()
        except OSError as error:
            raise AUTHORITY_DAMAGED.at(reason=f"{name}: {type(error).__name__}") from None

    def _now(self) -> datetime:
        return self.clock().astimezone(UTC).replace(microsecond=0)


def _encrypted(key: made.Key, passphrase: bytes) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(passphrase),
    )


def _packed(
    key: made.Key, certificate: x509.Certificate, chain: list[x509.Certificate], passphrase: bytes
) -> bytes:
    encryption = serialization.BestAvailableEncryption(passphrase)
    return pkcs12.serialize_key_and_certificates(None, key, certificate, chain, encryption)


def _write(path: Path, data: bytes) -> None:
    """Write a private file by an atomic rename, on disk before it is seen."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    with os.fdopen(descriptor, "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    Path(name).replace(path)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
