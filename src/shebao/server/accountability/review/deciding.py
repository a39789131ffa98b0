"""What people decide with: the main figures against the prior year, and what differs from what was submitted before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from shebao.report.tables import table_specs
from shebao.server.accountability.review.discussing import cell_words
from shebao.server.accountability.review.models import Step, Submission
from shebao.server.accountability.unit_years.models import UnitYear
from shebao.server.accountability.unit_years.reading import changed_forms, changed_words, comparison, content_now
from shebao.server.accountability.unit_years.states import EDITABLE

_SHOWN = 100
_FIFTH = 20


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A main figure in fen: this year, the prior year, as submitted before (None: nothing or not known), the change in percent."""

    name: str
    now: int
    prior: int | None
    rate: str | None
    submitted: int | None

    @property
    def rate_text(self) -> str:
        """The change in percent with its sign and the one decimal to which it is rounded."""
        return f"{Decimal(self.rate or 0):+.1f}%"

    @property
    def is_marked(self) -> bool:
        """Whether it changed by a fifth or more against the prior year."""
        return self.rate is not None and abs(Decimal(self.rate)) >= _FIFTH

    @property
    def was_changed(self) -> bool:
        """Whether it differs from what was submitted before."""
        return self.submitted is not None and self.submitted != self.now


@dataclass(frozen=True, slots=True)
class Change:
    """Something that differs: what it is called, as it was, as it is; `address` leads to it below the unit-year."""

    name: str
    before: str
    now: str
    address: str


@dataclass(frozen=True, slots=True)
class Basis:
    """The figures, and the changes since the submission of `step` (None: nothing was submitted before)."""

    figures: tuple[KeyFigure, ...]
    step: Step | None
    changes: tuple[Change, ...]
    more: int

    @property
    def has_prior(self) -> bool:
        """Whether the prior year is known."""
        return any(figure.prior is not None for figure in self.figures)


def basis_of(unit_year: UnitYear) -> Basis:
    """What the page of the cycle shows to whoever decides."""
    before = _submitted_before(unit_year)
    content: Mapping[str, Any] = before.content if before else {}
    figures = tuple(
        KeyFigure(
            row["name"],
            row["current_fen"],
            row["prior_fen"] or None,
            row["rate"],
            content.get("figures", {}).get(row["name"]),
        )
        for row in comparison(unit_year)
    )
    changes = list(_changes(content, content_now(unit_year))) if before else []
    return Basis(figures, before.step if before else None, tuple(changes[:_SHOWN]), max(0, len(changes) - _SHOWN))


def _submitted_before(unit_year: UnitYear) -> Submission | None:
    """The submission before the one that is under decision; the last one while it is being mended."""
    found = Submission.objects.filter(step__unit_year=unit_year).select_related("step__person").order_by("-step__pk")
    skipped = 0 if unit_year.state in EDITABLE else 1
    return next(iter(found[skipped : skipped + 1]), None)


def _changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Change]:
    for table in table_specs():
        old, new = _cells(before["tables"].get(table, {})), _cells(now["tables"].get(table, {}))
        for row, column in dict.fromkeys((*new, *old)):
            was, is_now = old.get((row, column), ""), new.get((row, column), "")
            if was != is_now:
                yield Change(cell_words(table, row, column), was, is_now, f"tables/?table={table}")
    for label, was, is_now in changed_words(before["words"], now["words"]):
        yield Change(f"文字“{label}”", was, is_now, "words/")
    for form, place, was, is_now in changed_forms(before["forms"], now["forms"]):
        yield Change(f"自评表“{form}”{place}", was, is_now, "performance/")


def _cells(rows: Mapping[str, Mapping[str, str]]) -> dict[tuple[str, str], str]:
    return {(row, column): text for row, cells in rows.items() for column, text in cells.items()}
