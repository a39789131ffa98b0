"""The tables of cases."""

from shebao.server.operations.cases.models.absence import Absence
from shebao.server.operations.cases.models.card import Person
from shebao.server.operations.cases.models.case import Application, Case, CaseQuerySet
from shebao.server.operations.cases.models.materials import CaseMaterial, Promise, Restoring, Scan
from shebao.server.operations.cases.models.notices import Notice
from shebao.server.operations.cases.models.remits import LineLimit, OfficeLevel
from shebao.server.operations.cases.models.scope import InScopeOfLines, lines_allowed
from shebao.server.operations.cases.models.steps import FOREVER, Asked, Pause, Step

__all__ = [
    "FOREVER",
    "Absence",
    "Application",
    "Asked",
    "Case",
    "CaseMaterial",
    "CaseQuerySet",
    "InScopeOfLines",
    "LineLimit",
    "Notice",
    "OfficeLevel",
    "Pause",
    "Person",
    "Promise",
    "Restoring",
    "Scan",
    "Step",
    "lines_allowed",
]
