"""What a figure of the narrative was computed from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from shebao.report.measures import CellRef


class PlannedRef(NamedTuple):
    """Budgeted expenditure: `kind` is initial or adjusted, `funding` its source of money, `code` a functional subject of any
    level, '' for all of them."""

    kind: str
    funding: str
    code: str


class FormRef(NamedTuple):
    """A figure of a self-evaluation form: the form's title, and `field` budget, actual or total."""

    title: str
    field: str


@dataclass(frozen=True, slots=True)
class Origin:
    """What a figure was computed from: `cells` of the nine tables (this year's; `prior` says that last year's are among
    them), `formula`, one Chinese line with the numbers in it, and `operands`, the figures that the formula is made of. What
    stands in no table may stand in the budget or a form: `source`."""

    formula: str
    cells: tuple[CellRef, ...] = ()
    prior: bool = False
    operands: tuple[Origin, ...] = ()
    source: PlannedRef | FormRef | None = None

    @classmethod
    def of(cls, formula: str, origins: Iterable[Origin]) -> Origin:
        """The origin of what a formula makes of figures with those origins."""
        known = tuple(origins)
        cells = dict.fromkeys(cell for origin in known for cell in origin.cells)
        return cls(formula, tuple(cells), any(origin.prior for origin in known), known)
