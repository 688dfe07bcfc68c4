"""Keys that never come near us: in a token (PKCS#11, a real SoftHSM) and with a remote service (CSC API v2)."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from pkcs11.exceptions import DeviceRemoved

from benhan.fhir.problems import ProblemError
from benhan.signing import demo_certificates as made
from benhan.signing.csc import CscClient, RemoteService
from benhan.signing.csc_key import CscKey
from benhan.signing.pkcs11_key import PKCS11Key, TokenPlace
from benhan.signing.problems import KEY_UNREACHABLE
from benhan.signing.verification import verify_pdf
from tests.signing.pki import FACILITY, NOW, Pki
from tests.support import csc_service
from tests.support.csc_service import CLIENT, CREDENTIAL, PIN, SECRET, Service, running

pytestmark = pytest.mark.slow  # real tokens, real sockets, real signatures

HOLDER = made.Holder("Nguyễn Văn An", "Bác sĩ điều trị", FACILITY, "NV001")


def issued(pki: Pki, key: csc_service.Key) -> list[x509.Certificate]:
    """A certificate of the test authority for any kind of key, and its issuer's."""
    issuing = pki.authority._issuer("issuing")
    certificate = made.make_holder(issuing, key, HOLDER, NOW - timedelta(days=1))  # type: ignore[arg-type]
    return [certificate, issuing.certificate]


def new_key(kind: str) -> csc_service.Key:
    return made.new_key() if kind == "ec" else rsa.generate_private_key(65537, 2048)


def code_of(act: object) -> str:
    assert callable(act)
    with pytest.raises(ProblemError) as caught:
        act()
    for secret in (PIN, SECRET, "987654"):
        assert secret not in str(caught.value), "a secret is repeated"
        assert secret not in caught.value.developer
    return caught.value.problem.code


# A token


SOFTHSM = next(
    (
        path
        for path in (
            Path("/usr/lib/softhsm/libsofthsm2.so"),
            Path("/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"),
            Path("/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so"),
        )
        if path.exists()
    ),
    Path("/usr/lib/softhsm/libsofthsm2.so"),
)


@pytest.fixture(scope="module")
def token_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One SoftHSM for the module: the library reads its configuration once per process."""
    home = tmp_path_factory.mktemp("softhsm")
    (home / "tokens").mkdir()
    (home / "softhsm2.conf").write_text(
        f"directories.tokendir = {home / 'tokens'}\nobjectstore.backend = file\n"
    )
    before = os.environ.get("SOFTHSM2_CONF")
    os.environ["SOFTHSM2_CONF"] = str(home / "softhsm2.conf")
    yield home
    if before is None:
        del os.environ["SOFTHSM2_CONF"]
    else:
        os.environ["SOFTHSM2_CONF"] = before


@pytest.fixture(scope="module", params=["ec", "rsa"])
def token(request: pytest.FixtureRequest, pki: Pki, token_home: Path) -> TokenPlace:
    """A token with a key made elsewhere and imported, and its certificate beside it."""
    label, key = f"benhan-{request.param}", new_key(request.param)
    util = ["softhsm2-util", "--token", label, "--pin", "987654"]
    subprocess.run([*util[:1], "--init-token", "--free", "--label", label, "--pin", "987654", "--so-pin", "11223344"],
                   check=True, capture_output=True)  # fmt: skip
    file = token_home / f"{label}.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    subprocess.run(
        [*util, "--import", str(file), "--label", "khoa-ky", "--id", "01"], check=True, capture_output=True
    )
    file.unlink()
    import pkcs11
    from pkcs11 import Attribute, CertificateType, ObjectClass

    library = pkcs11.lib(str(SOFTHSM))
    library.reinitialize()
    certificate = issued(pki, key)[0].public_bytes(serialization.Encoding.DER)
    subject = asn1_x509.Certificate.load(certificate).subject.dump()
    with library.get_token(token_label=label).open(user_pin="987654", rw=True) as session:
        session.create_object({
            Attribute.CLASS: ObjectClass.CERTIFICATE, Attribute.CERTIFICATE_TYPE: CertificateType.X_509,
            Attribute.TOKEN: True, Attribute.LABEL: "khoa-ky", Attribute.ID: b"\x01",
            Attribute.SUBJECT: subject, Attribute.VALUE: certificate,
        })  # fmt: skip
    return TokenPlace(SOFTHSM, label, "khoa-ky")


def test_a_key_in_a_token_signs_and_the_signature_holds(
    pki: Pki, plain_pdf: bytes, token: TokenPlace
) -> None:
    key = PKCS11Key.open(token, "987654", pki.doctor.chain)
    assert key.subject.name == "Nguyễn Văn An"
    signed = pki.sign_as_doctor(plain_pdf, key=key)
    report = verify_pdf(signed, trust=pki.authority.trust(), at=NOW)
    assert report.is_valid, report.developer
    assert report.signatures[0].level == "B-LT"
    assert "987654" not in repr(key)


def test_a_token_that_is_pulled_out_while_it_is_read_says_so(
    token: TokenPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pulled(*_: object) -> None:
        raise DeviceRemoved

    monkeypatch.setattr("benhan.signing.pkcs11_key._only", pulled)
    assert code_of(lambda: PKCS11Key.open(token, "987654")) == KEY_UNREACHABLE.code


def test_a_wrong_pin_or_an_absent_token_says_so(token: TokenPlace) -> None:
    assert code_of(lambda: PKCS11Key.open(token, "000000")) == "BH-SIGN-0040"
    absent = TokenPlace(token.module, "khong-co", token.label)
    assert code_of(lambda: PKCS11Key.open(absent, "987654")) == "BH-SIGN-0042"
    unknown = TokenPlace(token.module, token.token, "khong-co")
    assert code_of(lambda: PKCS11Key.open(unknown, "987654")) == "BH-SIGN-0042"
    no_module = TokenPlace(Path("/khong/co.so"), token.token, token.label)
    assert code_of(lambda: PKCS11Key.open(no_module, "987654")) == "BH-SIGN-0009"


# A remote service


@pytest.fixture(params=["ec", "rsa"])
def remote(request: pytest.FixtureRequest, pki: Pki) -> Iterator[tuple[Service, RemoteService]]:
    key = new_key(request.param)
    service = Service(key, issued(pki, key))
    with running(service) as base:
        yield service, RemoteService(base, CLIENT, SECRET, timeout_s=2, https_only=False)


@pytest.fixture
def elliptic(pki: Pki) -> Iterator[tuple[Service, RemoteService]]:
    key = made.new_key()
    service = Service(key, issued(pki, key))
    with running(service) as base:
        yield service, RemoteService(base, CLIENT, SECRET, timeout_s=1, https_only=False)


def test_a_remote_key_signs_after_one_authorisation_of_that_very_hash(
    pki: Pki, plain_pdf: bytes, remote: tuple[Service, RemoteService]
) -> None:
    service, entry = remote
    key = CscKey.open(entry, CREDENTIAL, {"PIN": PIN})
    signed = pki.sign_as_doctor(plain_pdf, key=key)
    report = verify_pdf(signed, trust=pki.authority.trust(), at=NOW)
    assert report.is_valid, report.developer
    assert service.calls.count("credentials/authorize") == service.calls.count("signatures/signHash") == 1
    assert PIN not in repr(key)
    assert SECRET not in repr(key)


def test_a_service_entered_by_login_and_one_that_gives_bare_ecdsa_work_too(
    pki: Pki, plain_pdf: bytes, elliptic: tuple[Service, RemoteService]
) -> None:
    service, entry = elliptic
    service.raw_ecdsa = True
    basic = RemoteService(entry.base, CLIENT, SECRET, is_basic=True, timeout_s=2, https_only=False)
    assert CscClient(basic).info()["name"] == "Ký thử"
    assert CscClient(basic).credentials() == (CREDENTIAL,)
    signed = pki.sign_as_doctor(plain_pdf, key=CscKey.open(basic, CREDENTIAL, {"PIN": PIN}))
    assert verify_pdf(signed, trust=pki.authority.trust(), at=NOW).is_valid


def test_one_authorisation_covers_exactly_the_hashes_it_was_asked_for(
    elliptic: tuple[Service, RemoteService],
) -> None:
    service, entry = elliptic
    asked = [bytes([number]) * 32 for number in range(3)]
    key = CscKey.open(entry, CREDENTIAL, {"PIN": PIN}).authorised(asked)
    assert key.right is not None
    client = CscClient(entry)
    made_of = client.sign(CREDENTIAL, key.right, asked, csc_service.ECDSA)
    assert len(made_of) == 3
    public = service.key.public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    public.verify(made_of[1], asked[1], ec.ECDSA(csc_service.utils.Prehashed(hashes.SHA256())))
    other = b"\xff" * 32
    assert code_of(lambda: client.sign(CREDENTIAL, key.right, [other], csc_service.ECDSA)) == "BH-SIGN-0046"
    too_many = [bytes([number]) * 32 for number in range(11)]
    assert code_of(lambda: key.authorised(too_many)) == "BH-SIGN-0046"


def test_an_authorisation_that_ran_out_is_refused_by_the_service(
    elliptic: tuple[Service, RemoteService],
) -> None:
    service, entry = elliptic
    service.sad_life_s = -1
    key = CscKey.open(entry, CREDENTIAL, {"PIN": PIN}).authorised([bytes(32)])
    assert key.right is not None
    assert key.right.is_over
    client, right = CscClient(entry), key.right
    assert code_of(lambda: client.sign(CREDENTIAL, right, [bytes(32)], csc_service.ECDSA)) == "BH-SIGN-0046"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("pin", "BH-SIGN-0043"),
        ("secret", "BH-SIGN-0044"),
        ("credential", "BH-SIGN-0045"),
        ("disabled", "BH-SIGN-0045"),
        ("slow", "BH-SIGN-0009"),
        ("nonsense", "BH-SIGN-0009"),
        ("crash", "BH-SIGN-0009"),
        ("plain http", "BH-SIGN-0009"),
    ],
)
def test_each_way_of_failing_has_its_sentence_and_signs_nothing(
    pki: Pki, plain_pdf: bytes, elliptic: tuple[Service, RemoteService], change: str, code: str
) -> None:
    service, entry = elliptic
    service.enabled = change != "disabled"
    service.broken = change if change in ("slow", "nonsense", "crash") else ""
    secret = "sai" if change == "secret" else SECRET
    entry = RemoteService(entry.base, CLIENT, secret, timeout_s=1, https_only=change == "plain http")
    credential = "khong-co" if change == "credential" else CREDENTIAL

    def sign() -> None:
        key = CscKey.open(entry, credential, {"PIN": "sai" if change == "pin" else PIN})
        pki.sign_as_doctor(plain_pdf, key=key)

    assert code_of(sign) == code


def test_a_signature_of_other_bytes_is_found_out_before_the_file_is_handed_out(
    pki: Pki, plain_pdf: bytes, elliptic: tuple[Service, RemoteService]
) -> None:
    service, entry = elliptic
    key = CscKey.open(entry, CREDENTIAL, {"PIN": PIN})
    service.broken = "wrong-signature"
    assert code_of(lambda: pki.sign_as_doctor(plain_pdf, key=key)) == "BH-SIGN-0017"


def test_the_name_in_the_certificate_is_the_holders(pki: Pki) -> None:
    certificate = issued(pki, made.new_key())[0]
    assert certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value == "Nguyễn Văn An"
