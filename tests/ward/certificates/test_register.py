"""The register: who may look, who may enter, what it warns of, and that it never holds a secret."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import x509
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from benhan.fhir.problems import ProblemError
from benhan.records import certificate_checks, documents
from benhan.records.authority import desk
from benhan.signing import demo_certificates as made
from benhan.signing import register
from benhan.signing.demo_authority import DemoAuthority
from benhan.signing.keys import as_asn1
from benhan.signing.models import ArchiveStamp, Certificate
from benhan.signing.register import Vault
from benhan.store import border

HOME = "/quan-tri/chung-thu/"


@pytest.fixture
def authority(tmp_path, settings) -> DemoAuthority:
    settings.BENHAN_SIGNING, settings.BENHAN_DATA = "demo", tmp_path
    return DemoAuthority.open(tmp_path / "pki")


def certificate_of(authority: DemoAuthority, days: int) -> tuple[x509.Certificate, ...]:
    now = datetime.now(UTC).replace(microsecond=0)
    issuing = authority._issuer("issuing")
    holder = made.Holder("Nguyễn Văn An", "Bác sĩ", "Bệnh viện thử", "NV001")
    start = now - timedelta(days=400)
    leaf = made.make_holder(issuing, made.new_key(), holder, start, now + timedelta(days=days, hours=1))
    return as_asn1(leaf), as_asn1(issuing.certificate)


def entered(authority: DemoAuthority, facility, days: int = 400, practitioner: str = "nv-an") -> Certificate:
    with border.facility_transaction(facility.code):
        return register.add(
            facility=facility.code, holder="staff", practitioner=practitioner, name="BS. Nguyễn Văn An", title="",
            kind="file", place={"file": "an.p12"}, secret_name="an.pin", certificates=certificate_of(authority, days),
            by="Phạm Văn Dũng",
        )  # fmt: skip


def upload(certificates: tuple[x509.Certificate, ...]) -> SimpleUploadedFile:
    return SimpleUploadedFile("an.cer", certificates[0].dump())


def form(**changes: object) -> dict[str, object]:
    return {"holder": "staff:nv-an", "kind": "pkcs11", "module": "/usr/lib/softhsm/libsofthsm2.so", "token": "t",
            "label": "khoa-ky", "secret_name": "an.pin"} | changes  # fmt: skip


def test_the_security_officer_enters_a_certificate_and_the_director_only_looks(
    facility, browser, cast, authority
):
    browser(cast.an)
    dung, hanh = browser(cast.dung), browser(cast.hanh)
    answer = dung.post(f"{HOME}moi/", form(certificate=upload(certificate_of(authority, 45))))
    assert answer.status_code == 303, answer.content.decode()
    text = hanh.get(HOME).content.decode()
    assert "BS. Nguyễn Văn An" in text
    assert "còn 45 ngày" in text
    assert "Đăng ký chứng thư số" not in text
    assert hanh.post(f"{HOME}moi/", form()).status_code == 403
    for actor in (cast.an, cast.binh, cast.minh, cast.lan):
        assert browser(actor).get(HOME).status_code == 403


def test_what_does_not_fit_is_said_beside_its_field(facility, browser, cast, authority):
    browser(cast.an)
    dung = browser(cast.dung)
    answer = dung.post(f"{HOME}moi/", form(token="", certificate=SimpleUploadedFile("a.cer", b"khong phai")))
    assert answer.status_code == 422
    assert "Mục này cần có với loại khóa đã chọn." in answer.content.decode()
    answer = dung.post(f"{HOME}moi/", form(certificate=SimpleUploadedFile("a.cer", b"khong phai")))
    assert "không phải chứng thư số" in answer.content.decode()
    answer = dung.post(
        f"{HOME}moi/", form(secret_name="../etc/shadow", certificate=upload(certificate_of(authority, 9)))
    )
    assert answer.status_code == 422
    assert not Certificate.objects.exists()


@pytest.mark.parametrize(("days", "limit"), [(400, 0), (61, 0), (60, 60), (30, 30), (7, 7), (-1, 7)])
def test_it_warns_sixty_thirty_and_seven_days_ahead(facility, browser, cast, authority, days, limit):
    row = entered(authority, facility, days)
    assert register.warning(row, timezone.now()) == limit
    text = browser(cast.an).get("/").content.decode()
    assert ("Chứng thư số của anh/chị" in text) is (limit > 0)
    assert "Chứng thư số của anh/chị" not in browser(cast.chi).get("/").content.decode()


def test_a_revoked_certificate_is_found_by_the_daily_check_and_never_signs_again(
    facility, browser, cast, authority
):
    row = entered(authority, facility)
    assert certificate_checks.check_due() == 1
    assert certificate_checks.check_due() == 0  # not twice a day
    row.refresh_from_db()
    assert (row.check_code, row.state) == ("", "active")
    authority.revoke(row.serial)
    browser(cast.dung).post(f"{HOME}{row.pk}/kiem-tra/")
    row.refresh_from_db()
    assert (row.check_code, row.state) == ("BH-SIGN-0003", "revoked")
    assert "đã bị thu hồi" in browser(cast.an).get("/").content.decode()
    with pytest.raises(ProblemError, match="BH-SIGN-0047"):
        register.active(facility.code, "staff", "nv-an")


def test_a_new_certificate_takes_the_place_of_the_old_one(facility, authority):
    first, second = entered(authority, facility, 5), entered(authority, facility, 500)
    first.refresh_from_db()
    assert (first.state, second.state) == ("ended", "active")
    assert register.active(facility.code, "staff", "nv-an").pk == second.pk


def test_a_certificate_out_of_use_stays_in_the_register(facility, browser, cast, authority):
    row = entered(authority, facility)
    dung = browser(cast.dung)
    assert dung.post(f"{HOME}{row.pk}/ngung/").status_code == 303
    assert "Ngừng dùng" in dung.get(f"{HOME}?loc=ngung").content.decode()
    assert browser(cast.stranger).get(f"{HOME}{row.pk}/").status_code in (403, 404)


def test_a_secret_comes_from_the_vault_by_a_plain_name_or_from_the_person(tmp_path):
    vault = Vault(tmp_path)
    (tmp_path / "an.pin").write_text("987654\n")
    assert vault.secret("an.pin") == "987654"
    assert vault.secret("", "1234") == "1234"
    for name, given in (("khong-co", ""), ("", ""), ("../an.pin", ""), ("/etc/passwd", "")):
        with pytest.raises(ProblemError, match="BH-SIGN-0048"):
            vault.secret(name, given)


def test_the_register_signs_with_the_key_it_names(facility, cast, authority, settings, tmp_path):
    """A file key, its passphrase in the vault: the desk gives the person's key and nobody else's."""
    key = authority.issue_person(name=cast.an.name, title="", facility=facility.name, staff_id="nv-an")
    holders = sorted((tmp_path / "pki" / "authority" / "holders").glob("*.p12"))
    vault = tmp_path / "vault"
    vault.mkdir()
    (vault / "an.p12").write_bytes(holders[0].read_bytes())
    (vault / "an.pin").write_bytes((tmp_path / "pki" / "authority" / "passphrase").read_bytes())
    authority.trust().write_to(tmp_path / "trust")
    settings.BENHAN_SIGNING, settings.BENHAN_VAULT, settings.BENHAN_TRUST = (
        "register",
        vault,
        tmp_path / "trust",
    )
    with border.facility_transaction(facility.code):
        register.add(
            facility=facility.code, holder="staff", practitioner="nv-an", name=cast.an.name, title="", kind="file",
            place={"file": "an.p12"}, secret_name="an.pin", certificates=(key.certificate, *key.chain), by="",
        )  # fmt: skip
    with border.facility_transaction(facility.code):
        assert desk().staff_key(cast.an, facility).subject.serial == key.subject.serial
        assert not desk().asks(cast.an)
        with pytest.raises(ProblemError, match="BH-SIGN-0047"):
            desk().staff_key(cast.chi, facility)
    with pytest.raises(ProblemError, match="BH-RECORD-0007"):
        _ = desk().timestamps  # no service is set: nothing is signed without proven time


def test_a_key_that_answers_with_somebody_elses_certificate_signs_nothing(
    facility, cast, authority, settings, tmp_path
):
    """A file, token or remote credential that was swapped: the signature would be good, but another person's."""
    key = authority.issue_person(name=cast.an.name, title="", facility=facility.name, staff_id="nv-an")
    [swapped] = (tmp_path / "pki" / "authority" / "holders").glob("*.p12")
    vault = tmp_path / "vault"
    vault.mkdir()
    (vault / "chi.p12").write_bytes(swapped.read_bytes())
    (vault / "chi.pin").write_bytes((tmp_path / "pki" / "authority" / "passphrase").read_bytes())
    other = authority.issue_person(name=cast.chi.name, title="", facility=facility.name, staff_id="nv-chi")
    with border.facility_transaction(facility.code):
        row = register.add(
            facility=facility.code, holder="staff", practitioner="nv-chi", name=cast.chi.name, title="", kind="file",
            place={"file": "chi.p12"}, secret_name="chi.pin", certificates=(other.certificate, *other.chain), by="",
        )  # fmt: skip
        assert key.subject.serial != row.serial
        with pytest.raises(ProblemError, match="BH-SIGN-0053"):
            register.key_of(row, Vault(vault))


def test_the_report_of_timestamps_names_papers_by_their_look_up_code_only(facility, browser, cast, authority):
    with border.facility_transaction(facility.code):
        now = timezone.now()
        ArchiveStamp.objects.create(
            facility=facility.code, document="giay-1", sha256="0" * 64, stamped_at=now, authority="Đơn vị cấp dấu",
            digest="sha256", holds_until=now + timedelta(days=20), count=1, code="BH-SIGN-0010",
        )  # fmt: skip
    hanh = browser(cast.hanh)
    text = hanh.get(f"{HOME}gia-han/").content.decode()
    assert "Chưa gia hạn được" in text
    assert documents.lookup_code("giay-1") in text
    told = hanh.get(f"{HOME}gia-han/bao-cao.csv")
    assert told["Content-Type"].startswith("text/csv")
    assert documents.lookup_code("giay-1") in told.content.decode()
    assert "Chứng thư số sắp hết hạn" in hanh.get("/").content.decode()
    for actor in (cast.an, cast.lan, cast.minh):
        assert browser(actor).get(f"{HOME}gia-han/").status_code == 403
        assert browser(actor).get(f"{HOME}gia-han/bao-cao.csv").status_code == 403
