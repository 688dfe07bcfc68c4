"""Failures of reading a search request."""

from __future__ import annotations

from benhan.fhir.problems import declare

_AGAIN = "Anh/chị sửa điều kiện rồi tìm lại."

UNKNOWN_TYPE = declare(
    "BH-FHIR-0201",
    issue="not-supported",
    status=404,
    developer="{type} is not a resource type of R4 (4.0.1).",
    clinician="Không có loại hồ sơ này trong hệ thống nên không tìm được. " + _AGAIN,
)
UNKNOWN_PARAMETER = declare(
    "BH-FHIR-0202",
    issue="not-supported",
    status=400,
    developer="{type} has no search parameter {parameter}.",
    clinician="Hệ thống không có điều kiện tìm kiếm này. " + _AGAIN,
)
UNSEARCHABLE_PARAMETER = declare(
    "BH-FHIR-0203",
    issue="not-supported",
    status=400,
    developer="The search parameter {parameter} of {type} cannot be searched here: {reason}.",
    clinician="Hệ thống chưa hỗ trợ tìm theo điều kiện này. " + _AGAIN,
)
UNSUPPORTED_MODIFIER = declare(
    "BH-FHIR-0204",
    issue="not-supported",
    status=400,
    developer="The modifier {modifier} cannot be used with {parameter} ({kind}); allowed: {allowed}.",
    clinician="Cách so sánh đã chọn không dùng được với điều kiện này. " + _AGAIN,
)
CHAIN_UNSUPPORTED = declare(
    "BH-FHIR-0205",
    issue="not-supported",
    status=400,
    developer="Chained parameters and _has are not supported yet: search for the other resource first.",
    clinician="Hệ thống chưa hỗ trợ tìm qua hồ sơ liên quan. Anh/chị tìm hồ sơ liên quan trước rồi tìm tiếp.",
)
BAD_VALUE = declare(
    "BH-FHIR-0206",
    issue="value",
    status=400,
    developer="The value of {parameter} cannot be read; expected {expected}.",
    clinician="Giá trị của điều kiện tìm kiếm không đúng dạng. " + _AGAIN,
)
UNSUPPORTED_PREFIX = declare(
    "BH-FHIR-0207",
    issue="value",
    status=400,
    developer="The value of {parameter} begins with an unknown prefix; allowed: eq ne lt le gt ge sa eb ap.",
    clinician="Phép so sánh trong điều kiện tìm kiếm không hợp lệ. " + _AGAIN,
)
TOO_MANY_CONDITIONS = declare(
    "BH-FHIR-0209",
    issue="too-costly",
    status=400,
    developer="A search takes at most {limit} parameters; join alternatives of one parameter with commas.",
    clinician="Tìm kiếm có quá nhiều điều kiện. " + _AGAIN,
)
REPEATED_CONTROL = declare(
    "BH-FHIR-0208",
    issue="invalid",
    status=400,
    developer="{parameter} may be given only once.",
    clinician="Một lựa chọn hiển thị kết quả bị lặp lại. " + _AGAIN,
)
