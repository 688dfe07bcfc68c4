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
from benhan.ui.parts.filling import (
    NEW_ROW,
    FigurePad,
    Fillable,
    FillRow,
    FillTable,
    PairLine,
    PairTable,
    ShownWhen,
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
from benhan.ui.parts.standing import KeyLine, Share, StandingBar, StandingChart
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
    "Action", "Badge", "Bed", "BedMap", "BreakGlass", "Cell", "ChartTable", "Choice", "Column", "Crumb",
    "Dialog", "Empty", "ErrorSummary", "Field", "FieldError", "FieldSection", "FigurePad", "FileVerdict",
    "Fillable", "FillRow", "FillTable", "FilterChip", "Frame", "Job", "KeyLine", "KeyValue", "KeyValues",
    "life_of_record", "Message", "NEW_ROW", "Notice", "NumberCard", "Pagination", "PairLine", "PairTable",
    "PatientBanner", "Place", "Previous", "PrintHeader", "ProblemPage", "Room", "Row", "SaveState",
    "Share", "Shortcut", "ShownWhen", "SignaturePad", "SignatureVerdict", "SignerLine", "SigningSheet", "Sparkline",
    "StandingBar", "StandingChart", "status_badge", "Step", "Steps", "stripe_of", "Table", "Timeline", "TimelineEntry",
    "VerifyReport", "VitalChart", "WorkCount",
]  # fmt: skip
