"""What the checker can find wrong in a resource; one catalogue entry per kind.

The developer texts name elements, types and rules, never a value that came with the resource.
"""

from __future__ import annotations

from benhan.fhir.problems import Finding, Problem, declare

_CHECK = "Anh/chị kiểm tra và nhập lại; nội dung này CHƯA được lưu."
_SENDER = "Nội dung này CHƯA được lưu. Anh/chị báo bộ phận công nghệ thông tin."


def _declare(number: str, issue: str, developer: str, clinician: str) -> Problem:
    return declare(f"BH-FHIR-{number}", issue=issue, status=422, developer=developer, clinician=clinician)


UNKNOWN_TYPE = _declare(
    "0101",
    "structure",
    "resourceType is missing or names no resource type of R4 (4.0.1).",
    f"Không nhận ra loại hồ sơ được gửi đến. {_SENDER}",
)
WRONG_TYPE = _declare(
    "0102",
    "invalid",
    "The resource is not of the expected type {expected}.",
    f"Loại hồ sơ gửi đến không đúng với nơi nhận. {_SENDER}",
)
UNKNOWN_ELEMENT = _declare(
    "0103",
    "structure",
    "{owner} has no element of this name in R4.",
    f"Hồ sơ có một mục không thuộc chuẩn FHIR R4. {_SENDER}",
)
MISSING_ELEMENT = _declare(
    "0104",
    "required",
    "The element {name} is required here.",
    f"Còn thiếu một mục bắt buộc. {_CHECK}",
)
TOO_MANY_CHOICES = _declare(
    "0105",
    "structure",
    "Only one type of {name} may be given.",
    f"Một mục được ghi theo hai kiểu khác nhau. {_SENDER}",
)
NOT_A_LIST = _declare(
    "0106", "structure", "Expected an array: the element may repeat.", f"Hồ sơ sai cấu trúc FHIR. {_SENDER}"
)
IS_A_LIST = _declare(
    "0107",
    "structure",
    "Expected a single value: the element does not repeat.",
    f"Một mục chỉ được có một giá trị nhưng có nhiều giá trị. {_SENDER}",
)
EMPTY = _declare(
    "0108",
    "structure",
    "Expected content: arrays and objects must not be empty, an object must hold more than an id.",
    f"Có một mục để trống. {_CHECK}",
)
MISPLACED_NULL = _declare(
    "0109",
    "structure",
    "null may stand only in an array of primitive values, where its twin (_name) has an object.",
    f"Có một mục để trống. {_SENDER}",
)
WRONG_JSON_TYPE = _declare(
    "0110",
    "structure",
    "Expected {expected}.",
    f"Một giá trị không đúng kiểu dữ liệu. {_SENDER}",
)
BAD_FORMAT = _declare(
    "0111",
    "value",
    "Expected {expected}.",
    f"Một giá trị không đúng dạng. {_CHECK}",
)
NOT_IN_VALUE_SET = _declare(
    "0112",
    "code-invalid",
    "Expected a code of the required value set {value_set}.",
    f"Có mã không nằm trong danh mục bắt buộc. {_CHECK}",
)
WRONG_TARGET = _declare(
    "0113",
    "value",
    "Expected a reference to {expected}.",
    f"Một mục liên kết tới sai loại hồ sơ. {_SENDER}",
)
UNSAFE_NARRATIVE = _declare(
    "0114",
    "invalid",
    "The narrative must be one XHTML div without active content: {reason}.",
    f"Phần mô tả dạng văn bản của hồ sơ không an toàn hoặc sai dạng. {_SENDER}",
)
INVARIANT = _declare(
    "0115",
    "invariant",
    "Rule {key}: {rule}.",
    f"Các mục của hồ sơ không khớp với nhau. {_CHECK}",
)
TOO_DEEP = _declare(
    "0116",
    "too-costly",
    "The resource is nested more deeply than {limit} levels.",
    f"Hồ sơ lồng nhau quá nhiều cấp. {_SENDER}",
)
UNREADABLE_TEXT = _declare(
    "0117",
    "value",
    "Text must not hold control characters other than tab and line ends, nor half surrogates.",
    f"Văn bản có ký tự không hợp lệ. {_CHECK}",
)
INVALID_RESOURCE = _declare(
    "0100",
    "invalid",
    "The resource breaks R4 in {count} places; the first is {first}.",
    f"Hồ sơ có nội dung chưa hợp lệ. {_CHECK}",
)


def finding(problem: Problem, expression: str, **values: object) -> Finding:
    """The problem as an error at one place."""
    made = problem.at(expression, **values)
    return Finding("error", problem.issue, expression, made.developer, made.clinician, problem.code)
