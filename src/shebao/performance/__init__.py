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
)
from shebao.performance.monitor import Monitoring, Watched, monitor
from shebao.performance.official import form_data, performance_data, to_form
from shebao.performance.problems import Level, Problem
from shebao.performance.results import Suggestion, grade, suggestions
from shebao.performance.scored import ScoredForm, ScoredIndicator
from shebao.performance.scoring import score_form
from shebao.performance.trend import Point, Series, comparison, trends
from shebao.performance.unit import score, summary_problems
from shebao.performance.workbook import read_workbook, write_workbook
from shebao.performance.writers import write_docx, write_xlsx
from shebao.performance.yaml_file import read_yaml

__all__ = [
    "Budget",
    "DataError",
    "Evidence",
    "FormData",
    "Indicator",
    "Level",
    "MidYear",
    "Monitoring",
    "PerformanceData",
    "Point",
    "Problem",
    "ScoredForm",
    "ScoredIndicator",
    "Series",
    "Suggestion",
    "Watched",
    "comparison",
    "form_data",
    "gathered",
    "grade",
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
    "write_docx",
    "write_workbook",
    "write_xlsx",
]
