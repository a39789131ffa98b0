"""Annual adjustment: by the notice's figures, for whom it is meant, and the notice's file."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from batch_rosters import LAW, identity, pensioner, results, write
from shebao.batch import run_batch
from shebao.batch.tasks.adjust import adjust
from shebao.fields.dates import Month
from shebao.policy.adjustments.reading import parse_notice, read_notice
from shebao.policy.arithmetic import half_up
from shebao.policy.pensions.formulas import annual_adjustment

SCHEME_FILE = Path(__file__).parent / "adjustment.yaml"
RULE = read_notice(SCHEME_FILE).rule
TASK = adjust(LAW, RULE)
TEXT = SCHEME_FILE.read_text(encoding="utf-8")


def adjusted(tmp_path, *rows):
    run_batch(TASK, str(write(tmp_path / "in", TASK, pensioners=list(rows))), tmp_path / "out")
    return results(tmp_path / "out")


def test_an_adjustment_by_hand(tmp_path):
    (row,) = adjusted(tmp_path, pensioner(determined=312_345, adjustment=50_000, months=346))
    assert row["pension"] == 362_345
    assert (row["fixed"], row["by_years"], row["tilt"]) == (2550, 28 * 150, 0)
    assert row["by_level"] == 3986
    assert row["adjusted_pension"] == 362_345 + 2550 + 4200 + 3986


@settings(max_examples=4, deadline=None)
@given(rows=st.lists(st.tuples(st.integers(0, 10**7), st.integers(0, 300), st.integers(1935, 1964)), min_size=1))
def test_one_person_is_the_batch_of_one(tmp_path_factory, rows):
    def row(number, determined, months, year):
        birth = date(year, 3, 1)
        return pensioner(number, determined=determined, months=months, deemed_months=0, birth=birth, adjustment=0)

    people = [row(number, *values) for number, values in enumerate(rows, start=1)]
    found = adjusted(tmp_path_factory.mktemp("adjust"), *people)
    for (determined, months, year), result in zip(rows, found, strict=True):
        years, tilt = RULE.years(half_up(months * 100, 12)), RULE.tilt_of(Month(year, 3))
        parts = annual_adjustment(
            pension=determined,
            whole_years=years,
            fixed=RULE.fixed,
            per_year=RULE.per_year,
            percent=RULE.percent,
            tilt=tilt,
        )
        assert (result["by_level"], result["increase"]) == (parts.by_level, parts.total)


@pytest.mark.parametrize(
    ("changes", "eligible"),
    [
        ({}, 1),
        ({"status": "suspended"}, 1),
        ({"status": "terminated"}, 0),
        ({"retired": 202412}, 1),
        ({"retired": 202501}, 0),
        ({"death": date(2024, 12, 31)}, 0),
        ({"death": date(2025, 1, 1)}, 1),
        ({"scheme": "resident", "determined": 36_700}, 0),
    ],
)
def test_who_is_adjusted(tmp_path, changes, eligible):
    (row,) = adjusted(tmp_path, pensioner(**changes))
    assert row["eligible"] == eligible
    assert (row["increase"] > 0) == bool(eligible)


def test_a_part_of_a_year_counts_as_the_notice_says(tmp_path):
    up = adjust(LAW, parse_notice(TEXT + "part_year_up: true\n", "up.yaml").rule)
    source = write(tmp_path / "in", up, pensioners=[pensioner(months=337), pensioner(2, months=336)])
    run_batch(up, str(source), tmp_path / "out")
    assert [row["whole_years"] for row in results(tmp_path / "out")] == [29, 28]


def test_tilt_counts_from_the_age_reached(tmp_path):
    births = [date(1954, 12, 31), date(1955, 1, 1), date(1944, 1, 1)]
    rows = [
        pensioner(number, birth=birth, identity_number=identity(birth)) for number, birth in enumerate(births, start=1)
    ]
    assert [row["tilt"] for row in adjusted(tmp_path, *rows)] == [1000, 0, 3000]


def test_words_of_earlier_rosters_are_understood(tmp_path):
    old, new = adjusted(tmp_path, pensioner(scheme="enterprise"), pensioner(2, scheme="employee"))
    assert (old["scheme"], old["increase"]) == ("employee", new["increase"])
