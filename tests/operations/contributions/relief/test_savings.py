"""What cuts save: never less than nothing, by the document of the month, and with what is owed the whole at the normal rate."""

from __future__ import annotations

import itertools
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.fields.dates import Month
from shebao.operations.contributions.facts import EmployerNow
from shebao.operations.contributions.relief.cuts import CutKind, cut_of, cuts
from shebao.operations.contributions.relief.savings import savings
from shebao.operations.record.record import CHINA
from shebao.operations.record.rows import Liability, Owed
from shebao.operations.record.valid import Valid

WUHAN = "420100"
KNOWN = datetime(2026, 1, 5, tzinfo=CHINA)
FACTORY = EmployerNow("enterprise", 4, "up_one", "large")


def owed(line: str, valid: Valid, base: int, unit_rate: int, person_rate: int, unit: int, person: int) -> Liability:
    return Liability(
        1, 7, line, 11, Owed("regular", base, unit_rate, person_rate, unit, person), valid, KNOWN, None, 1, None
    )


def year(number: int) -> list[Month]:
    return [Month(number, month) for month in range(1, 13)]


def saved(row: Liability, months: list[Month]) -> list[tuple[str, str, int, int]]:
    every = dict.fromkeys(months, FACTORY)
    return [
        (each.month.iso, each.cut.document, each.unit, each.person) for each in savings([row], every, WUHAN, months)
    ]


def test_unemployment_is_measured_against_its_three_percent_by_the_document_of_the_month() -> None:
    row = owed("unemployment", Valid(date(2024, 11, 1), date(2025, 3, 1)), 800_000, 7_000, 3_000, 5_600, 2_400)
    assert saved(row, year(2024)) == [
        ("2024-11", "人社部发〔2023〕19号", 10_400, 5_600),
        ("2024-12", "人社部发〔2023〕19号", 10_400, 5_600),
    ]
    assert [each[:2] for each in saved(row, year(2025))] == [
        ("2025-01", "人社部发〔2024〕40号"), ("2025-02", "人社部发〔2024〕40号")
    ]  # fmt: skip


def test_injury_is_measured_against_the_rate_of_its_class_and_step() -> None:
    """Class 4 is 0.9 %, a step up 1.08 %, cut by a fifth 0.864 %."""
    row = owed("injury", Valid(date(2025, 1, 1)), 800_000, 8_640, 0, 6_912, 0)
    assert saved(row, [Month(2025, 5)]) == [("2025-05", "人社部发〔2024〕40号", 8_640 - 6_912, 0)]


def test_a_relief_of_2020_is_what_is_missing_at_the_rate_that_is_owed() -> None:
    row = owed("pension_employee", Valid(date(2020, 1, 1), date(2021, 1, 1)), 500_000, 160_000, 80_000, 0, 40_000)
    found = saved(row, year(2020))
    assert [each[0] for each in found] == [f"2020-{month:02d}" for month in range(2, 13)]
    assert {each[2:] for each in found} == {(80_000, 0)}
    assert [each[1] for each in found].count("人社部发〔2020〕49号") == 6


def test_what_is_owed_at_the_normal_rate_saves_nothing() -> None:
    row = owed("unemployment", Valid(date(2014, 1, 1)), 300_000, 20_000, 10_000, 6_000, 3_000)
    assert saved(row, year(2014)) == []
    assert saved(row, year(2016)) == []


@given(base=st.integers(1, 3_000_000), cut=st.integers(0, 20_000), relief=st.integers(0, 100), month=st.integers(1, 12))
def test_owed_and_saved_make_the_whole(base: int, cut: int, relief: int, month: int) -> None:
    share = (base * cut + 500_000) // 1_000_000
    left = share - (share * relief + 50) // 100
    row = owed("unemployment", Valid(date(2020, 1, 1), date(2021, 1, 1)), base, cut, 0, left, 0)
    found = savings([row], {}, WUHAN, [Month(2020, month)])
    assert all(each.unit > 0 for each in found)
    relieved = cut_of("unemployment", CutKind.RELIEF, Month(2020, month)) is not None
    whole = (base * 20_000 + 500_000) // 1_000_000 if cut else 0
    if relieved:
        assert left + sum(each.unit for each in found) == whole
    else:
        assert share + sum(each.unit for each in found) == whole


@pytest.mark.parametrize("line", ["pension_employee", "unemployment", "injury"])
def test_documents_follow_each_other_without_a_gap(line: str) -> None:
    found = cuts(line, CutKind.RATE)
    assert all(after.first == before.last.plus(1) for before, after in itertools.pairwise(found))
