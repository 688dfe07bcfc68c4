"""What can go wrong with the key of the backups."""

from __future__ import annotations

from benhan.fhir.problems import declare

NO_KEY = declare(
    "BH-ASSURANCE-0070",
    issue="security",
    status=500,
    developer="The backup key {path} can't be read ({reason}).",
    clinician="Không đọc được khóa sao lưu {path}. Chưa có gì được sao lưu hay khôi phục. "
    "Vui lòng đưa đúng tệp khóa vào chỗ đó hoặc nêu tệp khóa bằng --key-file.",
)
