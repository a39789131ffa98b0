"""Which other report a report is tied to: the same unit's of the year before, and its department's of the same year."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_OWN_LEVEL = re.compile(r"[(（]?本级[)）]?$")


@dataclass(frozen=True, slots=True)
class Known:
    """Whose report a file is: unit as printed, kind (unit, department or ''), fiscal year."""

    path: Path | None
    unit: str
    kind: str
    fiscal_year: int | None

    @property
    def owner(self) -> str:
        """The unit's name as names are compared: without spaces, width of brackets and 本级."""
        return _OWN_LEVEL.sub("", "".join(unicodedata.normalize("NFKC", self.unit).split()))


def prior_of(report: Known, others: Iterable[Known]) -> Path | None:
    """The report of the same unit for the year before; one of the same kind where there are several."""
    if not report.owner or report.fiscal_year is None:
        return None
    found = [
        other
        for other in others
        if other.path is not None and other.owner == report.owner and other.fiscal_year == report.fiscal_year - 1
    ]
    found.sort(key=lambda other: other.kind != report.kind)
    return found[0].path if found else None


def department_of(report: Known, others: Iterable[Known]) -> Path | None:
    """The report of the department that the unit belongs to by its name, for the same year."""
    if not report.owner or report.fiscal_year is None or report.kind == "department":
        return None
    found = [
        other
        for other in others
        if other.path is not None
        and other.path != report.path
        and other.kind == "department"
        and other.fiscal_year == report.fiscal_year
        and other.owner
        and report.owner.startswith(other.owner)
    ]
    return max(found, key=lambda other: len(other.owner)).path if found else None
