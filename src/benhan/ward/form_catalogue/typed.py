# ruff: noqa: E501 — sentences people read stand whole
"""What the officer types: a field, the head of an own form, the decision."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils import timezone

from benhan.forms.changes import OWN_TYPES, WITH_CHOICES, OwnChoice, OwnField, Remark
from benhan.forms.differences import TYPE_WORDS
from benhan.forms.fields import Field as Question
from benhan.forms.proposals import Decision
from benhan.law.signers import who_may_sign
from benhan.terminology.folding import fold
from benhan.ward.form_catalogue.words import KINDS, MOMENTS, PER, SETTINGS

_REQUIRED = {"required": "Mục này cần có."}
_DATE = {"required": "Ghi ngày.", "invalid": "Ghi ngày theo dạng 02/03/2026."}
_MOMENTS = [("", "không bắt buộc"), *MOMENTS.items()]
_NUMBER = re.compile(r"-?\d{1,9}([.,]\d{1,6})?", re.ASCII)


class RemarkForm(forms.Form):
    """To a field of the Ministry's form, or of ours that is not on its print."""

    label = forms.CharField(
        label="Nhãn của cơ sở", max_length=200, required=False,
        help_text="Hiện trong ngoặc bên cạnh nhãn chính thức, chỉ trên màn hình; bản in giữ nhãn của Bộ",
    )  # fmt: skip
    help = forms.CharField(label="Lời nhắc dưới ô", max_length=300, required=False)
    required = forms.ChoiceField(
        label="Bắt buộc",
        choices=_MOMENTS,
        required=False,
        help_text="Chỉ được sớm hơn mẫu chung, không muộn hơn",
    )

    def __init__(self, *args: Any, question: Question, **named: Any) -> None:
        super().__init__(*args, **named)
        self._question = question
        if question.extension:
            self.fields["label"].help_text = "Thay cho nhãn hiện có; mục này không có trên mẫu in chính thức"

    def clean_required(self) -> str:
        order, chosen = ["draft", "signing", "closing", ""], str(self.cleaned_data["required"])
        if order.index(chosen) > order.index(self._question.required):
            raise forms.ValidationError("Chỉ được bắt buộc sớm hơn mẫu chung, không muộn hơn.")
        return chosen

    def remark(self) -> Remark:
        """What differs from the base form; a moment that is the same is no remark."""
        given = self.cleaned_data
        moment = given["required"] if given["required"] != self._question.required else ""
        return Remark(given["label"].strip(), given["help"].strip(), moment)


class OwnFieldForm(forms.Form):
    """A field of the facility."""

    label = forms.CharField(
        label="Nhãn",
        max_length=200,
        error_messages=_REQUIRED,
        widget=forms.TextInput(attrs={"autofocus": True}),
    )
    type = forms.ChoiceField(
        label="Kiểu", choices=[(one, TYPE_WORDS[one]) for one in OWN_TYPES],
        error_messages={"invalid_choice": "Kiểu trường này không có."},
    )  # fmt: skip
    choices = forms.CharField(
        label="Các lựa chọn", required=False, widget=forms.Textarea(attrs={"rows": 4, "data-width": "full"}),
        help_text="Chỉ với kiểu chọn: mỗi dòng một lựa chọn; muốn đặt mã thì ghi “mã = nhãn”",
    )  # fmt: skip
    unit = forms.CharField(
        label="Đơn vị", max_length=20, required=False, widget=forms.TextInput(attrs={"data-width": "quarter"})
    )
    low = forms.CharField(
        label="Nhỏ nhất",
        max_length=16,
        required=False,
        widget=forms.TextInput(attrs={"data-width": "quarter", "data-kind": "number"}),
    )
    high = forms.CharField(
        label="Lớn nhất",
        max_length=16,
        required=False,
        widget=forms.TextInput(attrs={"data-width": "quarter", "data-kind": "number"}),
    )
    required = forms.ChoiceField(label="Bắt buộc", choices=_MOMENTS, required=False)
    long = forms.BooleanField(label="Nhiều dòng", required=False, help_text="Với kiểu chữ")
    help = forms.CharField(
        label="Lời nhắc dưới ô",
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"data-width": "full"}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        kind = given.get("type", "")
        for name in ("low", "high"):
            text = given.get(name, "").strip()
            if text and not _NUMBER.fullmatch(text):
                self.add_error(name, "Ghi một số, ví dụ 36,5.")
            elif text and kind != "number":
                self.add_error(name, "Chỉ kiểu số mới có giới hạn.")
        count = len(self._choices())
        if kind in WITH_CHOICES and count < 2:
            self.add_error("choices", "Ghi ít nhất hai lựa chọn, mỗi dòng một lựa chọn.")
        if kind and kind not in WITH_CHOICES and count:
            self.add_error("choices", "Kiểu này không có lựa chọn; xóa các dòng hoặc đổi kiểu.")
        codes = [one.code for one in self._choices()]
        if len(codes) != len(set(codes)):
            self.add_error("choices", "Có hai lựa chọn cùng mã.")
        return given

    def _choices(self) -> tuple[OwnChoice, ...]:
        made = []
        lines = [line.strip() for line in self.cleaned_data.get("choices", "").splitlines() if line.strip()]
        for place, line in enumerate(lines, start=1):
            code, sign, label = (part.strip() for part in line.partition("="))
            made.append(OwnChoice(code, label) if sign else OwnChoice(str(place), code))
        return tuple(made)

    def own_field(self, key: str, section: str) -> OwnField:
        given = self.cleaned_data
        return OwnField(
            key=key, section=section, label=given["label"].strip(), type=given["type"], unit=given["unit"].strip(),
            low=given["low"].strip().replace(",", "."), high=given["high"].strip().replace(",", "."),
            choices=self._choices(), required=given["required"], long=given["long"], help=given["help"].strip(),
        )  # fmt: skip


def typed_of(own: OwnField) -> dict[str, object]:
    """The form's values for a field as it stands."""
    lines = "\n".join(f"{one.code} = {one.label}" for one in own.choices)
    return {
        "label": own.label, "type": own.type, "choices": lines, "unit": own.unit, "low": own.low.replace(".", ","),
        "high": own.high.replace(".", ","), "required": own.required, "long": own.long, "help": own.help,
    }  # fmt: skip


class HeadForm(forms.Form):
    """The head of a form of the facility."""

    title = forms.CharField(
        label="Tên biểu mẫu",
        max_length=150,
        error_messages=_REQUIRED,
        widget=forms.TextInput(attrs={"data-width": "full"}),
    )
    kind = forms.ChoiceField(
        label="Loại",
        choices=[(key, label) for key, label in KINDS.items() if key != "record"],
        initial="nursing",
    )
    setting = forms.ChoiceField(label="Nơi dùng", choices=list(SETTINGS.items()), initial="any")
    per = forms.ChoiceField(label="Ghi", choices=list(PER.items()), required=False, initial="once")
    leaves_house = forms.BooleanField(
        label="Giao cho người bệnh hoặc cơ sở khác (không được viết tắt)", required=False
    )


class NewFormForm(HeadForm):
    short_code = forms.CharField(
        label="Mã ngắn", max_length=24, error_messages=_REQUIRED, widget=forms.TextInput(attrs={"autofocus": True}),
        help_text="Chữ in không dấu, số, gạch ngang, ví dụ TU-VAN-DINH-DUONG; mã đầy đủ là LOCAL/CS-…, không đổi được về sau",
    )  # fmt: skip
    field_order = ("short_code", "title", "kind", "setting", "per", "leaves_house")

    def clean_short_code(self) -> str:
        return "-".join(fold(str(self.cleaned_data["short_code"])).split()).upper()


class SignerForm(forms.Form):
    who = forms.ChoiceField(label="Ai ký", choices=[])
    label = forms.CharField(label="Chữ in ở chỗ ký", max_length=80, error_messages=_REQUIRED)
    order = forms.IntegerField(
        label="Lượt",
        min_value=1,
        max_value=20,
        initial=1,
        widget=forms.NumberInput(attrs={"data-width": "quarter", "data-kind": "integer"}),
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["who"].choices = [(who, one.label) for who, one in who_may_sign().items()]  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    """The director's decision."""

    number = forms.CharField(
        label="Số quyết định", max_length=60, error_messages={"required": "Ghi số quyết định của giám đốc."}
    )
    day = forms.DateField(
        label="Ngày quyết định",
        input_formats=["%d/%m/%Y"],
        error_messages=_DATE,
        widget=forms.DateInput(attrs={"data-width": "third"}),
    )
    valid_from = forms.DateField(
        label="Dùng từ ngày",
        input_formats=["%d/%m/%Y"],
        error_messages=_DATE,
        widget=forms.DateInput(attrs={"data-width": "third"}),
        help_text="Hôm nay hoặc sau đó",
    )
    valid_to = forms.DateField(
        label="đến hết ngày",
        input_formats=["%d/%m/%Y"],
        required=False,
        error_messages=_DATE,
        widget=forms.DateInput(attrs={"data-width": "third"}),
        help_text="Trống là không hạn",
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        today, start, end = timezone.localdate(), given.get("valid_from"), given.get("valid_to")
        if given.get("day") and given["day"] > today:
            self.add_error("day", "Ngày quyết định không sau hôm nay.")
        if start and start < today:
            self.add_error("valid_from", "Ngày bắt đầu dùng là hôm nay hoặc sau đó.")
        if start and end and end < start:
            self.add_error("valid_to", "Ngày cuối đứng trước ngày bắt đầu.")
        return given

    def decision(self) -> Decision:
        given = self.cleaned_data
        return Decision(given["number"].strip(), given["day"], given["valid_from"], given["valid_to"])
