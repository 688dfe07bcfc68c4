"""Detached signatures and timestamp tokens, judged also by OpenSSL."""

from __future__ import annotations

import asyncio
import hashlib
import re
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from benhan.fhir.problems import ProblemError
from benhan.signing import problems
from benhan.signing.cms import sign_manifest, verify_manifest
from tests.signing.pki import NOW, Pki

MANIFEST = '{"tệp": "benh-an.pdf"}'.encode()


@pytest.fixture(scope="module")
def signature(pki: Pki) -> bytes:
    authority = pki.authority
    return sign_manifest(
        MANIFEST, key=pki.seal, timestamps=authority.timestamps(), trust=authority.trust(), at=NOW
    )


def _openssl(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True)


def test_a_signed_manifest_verifies_here_and_with_openssl(pki: Pki, signature: bytes, tmp_path: Path) -> None:
    report = verify_manifest(MANIFEST, signature, trust=pki.authority.trust(), at=NOW)
    assert report.is_valid, report.developer
    assert report.timestamped_at == NOW
    (tmp_path / "m").write_bytes(MANIFEST)
    (tmp_path / "m.p7s").write_bytes(signature)
    (tmp_path / "root.pem").write_bytes(pki.authority.root_pem())
    judged = _openssl(
        *("cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", tmp_path / "m.p7s"),
        *("-content", tmp_path / "m", "-CAfile", tmp_path / "root.pem", "-purpose", "any"),
        *("-attime", str(int(NOW.timestamp())), "-out", tmp_path / "out"),
    )
    assert judged.returncode == 0, judged.stderr


def test_a_changed_manifest_or_signature_is_seen_at_every_sampled_byte(pki: Pki, signature: bytes) -> None:
    trust = pki.authority.trust()
    assert not verify_manifest(MANIFEST + b" ", signature, trust=trust, at=NOW).is_valid
    unseen = []
    for at in range(0, len(signature), 31):
        altered = bytearray(signature)
        altered[at] ^= 1
        if verify_manifest(MANIFEST, bytes(altered), trust=trust, at=NOW).is_valid:
            unseen.append(at)
    assert unseen == []


def test_a_changed_count_of_unused_bits_is_seen(pki: Pki, signature: bytes) -> None:
    """Before a certificate's signature stands how many bits of it do not count; parsers that allow 1 verify it."""
    trust = pki.authority.trust()
    places = [found.start() + 2 for found in re.finditer(rb"\x03[\x44-\x49]\x00\x30", signature)]
    assert len(places) > 3
    for at in places:
        altered = bytearray(signature)
        altered[at] ^= 1
        assert not verify_manifest(MANIFEST, bytes(altered), trust=trust, at=NOW).is_valid, at


def test_a_changed_letter_in_the_name_of_the_signers_issuer_is_seen(pki: Pki, signature: bytes) -> None:
    """The name stands in the unsigned identifier of the signer; parsers compare it loosely."""
    trust = pki.authority.trust()
    name = "pháp lý".encode()
    places = [found.start() + len("pháp".encode()) for found in re.finditer(re.escape(name), signature)]
    assert len(places) > 4
    for at in places:
        altered = bytearray(signature)
        altered[at] ^= 1
        assert not verify_manifest(MANIFEST, bytes(altered), trust=trust, at=NOW).is_valid, at


def test_a_manifest_signed_with_a_revoked_key_is_refused(own_pki: Pki) -> None:
    authority = own_pki.authority
    authority.revoke(own_pki.seal.subject.serial, at=NOW - timedelta(hours=1))
    with pytest.raises(ProblemError) as caught:
        sign_manifest(
            MANIFEST, key=own_pki.seal, timestamps=authority.timestamps(), trust=authority.trust(), at=NOW
        )
    assert caught.value.problem is problems.CERTIFICATE_REVOKED


def test_openssl_accepts_our_timestamp_tokens(pki: Pki, tmp_path: Path) -> None:
    digest = hashlib.sha256(MANIFEST).digest()
    client = pki.authority.timestamps().client()
    token = asyncio.run(client.async_timestamp(digest, "sha256"))
    (tmp_path / "t.der").write_bytes(token.dump())
    (tmp_path / "root.pem").write_bytes(pki.authority.root_pem())
    judged = _openssl(
        *("ts", "-verify", "-digest", digest.hex(), "-in", tmp_path / "t.der", "-token_in"),
        *("-CAfile", tmp_path / "root.pem", "-attime", str(int(NOW.timestamp()))),
    )
    assert judged.returncode == 0, judged.stdout + judged.stderr
