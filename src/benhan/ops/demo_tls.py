"""The demonstration's encrypted address: an authority and a certificate of its own under DATA/tls.

`python -m benhan.ops.demo_tls --data DIR --days -3` puts an expired certificate in its place, to see it noticed.
"""

from __future__ import annotations

import argparse
import ipaddress
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

FOLDER = "tls"
_CA_DAYS = 3650
_SERVER_DAYS = 397


def prepare(directory: Path, address: str) -> tuple[Path, Path]:
    """The certificate and its key, made when missing or past its end; the address is left for the inventory."""
    folder = directory / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    certificate, key = folder / "server.pem", folder / "server.key"
    if not (certificate.exists() and key.exists()):
        issue(directory)
    (folder / "address").write_text(f"{address}\n", encoding="ascii")
    return certificate, key


def issue(directory: Path, *, days: int = _SERVER_DAYS) -> None:
    """A new certificate of the demonstration's authority, good for so many days; below 0 it has ended already."""
    folder = directory / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    authority, authority_key = _authority(folder)
    key = _key_of(folder / "server.key")
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName(
        [
            x509.DNSName("localhost"),
            x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
            x509.IPAddress(ipaddress.ip_address("::1")),
        ]
    )
    made = (
        _builder(
            _name("Máy chủ mẫu Benhan"), authority.subject, key, min(now, now + timedelta(days=days)), days
        )
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    _write(folder / "server.pem", made.public_bytes(serialization.Encoding.PEM))


def _authority(folder: Path) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key, path = _key_of(folder / "ca.key"), folder / "ca.pem"
    if not path.exists():
        name = _name("Nơi cấp chứng thư mẫu Benhan (chỉ để xem thử)")
        made = (
            _builder(name, name, key, datetime.now(UTC), _CA_DAYS)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(key, hashes.SHA256())
        )
        _write(path, made.public_bytes(serialization.Encoding.PEM))
    return x509.load_pem_x509_certificate(path.read_bytes()), key


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, begins: datetime, days: int
) -> x509.CertificateBuilder:
    """Begins a day early, for clocks that differ, or a day before it ended."""
    return x509.CertificateBuilder(
        issuer, subject, key.public_key(), x509.random_serial_number(),
        begins - timedelta(days=1), datetime.now(UTC) + timedelta(days=days),
    )  # fmt: skip


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _key_of(path: Path) -> ec.EllipticCurvePrivateKey:
    """The key of the file, made when it is not there."""
    if path.exists():
        found = serialization.load_pem_private_key(path.read_bytes(), password=None)
        if isinstance(found, ec.EllipticCurvePrivateKey):
            return found
    made = ec.generate_private_key(ec.SECP256R1())
    none = serialization.NoEncryption()
    _write(path, made.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, none))
    return made


def _write(path: Path, content: bytes) -> None:
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    fresh.replace(path)


def main() -> int:
    parser = argparse.ArgumentParser(description="issue the demonstration's certificate anew")
    parser.add_argument("--data", metavar="DIR", default=".demo")
    parser.add_argument("--days", type=int, default=_SERVER_DAYS, metavar="N")
    given = parser.parse_args()
    issue(Path(given.data).absolute(), days=given.days)
    return 0


if __name__ == "__main__":
    sys.exit(main())
