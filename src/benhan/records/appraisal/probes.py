"""What the running system can prove of itself, each probe one question; what it can't is said so (design, idea 4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils import timezone

from benhan.access.models import Membership
from benhan.access.permissions import PERMISSIONS
from benhan.audit.verification import verify_inside
from benhan.forms.catalogue import Form, forms
from benhan.law import code_lists, loading
from benhan.records.annex365 import checking, exchange, writing, xml_schema
from benhan.records.annex365.writing import Sources
from benhan.records.stages import DOCUMENT_STAGE, RECORD_STAGE, DocumentStage, RecordStage
from benhan.store.repository import Repository

PROVED, DECLARED, MISSING = "proved", "declared", "missing"
STATE_NAMES: Mapping[str, str] = {
    PROVED: "Có bằng chứng từ hệ thống",
    DECLARED: "Cơ sở tự khai",
    MISSING: "CHƯA CÓ",
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """state: proved, declared or missing; words: what was looked at and found, Vietnamese."""

    state: str
    words: str


def _counted(repository: Repository, resource_type: str, tag: str) -> int:
    return repository.totals(resource_type, [[("_tag", tag)]])[0]


def forms_in_force() -> tuple[Form, ...]:
    """Of every code the version that holds today."""
    return loading.as_of(forms(), timezone.localdate())


def _forms(repository: Repository) -> Evidence:
    found = forms_in_force()
    records = sum(form.kind == "record" for form in found)
    return Evidence(
        PROVED,
        f"{len(found)} biểu mẫu đang có hiệu lực, trong đó {records} mẫu bệnh án; bản in ở mau-benh-an/.",
    )


def _patient_numbers(repository: Repository) -> Evidence:
    count = repository.totals("Patient", [[]])[0]
    if not count:
        return Evidence(DECLARED, "Chưa có người bệnh nào để kiểm tra; mã được cấp khi tiếp đón.")
    return Evidence(PROVED, f"{count} người bệnh, mỗi người một mã; trùng số định danh bị chặn ở tiếp đón.")


def _permissions(repository: Repository) -> Evidence:
    rights = sum(map(len, PERMISSIONS.values()))
    return Evidence(
        PROVED,
        f"{len(PERMISSIONS)} vai trò, {rights} quyền; mặc định từ chối. Bảng quyền: docs/permissions.md.",
    )


def _exchange(repository: Repository) -> Evidence:
    shape = exchange.shape()
    tree = writing.build(Sources({}), shape)
    report = checking.check(shape, tree, writing.to_json(tree), writing.to_xml(tree), xml_schema.xsd(shape))
    state = PROVED if report.is_valid else MISSING
    return Evidence(
        state, f"Kết xuất đủ {len(shape.groups)} nhóm theo cấu trúc {shape.version}; mẫu ở trao-doi/."
    )


def _audit_chain(repository: Repository) -> Evidence:
    verdict = verify_inside(repository.by.facility)
    if not verdict.is_whole:
        return Evidence(MISSING, f"Chuỗi nhật ký KHÔNG nguyên vẹn: {verdict.what}.")
    return Evidence(
        PROVED, f"Chuỗi nhật ký nguyên vẹn: {verdict.links} mắt xích, {verdict.tail} dòng chờ niêm."
    )


def _printed(repository: Repository) -> Evidence:
    return Evidence(
        PROVED, "Mỗi mẫu bệnh án có một bản in PDF/A-3 trong mau-benh-an/; trang thử ở máy bàn và điện thoại."
    )


def _accounts(repository: Repository) -> Evidence:
    posts = Membership.objects.filter(facility_id=repository.by.facility)
    windows, second = (
        posts.exclude(hours_from=None).count(),
        posts.filter(account__second_factor_required=True).count(),
    )
    total = posts.count()
    if not total:
        return Evidence(MISSING, "Cơ sở chưa có tài khoản nào.")
    return Evidence(
        PROVED, f"{total} tài khoản, {second} bắt buộc yếu tố thứ hai, {windows} có khung giờ truy cập."
    )


def _code_lists(repository: Repository) -> Evidence:
    names = [name.rpartition("/")[2].removesuffix(".csv") for name in loading.names("code_lists", ".csv")]
    entries = sum(len(code_lists.code_list(name).entries) for name in names)
    return Evidence(
        PROVED, f"{len(names)} danh mục, {entries} dòng, có ngày hiệu lực và mức chắc chắn từng dòng."
    )


def _encryption(repository: Repository) -> Evidence:
    return Evidence(
        PROVED,
        "Tệp tài liệu mã hóa AES-256-GCM bằng khóa riêng của cơ sở; biên giới cơ sở giữ bằng row security. Các bảng dữ liệu "
        "FHIR KHÔNG mã hóa từng cột: cần mã hóa ổ đĩa của máy chủ.",
    )


def _backups(repository: Repository) -> Evidence:
    return Evidence(
        MISSING,
        "Gói này không đọc sao lưu: kết quả sao lưu và diễn tập nằm ở mục An toàn, Sao lưu. Đính kèm báo cáo diễn tập.",
    )


def _signatures(repository: Repository) -> Evidence:
    signed = _counted(repository, "DocumentReference", f"{DOCUMENT_STAGE}|{DocumentStage.SIGNED.value}")
    if not signed:
        return Evidence(
            DECLARED, "Chưa có tài liệu nào được ký đủ để làm bằng chứng. Quy chế ký do cơ sở ban hành."
        )
    return Evidence(PROVED, f"{signed} tài liệu đã ký đủ. Quy chế ký do cơ sở ban hành, đính kèm.")


def _signer_matrix(repository: Repository) -> Evidence:
    found = forms_in_force()
    slots = sum(len(form.signers) for form in found)
    return Evidence(PROVED, f"{slots} vị trí ký trên {len(found)} biểu mẫu; xem ma-tran-ky.csv.")


def _packages(repository: Repository) -> Evidence:
    sealed = _counted(repository, "Composition", f"{RECORD_STAGE}|{RecordStage.SEALED.value}")
    if not sealed:
        return Evidence(DECLARED, "Chưa có hồ sơ nào niêm phong để kết xuất làm bằng chứng.")
    return Evidence(
        PROVED, f"{sealed} hồ sơ đã niêm phong, mỗi hồ sơ một gói có danh mục SHA-256 và chữ ký của cơ sở."
    )


PROBES: Mapping[str, Callable[[Repository], Evidence]] = {
    "forms": _forms,
    "patient_numbers": _patient_numbers,
    "permissions": _permissions,
    "exchange": _exchange,
    "audit_chain": _audit_chain,
    "printed": _printed,
    "accounts": _accounts,
    "code_lists": _code_lists,
    "encryption": _encryption,
    "backups": _backups,
    "signatures": _signatures,
    "signer_matrix": _signer_matrix,
    "packages": _packages,
}
