"""The bytes around a signature that no signature covers: are they exactly as a signer writes them?

A CMS signature protects the document, its signed attributes and itself, but not its own wrapping: padding,
hexadecimal case, version numbers, certificates carried along, unsigned attributes. Someone who changes one of
those bytes breaks no cryptography. We compare the wrapping with the only form it can have, so that the change
is seen all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from asn1crypto import cms, x509
from cryptography import x509 as pyca

from benhan.signing.damage import UNREADABLE
from benhan.signing.trust import parsed_certificate

_BIT_STRING = 0x03
_HEX = re.compile(rb"<(?:[0-9a-f]+|[0-9A-F]+)>")
UNANCHORED = "the certificates carried along do not lead to a known root"
_TOKEN = "signature_time_stamp_token"  # noqa: S105 - an attribute's name


def check_gap(
    pdf: bytes, covers: tuple[int, int, int, int], der: bytes, known: tuple[x509.Certificate, ...]
) -> str:
    """What is wrong with the hexadecimal between the two covered ranges, "" for nothing.

    der    the signature's bytes, maybe followed by padding
    known  certificates trusted here, or known to lead there
    """
    first, length, second, _ = covers
    gap = pdf[first + length : second]
    if not _HEX.fullmatch(gap) or len(gap) % 2:
        return "the signature's bytes are not plain hexadecimal"
    held = bytes.fromhex(gap[1:-1].decode())
    if not held.startswith(der.rstrip(b"\0")):
        return "the signature read is not the one between the covered ranges"
    try:
        size = _der_size(held)
    except IndexError:
        return "the signature is cut short"
    if held[size:].strip(b"\0"):
        return "the padding after the signature is not empty"
    return check_cms(held[:size], known)


def check_cms(der: bytes, known: tuple[x509.Certificate, ...]) -> str:
    """What is wrong with the unsigned parts of a CMS signature, "" for nothing."""
    try:
        return next(_oddities(der, known), "")
    except UNREADABLE as error:
        return f"the signature's structure cannot be read ({type(error).__name__})"


def _oddities(der: bytes, known: tuple[x509.Certificate, ...]) -> Iterator[str]:
    info = cms.ContentInfo.load(der, strict=True)
    if info["content_type"].native != "signed_data":
        yield "not signed data"
    signed: cms.SignedData = info["content"]
    if len(signed["signer_infos"]) != 1:
        yield "not exactly one signer"
    signer: cms.SignerInfo = signed["signer_infos"][0]
    by_number = signer["sid"].name == "issuer_and_serial_number"
    is_data = signed["encap_content_info"]["content_type"].native == "data"
    if signer["version"].native != ("v1" if by_number else "v3"):
        yield "the signer's version does not fit its identifier"
    if signed["version"].native != ("v1" if by_number and is_data else "v3"):
        yield "the version does not fit the content"
    if [one.dump() for one in signed["digest_algorithms"]] != [signer["digest_algorithm"].dump()]:
        yield "the digest algorithms disagree"
    if len(signed["crls"]):
        yield "unexpected revocation lists"
    if not _is_der(memoryview(der)):
        yield "not encoded in the one way DER allows"
    yield from _odd_attributes(signer, known)
    certificates = [parsed_certificate(choice.chosen.dump()) for choice in signed["certificates"]]
    yield from _odd_certificates(certificates, signer, known)


def _odd_certificates(
    certificates: list[x509.Certificate], signer: cms.SignerInfo, known: tuple[x509.Certificate, ...]
) -> Iterator[str]:
    """Every certificate carried along must be the signer's or stand above it, and be signed by the next."""
    by_subject = {one.subject.hashable: one for one in certificates}
    number = signer["sid"].chosen["serial_number"].native
    current = next((one for one in certificates if one.serial_number == number), None)
    if current is None:
        yield "the signer's certificate is not carried along"
        return
    if signer["sid"].chosen["issuer"].dump() != current["tbs_certificate"]["issuer"].dump():
        yield "the signer is not named byte for byte as its certificate's issuer is"
    used = {current.sha256}
    while current.self_issued is False and current.issuer.hashable in by_subject:
        above = by_subject[current.issuer.hashable]
        _prove_issued(current.dump(), above.dump())
        used.add(above.sha256)
        current = above
    tops = [current] if current.self_issued else [one for one in known if one.subject == current.issuer]
    for top in tops:
        _prove_issued(current.dump(), top.dump())
    if len(used) != len(certificates):
        yield "a certificate is carried along that does not belong to the chain"
    elif not tops:
        yield UNANCHORED


@lru_cache(maxsize=256)
def _prove_issued(certificate: bytes, issuer: bytes) -> None:
    """Raise unless the issuer's key signed the certificate; what was proven once stays so."""
    loaded = pyca.load_der_x509_certificate(certificate)
    loaded.verify_directly_issued_by(pyca.load_der_x509_certificate(issuer))


def _odd_attributes(signer: cms.SignerInfo, known: tuple[x509.Certificate, ...]) -> Iterator[str]:
    attributes = signer["unsigned_attrs"]
    for attribute in attributes if attributes else ():
        if attribute["type"].native != _TOKEN or len(attribute["values"]) != 1:
            yield f"unexpected unsigned attribute {attribute['type'].dotted}"
            continue
        yield from _oddities(attribute["values"][0].dump(), known)


def _is_der(data: memoryview) -> bool:
    """Are all lengths definite, as short as can be, and filled exactly, down to the primitive values?

    (asn1crypto can re-encode for comparison, but its time grows exponentially with the depth.)
    """
    at = 0
    while at < len(data):
        header, size = _lengths(bytes(data[at : at + 6]))
        if data[at] & 0x1F == 0x1F or size is None or at + header + size > len(data):
            return False
        # Keys and signatures are whole bytes: a count of unused bits but 0 changes nothing that is verified.
        if data[at] == _BIT_STRING and bytes(data[at + header : at + header + 1]) != b"\0":
            return False
        if data[at] & 0x20 and not _is_der(data[at + header : at + header + size]):
            return False
        at += header + size
    return at == len(data)


def _lengths(start: bytes) -> tuple[int, int | None]:
    """Bytes of the header and of the content of the value that starts here; None for a length DER forbids."""
    first = start[1]
    if first < 0x80:
        return 2, first
    count = first & 0x7F
    size = int.from_bytes(start[2 : 2 + count], "big")
    is_shortest = 1 <= count <= 4 and start[2] != 0 and size >= 0x80
    return 2 + count, size if is_shortest else None


def _der_size(data: bytes) -> int:
    """Length in bytes of the DER value that `data` begins with, header included."""
    header, size = _lengths(data[:6])
    if size is None or header + size > len(data):
        raise IndexError(header)
    return header + size
