"""Failures of reading JSON text."""

from __future__ import annotations

from benhan.fhir.problems import declare

NOT_JSON = declare(
    "BH-FHIR-0001",
    issue="structure",
    status=400,
    developer="The text is not JSON in UTF-8: it breaks at {position}.",
    clinician="Dữ liệu gửi đến không đọc được (không đúng dạng JSON) nên CHƯA được lưu. "
    "Anh/chị kiểm tra tệp hoặc phần mềm gửi rồi gửi lại.",
)
NOT_AN_OBJECT = declare(
    "BH-FHIR-0002",
    issue="structure",
    status=400,
    developer="The text is JSON, but not an object with a resourceType.",
    clinician="Dữ liệu gửi đến không phải là một hồ sơ FHIR nên CHƯA được lưu. "
    "Anh/chị kiểm tra tệp hoặc phần mềm gửi rồi gửi lại.",
)
DEEPLY_NESTED = declare(
    "BH-FHIR-0003",
    issue="too-costly",
    status=400,
    developer="The JSON is nested more deeply than a resource can be.",
    clinician="Dữ liệu gửi đến lồng nhau quá nhiều cấp nên CHƯA được lưu. "
    "Anh/chị kiểm tra tệp hoặc phần mềm gửi rồi gửi lại.",
)
