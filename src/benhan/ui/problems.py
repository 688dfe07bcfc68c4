"""What every desk page refuses."""

from benhan.fhir.problems import declare

DAY_UNREADABLE = declare(
    "BH-UI-0001",
    issue="value",
    status=422,
    developer="A typed day is not of the form dd/mm/yyyy.",
    clinician="Ghi ngày theo dạng 02/03/2026. Không có gì được lưu.",
)
