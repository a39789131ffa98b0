"""The figures of the composed examples are those that the units published, except for the known mistakes."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import pytest

from composing.manuscripts import manuscript
from shared_files import shared
from shebao.reading.report import read_file
from shebao.report.statements import Aspect, Change

REPORTS = {
    "city-centre-2023": "reports/002_aecfc3e4a48985f9.txt",
    "district-bureau-2021": "reports/004_20908ded8e028716.txt",
    "finance-bureau-2024": "reports/putuo-finance-2024.pdf",
}
WRONG_IN_PRINT = {
    "city-centre-2023": {("operating", "actual", ()), ("running_costs", "actual", ())},
    "district-bureau-2021": {("general", "initial_budget", ("社会保障和就业",))},
    "finance-bureau-2024": {("appropriation_grand_total", "actual", ())},
}
COMPARED = {"city-centre-2023": 45, "district-bureau-2021": 45, "finance-bureau-2024": 50}
WRONG_CHANGES = {
    "city-centre-2023": set(),
    "district-bureau-2021": set(),
    "finance-bureau-2024": {"appropriation_grand_total"},
}


def facts(report):
    found = defaultdict(set)
    for fact in report.facts:
        item = tuple(name.removesuffix("支出") for name in fact.item)
        found[fact.measure, str(fact.aspect), item].add(fact.figure.value.normalize())
    return found


def changes(report):
    """Differences from the prior year, by measure."""
    return {
        claim.measure: (claim.direction, claim.difference.value)
        for claim in report.claims
        if isinstance(claim, Change) and claim.base_aspect is Aspect.PRIOR and claim.difference is not None
    }


@pytest.mark.parametrize("name", REPORTS)
def test_facts_are_the_published_ones(name):
    published, composed = facts(read_file(shared(REPORTS[name])).report), facts(manuscript(name).report)
    common = set(published) & set(composed)
    assert len(common) >= COMPARED[name]
    different = {key for key in common if not published[key] & composed[key]}
    assert different == WRONG_IN_PRINT[name]


@pytest.mark.parametrize("name", REPORTS)
def test_comparisons_with_the_prior_year_are_the_published_ones(name):
    published, composed = changes(read_file(shared(REPORTS[name])).report), changes(manuscript(name).report)
    common = set(published) & set(composed) - WRONG_CHANGES[name]
    assert len(common) >= 2
    assert {key: composed[key] for key in common} == {key: published[key] for key in common}


def test_the_same_figure_is_printed_alike_throughout():
    for name in REPORTS:
        texts = [fact.figure.text for fact in manuscript(name).report.facts if fact.figure.unit in ("万元", "元")]
        assert all(text == f"{Decimal(text.replace(',', '')):,.2f}" for text in texts)
