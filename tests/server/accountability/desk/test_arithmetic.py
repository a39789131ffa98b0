"""Indicators, outliers and exports: arithmetic that needs no database."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.server.accountability.desk.bulk import choices
from shebao.server.accountability.desk.comparison import compare
from shebao.server.accountability.desk.indicators import BUDGET, INDICATORS, SPENT, STAFF
from shebao.server.accountability.desk.outliers import FEWEST, median, spread
from shebao.server.platform.web.exporting import cell

AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=2)


@pytest.mark.parametrize(
    ("indicator", "figures", "text"),
    [
        ("three-public", {"“三公”经费": 12_345_600}, "12.35"),
        ("execution", {BUDGET: 300_00, SPENT: 200_00}, "66.67"),
        ("execution", {BUDGET: 0, SPENT: 200_00}, "—"),
        ("personnel-a-head", {"人员经费": 10_000_00, STAFF: 3}, "3,333.33"),
        ("personnel-a-head", {"人员经费": 10_000_00}, "—"),
        ("three-public-share", {"“三公”经费": 1, "本年支出合计": 8}, "12.50"),
        ("running-costs", {}, "—"),
    ],
)
def test_indicators(indicator: str, figures: dict[str, int], text: str) -> None:
    chosen = INDICATORS[indicator]
    assert chosen.text(chosen.value(figures)) == text


def test_every_indicator_names_what_it_needs() -> None:
    for indicator in INDICATORS.values():
        everything = dict.fromkeys(indicator.needs, 100)
        assert indicator.value(everything) is not None
        assert indicator.value({}) is None


@given(st.lists(AMOUNTS, min_size=1, max_size=30))
def test_the_median_is_in_the_middle(values: list[Decimal]) -> None:
    middle = median(values)
    assert 2 * sum(value < middle for value in values) <= len(values)
    assert 2 * sum(value > middle for value in values) <= len(values)


@given(st.lists(AMOUNTS, min_size=FEWEST, max_size=40), AMOUNTS.filter(lambda factor: factor > 1))
def test_who_stands_apart_does_not_depend_on_the_unit_of_measure(values: list[Decimal], factor: Decimal) -> None:
    plain = spread(dict(enumerate(values)))
    scaled = spread({key: value * factor for key, value in enumerate(values)})
    assert plain is not None
    assert scaled is not None
    assert {o.key for o in plain.outliers} == {o.key for o in scaled.outliers}


@given(st.lists(AMOUNTS, min_size=FEWEST, max_size=40))
def test_never_half_of_the_units_stand_apart(values: list[Decimal]) -> None:
    found = spread(dict(enumerate(values)))
    assert found is not None
    assert 2 * len(found.outliers) <= len(values)


def test_one_extreme_does_not_hide_another() -> None:
    values = dict(enumerate([Decimal(100 + n) for n in range(20)] + [Decimal(10_000), Decimal(9_000)]))
    assert {o.key for o in spread(values).outliers} == {20, 21}  # type: ignore[union-attr]


def test_alike_values_with_a_fen_between_them_are_no_outliers() -> None:
    values = {**dict.fromkeys(range(20), Decimal("100.00")), 20: Decimal("100.01"), 21: Decimal("150")}
    assert {o.key for o in spread(values).outliers} == {21}  # type: ignore[union-attr]


def test_of_few_units_nothing_is_said() -> None:
    assert spread(dict.fromkeys(range(FEWEST - 1), Decimal(1))) is None


def test_amounts_stand_apart_by_their_change_not_by_their_size() -> None:
    found = {key: {2023: Decimal(100 * (key + 1)), 2024: Decimal(101 * (key + 1))} for key in range(12)}
    found[11] = {2023: Decimal(5), 2024: Decimal(50)}
    names = {key: f"单位{key}" for key in found}
    made = compare(INDICATORS["three-public"], found, names, [2024, 2023])
    assert [row.key for row in made.rows if row.outlier] == [11]
    assert made.years == (2023, 2024)
    assert made.rows[0].values[-1] == max(values[2024] for values in found.values())


@pytest.mark.parametrize(
    ("value", "shown"),
    [("=1+1", "'=1+1"), ("@x", "'@x"), ("-5", "-5"), ("-5+cmd", "'-5+cmd"), (None, ""), (Decimal("-1.20"), "-1.20")],
)
def test_cells_of_exports(value: object, shown: str) -> None:
    assert cell(value) == shown


def test_ticked_rows_are_read_once_and_nonsense_is_left_out() -> None:
    read = choices(["3:submitted:4", "3:submitted:5", "x:y:z", "", "7:draft:", "9:submitted:１", "8:submitted:2"])
    assert [(c.unit_year, c.revision) for c in read] == [(3, 4), (8, 2)]
