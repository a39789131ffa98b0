"""What a figure of the narrative was computed from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from shebao.report.measures import CellRef


@dataclass(frozen=True, slots=True)
class Origin:
    """What a figure was computed from: `cells` of the nine tables (this year's; `prior` says that last year's are among
    them) and `formula`, one Chinese line with the numbers in it."""

    formula: str
    cells: tuple[CellRef, ...] = ()
    prior: bool = False

    @classmethod
    def of(cls, formula: str, origins: Iterable[Origin]) -> Origin:
        """The origin of what a formula makes of figures with those origins."""
        known = tuple(origins)
        cells = dict.fromkeys(cell for origin in known for cell in origin.cells)
        return cls(formula, tuple(cells), any(origin.prior for origin in known))
