"""What the form accepts that enters a certificate in the register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from benhan.signing.models import Certificate
from benhan.signing.register import PLACES

KIND_NAMES = {
    Certificate.Kind.FILE: "Tệp khóa",
    Certificate.Kind.PKCS11: "Thiết bị (PKCS#11)",
    Certificate.Kind.CSC: "Ký từ xa (CSC)",
}
HOLDER_NAMES = {
    Certificate.Holder.SEAL: "Con dấu số của cơ sở",
    Certificate.Holder.DEVICE: "Thiết bị xác nhận",
}
_REQUIRED = {"required": "Mục này cần có."}
_LARGEST = 200_000


class CertificateForm(forms.Form):
    """The holder, the kind of key, where it is, and the certificate; never the key or its secret."""

    holder = forms.ChoiceField(label="Của ai", error_messages=_REQUIRED)
    kind = forms.ChoiceField(
        label="Khóa nằm ở đâu", choices=[(kind.value, name) for kind, name in KIND_NAMES.items()],
        widget=forms.RadioSelect(attrs={"data-width": "full"}), error_messages=_REQUIRED,
    )  # fmt: skip
    file = forms.RegexField(
        r"\A[a-z0-9][a-z0-9._-]{0,79}\Z", label="Tên tệp khóa trong kho", required=False,
        help_text="Tệp khóa: ví dụ an.p12", error_messages={"invalid": "Chỉ dùng chữ thường, số, dấu chấm, gạch."},
    )  # fmt: skip
    module = forms.CharField(
        label="Thư viện của thiết bị", max_length=200, required=False, help_text="PKCS#11"
    )
    token = forms.CharField(label="Nhãn thiết bị", max_length=64, required=False, help_text="PKCS#11")
    label = forms.CharField(label="Nhãn khóa", max_length=64, required=False, help_text="PKCS#11")
    base = forms.URLField(
        label="Địa chỉ dịch vụ", required=False, help_text="Ký từ xa: bắt đầu bằng https://", assume_scheme="https",
        error_messages={"invalid": "Địa chỉ chưa đúng dạng."},
    )  # fmt: skip
    client_id = forms.CharField(label="Mã khách hàng", max_length=64, required=False, help_text="Ký từ xa")
    credential = forms.CharField(
        label="Mã chứng thư ở dịch vụ", max_length=120, required=False, help_text="Ký từ xa"
    )
    secret_name = forms.RegexField(
        r"\A[a-z0-9][a-z0-9._-]{0,79}\Z", label="Tên mật khẩu hoặc mã PIN trong kho", required=False,
        help_text="Chỉ ghi tên. Bỏ trống thì hỏi người ký ở mỗi lần ký",
        error_messages={"invalid": "Chỉ dùng chữ thường, số, dấu chấm, gạch."},
    )  # fmt: skip
    certificate = forms.FileField(
        label="Tệp chứng thư số (PEM hoặc DER)", error_messages=_REQUIRED | {"empty": "Tệp này trống."},
        help_text="Kèm chứng thư của tổ chức cấp nếu có. Không gửi tệp có khóa bí mật",
        widget=forms.FileInput(attrs={"data-width": "full"}),
    )  # fmt: skip

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **named: Any) -> None:
        super().__init__(*args, **named)
        facility = [(holder.value, name) for holder, name in HOLDER_NAMES.items()]
        choices = [("", "Chọn"), *facility, *((f"staff:{id_}", name) for id_, name in people)]
        self.fields["holder"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        for name in PLACES.get(given.get("kind", ""), ()):
            if not given.get(name) and name not in self.errors:
                self.add_error(name, "Mục này cần có với loại khóa đã chọn.")
        upload = given.get("certificate")
        if upload is not None and upload.size > _LARGEST:
            self.add_error("certificate", "Tệp quá lớn so với một chứng thư số.")
        is_device = given.get("holder") in (Certificate.Holder.SEAL, Certificate.Holder.DEVICE)
        if is_device and not given.get("secret_name") and "secret_name" not in self.errors:
            self.add_error("secret_name", "Khóa của cơ sở cần tên mật khẩu hoặc mã PIN trong kho.")
        return given

    def place(self) -> Mapping[str, str]:
        """What the chosen kind of key says of its place."""
        return {name: str(self.cleaned_data[name]) for name in PLACES[self.cleaned_data["kind"]]}
