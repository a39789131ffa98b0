"""The kinds of checks, one small class each; a kind is found by being in a module here."""

from shebao.operations.governance.kinds import (
    conflicts,
    dates,
    duplicates,
    expression,
    linked,
    numbers,
    outliers,
    references,
    spells,
    sums,
    trends,
    uniqueness,
    values,
)
from shebao.operations.governance.kinds.base import Distribution, Grouped, Kind, Linked, RowKind, kinds

__all__ = [
    "Distribution",
    "Grouped",
    "Kind",
    "Linked",
    "RowKind",
    "conflicts",
    "dates",
    "duplicates",
    "expression",
    "kinds",
    "linked",
    "numbers",
    "outliers",
    "references",
    "spells",
    "sums",
    "trends",
    "uniqueness",
    "values",
]
