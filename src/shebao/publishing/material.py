"""A closed year with its forms and words becomes the material of a report."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict
from decimal import Decimal

from shebao.accounts.annex import Annex
from shebao.accounts.closing.amounts import Address
from shebao.accounts.closing.closing import Closing
from shebao.accounts.closing.rounding import displayed
from shebao.accounts.model import Cube
from shebao.accounts.prior import Prior
from shebao.accounts.vocabulary import APPROPRIATIONS, EntryKind
from shebao.composing.material import Counts, FormMaterial, Material
from shebao.composing.words import Words
from shebao.publishing.printed import disclosure_tables
from shebao.report import Identity
from shebao.report.measures import CellRef


def material_of(
    closing: Closing,
    parent: str = "",
    words: Words | None = None,
    forms: tuple[FormMaterial, ...] = (),
    prior_counts: Counts | None = None,
) -> Material:
    """The material of a closed year."""
    unit = closing.unit
    return Material(
        identity=Identity(unit.name, unit.kind, unit.place, unit.fiscal_year, closing.money_unit),
        parent=parent,
        tables=closing.tables,
        printed=disclosure_tables(closing),
        figures={CellRef(*address): value for address, value in closing.figures.items()},
        prior=_prior(closing.prior, closing.money_unit),
        initial=_budget(closing.books.initial_budget, closing.money_unit),
        adjusted=_budget(closing.books.adjusted_budget, closing.money_unit),
        counts=counts_of(closing.annex),
        prior_counts=prior_counts,
        forms=forms,
        words=words or Words(),
        units=tuple(below.unit.name for below in closing.units),
    )


def _prior(prior: Prior | None, money_unit: str) -> dict[CellRef, Decimal] | None:
    if prior is None:
        return None
    return {CellRef(*address): value for address, value in displayed(prior.amounts, money_unit).items()}


def _budget(cube: Cube, money_unit: str) -> dict[str, Decimal]:
    """Budgeted expenditure in the displayed unit by functional code, its parents and `total`; those of the two other
    appropriations carry their source before the code (`fund:22960`)."""
    amounts: defaultdict[Address, int] = defaultdict(int)
    for key, amount in cube.items():
        if key.kind is not EntryKind.EXPENDITURE or key.funding not in APPROPRIATIONS:
            continue
        before = "" if key.funding == "general" else f"{key.funding}:"
        for code in (key.functional, key.functional[:5], key.functional[:3], "total"):
            amounts[Address("", f"{before}{code}", "")] += amount
    return {address.row: value for address, value in displayed(amounts, money_unit).items()}


def counts_of(annex: Annex) -> Counts:
    """An annex as the composer knows it."""
    return Counts(
        three_public=asdict(annex.three_public),
        procurement={**asdict(annex.procurement), **asdict(annex.set_aside)},
        vehicles=annex.vehicles,
        equipment=annex.equipment,
        staff=asdict(annex.staff),
        running_costs=annex.running_costs,
    )
