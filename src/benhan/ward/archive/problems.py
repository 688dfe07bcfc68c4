"""What the archive's pages refuse."""

from benhan.fhir.problems import declare

PURPOSE_NEEDED = declare(
    "BH-WARD-0701",
    issue="required",
    status=422,
    developer="Handing out a record needs a purpose of the list.",
    clinician="Chọn mục đích kết xuất. Chưa có gì được tải về.",
)
