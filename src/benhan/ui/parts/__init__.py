"""The components of every page, as frozen values: each names its template and holds ready texts.

A page gives such a value to its template, which writes `{% part value %}`. Inside a component's template the
value is called `it`. Components know nothing of resources: a presenter words everything before.
"""

from benhan.ui.parts.beds import Bed, BedMap, Room
from benhan.ui.parts.charts import ChartTable, Sparkline, VitalChart
from benhan.ui.parts.fields import (
    Choice,
    ErrorSummary,
    Field,
    FieldError,
    FieldSection,
    Previous,
    SaveState,
)
from benhan.ui.parts.frame import Action, Crumb, Dialog, Frame, Message, Place, Shortcut, WorkCount
from benhan.ui.parts.patient import PatientBanner, stripe_of
from benhan.ui.parts.problems import BreakGlass, ProblemPage
from benhan.ui.parts.signing import (
    FileVerdict,
    PrintHeader,
    SignaturePad,
    SignatureVerdict,
    SignerLine,
    SigningSheet,
    VerifyReport,
)
from benhan.ui.parts.states import (
    Badge,
    Empty,
    Job,
    KeyValue,
    KeyValues,
    Notice,
    NumberCard,
    Step,
    Steps,
    Timeline,
    TimelineEntry,
    life_of_record,
    status_badge,
)
from benhan.ui.parts.tables import Cell, Column, FilterChip, Pagination, Row, Table

__all__ = [
    "Action", "Badge", "Bed", "BedMap", "BreakGlass", "Cell", "ChartTable", "Choice", "Column", "Crumb", "Dialog", "Empty",
    "ErrorSummary", "Field", "FieldError", "FieldSection", "FileVerdict", "FilterChip", "Frame", "Job",
    "KeyValue", "KeyValues", "Message", "Notice", "NumberCard", "Pagination", "PatientBanner", "Place",
    "Previous", "PrintHeader", "ProblemPage", "Room", "Row", "SaveState", "Shortcut", "SignaturePad",
    "SignatureVerdict", "SignerLine", "SigningSheet", "Sparkline", "Step", "Steps", "Table", "Timeline",
    "TimelineEntry", "VerifyReport", "VitalChart", "WorkCount", "life_of_record", "status_badge", "stripe_of",
]  # fmt: skip
