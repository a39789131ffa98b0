"""Composed reports: unchanged they give no findings in any layout; changed in one place the audit notices.

The measured rate is printed with `pytest -s`; `PYTHONPATH=tests:src python -m synthetic.measure` measures more.
"""

from __future__ import annotations

import random

import pytest

from shebao.auditing.audit import audit_report
from shebao.reading.report import read_file
from synthetic.composer import STYLES, compose, consecutive
from synthetic.layouts import LAYOUTS
from synthetic.measure import audited, measure, said
from synthetic.mutations import misprinted, mutations
from synthetic.pieces import Grid, Mark, marks, plain

TIGHT = ("html", "tabs", "pdf", "docx", "markdown")
"""Layouts in which every cell keeps its place; where empty cells are dropped some relations cannot be decided."""


@pytest.mark.parametrize("layout", LAYOUTS)
def test_unchanged_reports_give_no_findings(layout: str) -> None:
    found = measure(range(1, 3), (layout,), changes=0)
    assert found.unchanged == 2 * len(STYLES)
    assert found.false == []


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
def test_many_unchanged_reports_give_no_findings(layout: str) -> None:
    assert measure(range(100, 108), (layout,), changes=0).false == []


def test_at_least_95_percent_of_single_changes_are_detected() -> None:
    found = measure(range(1, 3), TIGHT, changes=16)
    print(f"\n{found}")
    assert found.false == []
    assert found.tried.total() >= 150
    assert found.rate >= 0.95, "\n".join(found.missed)


@pytest.mark.slow
def test_at_least_95_percent_of_many_single_changes_are_detected() -> None:
    found = measure(range(20, 24), TIGHT, changes=30)
    print(f"\n{found}")
    assert found.false == []
    assert found.rate >= 0.95, "\n".join(found.missed)


def test_consecutive_years_of_a_unit_agree_with_each_other() -> None:
    for seed in range(1, 4):
        before, after = consecutive(seed, "wuhan", (2022, 2023))
        earlier = audited(before, "html").report
        suffix, lay_out = LAYOUTS["html"]
        later = read_file(lay_out(after), f"later.{suffix}").report
        result = audit_report(later, prior=earlier, file="later")
        assert said(result) == set()
        assert any(verified.rule == "X80" for verified in result.verified)


def test_the_same_seed_composes_the_same_report() -> None:
    assert compose(3, "wuhan", 2022) == compose(3, "wuhan", 2022)
    assert compose(3, "wuhan", 2022) != compose(4, "wuhan", 2022)


def test_a_mutation_changes_exactly_one_place() -> None:
    report = compose(1, "shanghai", 2024)
    for mutation in mutations(report, random.Random(1))[:60]:
        changed = [i for i, (a, b) in enumerate(zip(report.blocks, mutation.report.blocks, strict=True)) if a != b]
        assert len(changed) == 1
        if mutation.kind == "row":
            before, after = report.blocks[changed[0]], mutation.report.blocks[changed[0]]
            assert isinstance(before, Grid)
            assert isinstance(after, Grid)
            assert len(after.rows) == len(before.rows) - 1


def test_a_misprint_is_another_number_of_the_same_length() -> None:
    rng = random.Random(5)
    for text, kind in (("1,234.56", "amount"), ("100.0%", "rate"), ("7", "count"), ("22.56", "score")):
        changed = misprinted(Mark(text, kind), rng)
        assert changed is not None
        assert changed.text != text
        assert len(changed.text) == len(text)


def test_special_cases_occur() -> None:
    reports = [compose(seed, place, year) for seed in range(12) for place, year in STYLES]
    texts = [
        "".join(plain(b.text) for b in r.blocks if not isinstance(b, Grid) and hasattr(b, "text")) for r in reports
    ]
    assert any("减少" in text for text in texts)
    assert any("持平" in text for text in texts)
    assert any("事业收入" in text for text in texts)
    assert any("政府性基金预算财政拨款本年收入" in text or "基金预算财政拨款年初结转" in text for text in texts)
    assert any("没有政府性基金" in text for text in texts)
    assert any("年初预算为0" in text for text in texts)
    assert all(len(marks(report)) > 100 for report in reports)
