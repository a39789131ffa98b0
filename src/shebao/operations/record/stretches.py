"""Stretches of what is owed: how one that is stated fits between those that are known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from shebao.operations.record.effects import LiabilityStated
from shebao.operations.record.rows import Liability
from shebao.operations.record.valid import FAR, Valid


@dataclass(frozen=True, slots=True)
class Fitted:
    """The months of the stated stretch together with its equal neighbours, and each row that goes with what stays of it."""

    valid: Valid
    gone: tuple[tuple[Liability, tuple[Valid, ...]], ...]


def fitted(stated: LiabilityStated, known: Iterable[Liability]) -> Fitted | None:
    """How a stretch fits between the known ones of its lane; None where they say the same already."""
    rows = sorted((row for row in known if _meets(row.valid, stated.valid)), key=lambda row: row.valid.start)
    valid = stated.valid
    gone: list[tuple[Liability, tuple[Valid, ...]]] = []
    for row in rows:
        if says(row, stated):
            if row.valid.covers(stated.valid):
                return None
            valid = _joined(valid, row.valid)
            gone.append((row, ()))
        elif row.valid.overlaps(stated.valid):
            gone.append((row, row.valid.minus(stated.valid)))
    return Fitted(valid, tuple(gone))


def says(row: Liability, stated: LiabilityStated) -> bool:
    """Whether a row says that the same is owed by the same."""
    return row.owed == stated.owed and row.employer == stated.employer


def _meets(one: Valid, other: Valid) -> bool:
    return one.overlaps(other) or one.stop == other.start or other.stop == one.start


def _joined(one: Valid, other: Valid) -> Valid:
    stop = max(one.stop, other.stop)
    return Valid(min(one.start, other.start), None if stop == FAR else stop)
