"""Suspicions as they are stored: runs that found them, lists that asked about them, the work on them."""

from __future__ import annotations

from shebao.server.operations.suspicions.models.absences import Absence
from shebao.server.operations.suspicions.models.lists import Item, Listed, Reply
from shebao.server.operations.suspicions.models.personal import Clear, Correction
from shebao.server.operations.suspicions.models.runs import Duty, Rule, Run
from shebao.server.operations.suspicions.models.work import (
    Evidence,
    Ruling,
    Step,
    Suspicion,
    SuspicionQuerySet,
)

__all__ = [
    "Absence",
    "Clear",
    "Correction",
    "Duty",
    "Evidence",
    "Item",
    "Listed",
    "Reply",
    "Rule",
    "Ruling",
    "Run",
    "Step",
    "Suspicion",
    "SuspicionQuerySet",
]
