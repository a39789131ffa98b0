"""The tables of cases."""

from shebao.server.operations.cases.models.card import Person
from shebao.server.operations.cases.models.case import Application, Case, CaseQuerySet
from shebao.server.operations.cases.models.checks import Absence, Draw, Sample, Undoing
from shebao.server.operations.cases.models.materials import CaseMaterial, Promise, Scan
from shebao.server.operations.cases.models.notices import Notice
from shebao.server.operations.cases.models.steps import Asked, Pause, Step

__all__ = [
    "Absence",
    "Application",
    "Asked",
    "Case",
    "CaseMaterial",
    "CaseQuerySet",
    "Draw",
    "Notice",
    "Pause",
    "Person",
    "Promise",
    "Sample",
    "Scan",
    "Step",
    "Undoing",
]
