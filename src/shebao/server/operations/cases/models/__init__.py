"""The tables of cases."""

from shebao.server.operations.cases.models.card import Person
from shebao.server.operations.cases.models.case import Application, Case, CaseQuerySet
from shebao.server.operations.cases.models.materials import CaseMaterial, Promise, Scan
from shebao.server.operations.cases.models.notices import Notice
from shebao.server.operations.cases.models.steps import Asked, Pause, Step

__all__ = [
    "Application",
    "Asked",
    "Case",
    "CaseMaterial",
    "CaseQuerySet",
    "Notice",
    "Pause",
    "Person",
    "Promise",
    "Scan",
    "Step",
]
