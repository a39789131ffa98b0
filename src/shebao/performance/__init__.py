"""Budget performance: data of indicators become scores with derivations, official forms, monitoring, trends."""

from shebao.performance.aggregate import gathered
from shebao.performance.model import (
    Budget,
    DataError,
    Evidence,
    FormData,
    Indicator,
    MidYear,
    PerformanceData,
    Where,
)
from shebao.performance.monitor import Monitoring, Watched, monitor
from shebao.performance.official import form_data, performance_data, to_form
from shebao.performance.problems import Finding, Level
from shebao.performance.results import Suggestion, grade, suggestions
from shebao.performance.scored import ScoredForm, ScoredIndicator
from shebao.performance.scoring import score_form
from shebao.performance.trend import Point, Series, comparison, trends
from shebao.performance.unit import score, summary_problems
from shebao.performance.workbook import data_workbook, is_data_workbook, read_workbook, workbook_data, write_workbook
from shebao.performance.writers import forms_docx, forms_xlsx, write_docx, write_xlsx
from shebao.performance.yaml_file import read_yaml

__all__ = [
    "Budget",
    "DataError",
    "Evidence",
    "Finding",
    "FormData",
    "Indicator",
    "Level",
    "MidYear",
    "Monitoring",
    "PerformanceData",
    "Point",
    "ScoredForm",
    "ScoredIndicator",
    "Series",
    "Suggestion",
    "Watched",
    "Where",
    "comparison",
    "data_workbook",
    "form_data",
    "forms_docx",
    "forms_xlsx",
    "gathered",
    "grade",
    "is_data_workbook",
    "monitor",
    "performance_data",
    "read_workbook",
    "read_yaml",
    "score",
    "score_form",
    "suggestions",
    "summary_problems",
    "to_form",
    "trends",
    "workbook_data",
    "write_docx",
    "write_workbook",
    "write_xlsx",
]
