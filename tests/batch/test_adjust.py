"""Annual adjustment: by the notice's figures, for whom it is meant, and the notice's file."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from batch_rosters import LAW, identity, pensioner, results, write
from shebao.batch import BatchError, run_batch
from shebao.batch.scheme import parse_scheme, read_scheme
from shebao.batch.tasks.adjust import adjust
from shebao.policy.arithmetic import half_up
from shebao.policy.dates import Month
from shebao.policy.pensions.formulas import annual_adjustment

SCHEME_FILE = Path(__file__).parent / "adjustment.yaml"
SCHEME = read_scheme(SCHEME_FILE)
TASK = adjust(LAW, SCHEME)
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
        rule = SCHEME.rule
        years, tilt = rule.years(half_up(months * 100, 12)), rule.tilt(Month(year, 3))
        parts = annual_adjustment(determined, years, rule.fixed, rule.per_year, rule.percent, tilt)
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
    up = adjust(LAW, parse_scheme(TEXT + "part_year_up: true\n", "up.yaml"))
    source = write(tmp_path / "in", up, pensioners=[pensioner(months=337), pensioner(2, months=336)])
    run_batch(up, str(source), tmp_path / "out")
    assert [row["whole_years"] for row in results(tmp_path / "out")] == [29, 28]


def test_tilt_counts_from_the_age_reached(tmp_path):
    births = [date(1954, 12, 31), date(1955, 1, 1), date(1944, 1, 1)]
    rows = [
        pensioner(number, birth=birth, identity_number=identity(birth)) for number, birth in enumerate(births, start=1)
    ]
    assert [row["tilt"] for row in adjusted(tmp_path, *rows)] == [1000, 0, 3000]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("fixed: 25.5", "fixed: 25.555", "fixed 应精确到分"),
        ("fixed: 25.5", "fixed: many", "fixed 应为数"),
        ("fixed: 25.5", "fixed: -1", "fixed 应为 0 至"),
        ("fixed: 25.5", "", "缺少 fixed"),
        ("fixed: 25.5", "fixed: 25.5\nbonus: 1", "不认识 bonus"),
        ("percent: 1.1", "percent: 110", "percent 应为不超过"),
        ("from: 2025-01", "from: 2025-13", "from"),
        ("schemes: [enterprise, institution]", "schemes: [private]", "schemes 应为"),
        ("basis: 测试用数额", "basis: ''", "basis 应写明"),
        ("{70: 10, 80: 30}", "[70]", "tilt 应为"),
        ("{70: 10, 80: 30}", "{seventy: 10}", "tilt 应为 0 至 120"),
        ("fixed: 25.5", "fixed: 25.5\npart_year_up: 1", "part_year_up 应为 true"),
        ("from:", "[", "不是 YAML"),
    ],
)
def test_a_bad_notice_is_refused_with_key_and_reason(old, new, reason):
    assert old in TEXT
    with pytest.raises(BatchError, match=reason) as caught:
        parse_scheme(TEXT.replace(old, new), "notice.yaml")
    assert "notice.yaml" in str(caught.value)
