"""The models of a unit's year."""

from shebao.server.accountability.unit_years.models.lines import BudgetLine, EntryLine, Line, OpeningLine, PlanLine
from shebao.server.accountability.unit_years.models.parts import Attachment, PerformanceForm, SheetImport
from shebao.server.accountability.unit_years.models.results import Closing, ComposedReport, Finding, UnitFigure
from shebao.server.accountability.unit_years.models.unit_year import Contribution, UnitYear

__all__ = [
    "Attachment",
    "BudgetLine",
    "Closing",
    "ComposedReport",
    "Contribution",
    "EntryLine",
    "Finding",
    "Line",
    "OpeningLine",
    "PerformanceForm",
    "PlanLine",
    "SheetImport",
    "UnitFigure",
    "UnitYear",
]
