"""What a report is composed from, wherever it came from: exact amounts, tables, forms, counts, the unit's own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from shebao.composing.manuscript import TableBlock
from shebao.composing.words import Words
from shebao.report import Identity
from shebao.report.forms import Form
from shebao.report.measures import CellRef
from shebao.report.tables import Table


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts, procurement and assets that stand beside the nine tables. Amounts in fen; None where the unit did not say."""

    three_public: Mapping[str, int] = field(default_factory=dict)  # abroad_groups … as accounts.annex names them
    procurement: Mapping[str, int] = field(default_factory=dict)  # in fen: goods … micro, and what was set aside
    vehicles: tuple[tuple[str, int], ...] = ()
    equipment: int = 0
    staff: Mapping[str, int] = field(default_factory=dict)
    running_costs: bool = False


@dataclass(frozen=True, slots=True)
class FormMaterial:
    """A scored self-evaluation form: as the hub knows it and as it is printed."""

    form: Form
    printed: TableBlock


@dataclass(frozen=True, slots=True)
class Material:
    """Everything about one unit-year. `figures` are the tables' amounts as displayed in `identity.money_unit`; `prior` last
    year's by the same addresses, None in the first year; `budgets` are budgets of functional items and classes: `initial`
    and `adjusted` by code in the displayed unit; `printed` are the nine tables as printed in the place's layout."""

    identity: Identity
    parent: str
    tables: tuple[Table, ...]
    printed: tuple[TableBlock, ...]
    figures: Mapping[CellRef, Decimal]
    prior: Mapping[CellRef, Decimal] | None
    initial: Mapping[str, Decimal]
    adjusted: Mapping[str, Decimal]
    counts: Counts
    prior_counts: Counts | None
    forms: tuple[FormMaterial, ...]
    words: Words
    units: tuple[str, ...] = ()  # names of a department's own units
