"""Failures of code systems a person can meet."""

from __future__ import annotations

from benhan.fhir.problems import declare

FILE_UNREADABLE = declare(
    "BH-TERM-0001",
    issue="not-supported",
    status=422,
    developer="The file is not a UTF-8 CSV or TSV export of the ICD-10 annex.",
    clinician="Tệp không phải danh mục ICD-10 dạng CSV (UTF-8) của Bộ Y tế. CHƯA nạp dòng nào; "
    "danh mục cũ vẫn được dùng.",
)
ROWS_REFUSED = declare(
    "BH-TERM-0002",
    issue="invalid",
    status=422,
    developer="{count} rows are wrong; nothing was loaded.",
    clinician="Danh mục có {count} dòng sai nên CHƯA nạp dòng nào; danh mục cũ vẫn được dùng. "
    "Anh/chị xem từng dòng, sửa tệp rồi nạp lại.",
)
ROW_WRONG = declare(
    "BH-TERM-0003",
    issue="invalid",
    status=422,
    developer="Row {row}, column {column}: {reason}.",
    clinician="Dòng {row}, cột {column}: {reason}.",
)
