"""The synthetic population: repeatable, plausible, in proportion, and nobody's."""

import json
from datetime import date

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.fields.dates import Month
from shebao.fields.identifiers import read_credit_code, read_identity_number
from shebao.operations.personal_accounts.crediting import PaidMonth, Years, account
from shebao.operations.personal_accounts.schemes import schemes
from shebao.policy.parameters import law
from shebao.policy.retirement.schedule import statutory
from shebao.population.draws import Draws
from shebao.population.employers import employer_count, employer_of
from shebao.population.proportions import by_year, parse_proportions, wuhan
from shebao.population.write import TABLES, write_population

PEOPLE = 4000
AS_OF = 202512


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("population")
    write_population(PEOPLE, 7, path)
    return path


@pytest.fixture(scope="module")
def tables(folder):
    return {name: pq.read_table(folder / f"{name}.parquet") for name in TABLES}


def hashes(folder):
    tables = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["tables"]
    return {name: table["sha256"] for name, table in tables.items()}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path, folder):
    write_population(PEOPLE, 7, tmp_path / "same")
    write_population(PEOPLE, 8, tmp_path / "other")
    assert hashes(tmp_path / "same") == hashes(folder)
    assert not set(hashes(tmp_path / "other").values()) & set(hashes(folder).values())


def test_the_first_people_are_the_same_in_a_larger_population(tmp_path, tables):
    write_population(PEOPLE // 2, 7, tmp_path)
    small = pq.read_table(tmp_path / "persons.parquet")
    assert small.equals(tables["persons"].slice(0, PEOPLE // 2))


def test_identity_numbers_are_valid_unique_and_nobodys(tables):
    persons = tables["persons"].to_pylist()
    assert len({person["identity_number"] for person in persons}) == PEOPLE
    for person in persons:
        number = read_identity_number(person["identity_number"], date(2025, 12, 31))
        assert number.synthetic
        assert (number.birth, number.sex) == (person["birth"], person["sex"])


def test_credit_codes_are_valid_and_nobodys(tables):
    codes = tables["employers"].column("credit_code").to_pylist()
    assert len(set(codes)) == len(codes)
    assert all(read_credit_code(code).synthetic for code in codes)


def test_groups_are_in_the_proportions_of_the_city(tables):
    weights = wuhan().groups
    counts = {
        entry["values"]: entry["counts"] for entry in pc.value_counts(tables["persons"].column("situation")).to_pylist()
    }
    for name, weight in weights.items():
        expected = PEOPLE * weight / sum(weights.values())
        assert abs(counts.get(name, 0) - expected) < 5 * np.sqrt(expected) + 1


def test_the_weights_add_up_to_the_published_enrolment():
    proportions = wuhan()
    groups, totals = proportions.groups, proportions.totals
    assert groups["enterprise_worker"] + groups["enterprise_retired"] == totals["enterprise_pension"]
    rest = groups["flexible_worker"] + groups["institution_worker"] + groups["institution_retired"]
    assert rest + totals["enterprise_pension"] == totals["employees_pension"]


def test_pensioners_have_reached_their_retirement_age(tables):
    groups = {row["person"]: row["retirement_group"] for row in tables["persons"].to_pylist()}
    for row in tables["pensioners"].to_pylist():
        assert row["retired"] <= AS_OF
        if row["scheme"] != "resident":
            month = statutory(law("wuhan"), groups[row["person"]], row["birth"]).month
            assert row["retired"] == month.year * 100 + month.month


def test_workers_have_not_reached_it(tables):
    persons = {row["person"]: row for row in tables["persons"].to_pylist()}
    for row in tables["insured"].to_pylist():
        person = persons[row["person"]]
        month = statutory(law("wuhan"), person["retirement_group"], person["birth"]).month
        assert month.year * 100 + month.month > AS_OF
        assert person["death"] is None


def test_spells_of_employment_do_not_overlap(tables):
    born = {row["person"]: row["birth"] for row in tables["persons"].to_pylist()}
    ends = {}
    for spell in tables["employments"].to_pylist():
        person, end = spell["person"], spell["end"] or 999912
        assert spell["start"] > ends.get(person, 0)
        assert spell["start"] <= end
        assert spell["start"] // 100 - born[person].year >= 18
        ends[person] = end


def test_contributions_follow_work_and_accounts_grow(tables):
    accounts = {}
    for row in tables["contributions"].to_pylist():
        assert 1 <= row["months"] <= 12
        assert row["account"] > accounts.get(row["person"], 0)
        accounts[row["person"]] = row["account"]


def test_an_account_is_what_the_agency_would_keep_of_the_same_months(tables):
    scheme, law_of_wuhan = schemes()["pension_employee"], law("wuhan")
    works = {}
    for spell in tables["employments"].to_pylist():
        start, end = (divmod(code, 100) for code in (spell["start"], min(spell["end"] or AS_OF, AS_OF)))
        works.setdefault(spell["person"], []).append((Month(*start), Month(*end)))
    closings, checked = {}, 0
    for row in tables["contributions"].to_pylist():
        year, person = row["year"], row["person"]
        months = [Month(year, month) for month in range(1, 13)]
        paid = [PaidMonth(m, row["base"], 0, 0) for m in months for first, last in works[person] if first <= m <= last]
        before = closings.get(person, (year - 1, 0))
        closings[person] = (year, row["account"])
        if len(paid) != row["months"] or before[0] != year - 1:
            continue  # spells before the agency's history, or a year without work between
        rate = law_of_wuhan.at("pension.account_interest", date(year, 12, 1)).scaled(1_000_000)
        (own,) = account(scheme, Years({year: rate}, {year: 80_000}), before, paid, (), year)
        assert own.closing == row["account"]
        checked += 1
    assert checked > 1000


def test_every_kind_of_case_occurs(tables):
    assert all(tables[name].num_rows for name in TABLES)
    assert set(tables["injuries"].column("grade").to_pylist()) <= set(range(1, 11))
    assert set(tables["pensioners"].column("status").to_pylist()) == {"normal", "suspended", "terminated"}


def test_payments_are_twelve_months_of_the_recalculated(tables):
    recalculated = {row["person"]: row for row in tables["recalculations"].to_pylist()}
    regular = [row for row in tables["payments"].to_pylist() if row["kind"] == "regular"]
    assert {row["person"] for row in regular} == set(recalculated)
    for person, row in recalculated.items():
        periods = [payment["period"] for payment in regular if payment["person"] == person]
        assert periods[0] == row["from_period"]
        assert periods[-1] == row["through_period"] == AS_OF


@given(st.integers(0, 2**31 - 1), st.text(max_size=8), st.integers(1, 2**31 - 1))
def test_a_draw_depends_on_seed_field_and_person_only(seed, field, limit):
    numbers = np.arange(1, 50, dtype=np.int64)
    drawn = Draws(seed, numbers).below(field, limit)
    assert ((drawn >= 0) & (drawn < limit)).all()
    assert (Draws(seed, numbers[::-1]).below(field, limit)[::-1] == drawn).all()


def test_draws_are_even_and_fields_independent():
    draws = Draws(3, np.arange(200_000, dtype=np.int64))
    counts = np.bincount(draws.below("a", 20), minlength=20)
    assert abs(counts - 10_000).max() < 500
    pairs = np.bincount(draws.below("a", 4) * 4 + draws.below("b", 4), minlength=16)
    assert abs(pairs - 12_500).max() < 600


@pytest.mark.parametrize("count", [1, 2, 7, 100, 5_000])
def test_staff_is_spread_over_employers_as_the_sizes_say(count):
    proportions = wuhan()
    of = employer_of(Draws(3, np.arange(200_000)), "work", count, proportions)
    assert 1 <= of.min() <= of.max() <= count
    staff = -np.sort(-np.bincount(of, minlength=count + 1)[1:])
    large = max(1, count * proportions.employers_by_size["large"] // sum(proportions.employers_by_size.values()))
    share = proportions.staff_by_size["large"] / sum(proportions.staff_by_size.values())
    assert staff[:large].sum() / staff.sum() > share - 0.02
    if count == 5_000:
        assert staff[:large].sum() / staff.sum() < share + 0.02
        assert (staff > 0).all()


def test_a_million_persons_have_some_fifty_thousand_employers():
    assert 45_000 < employer_count(1_000_000, wuhan()) < 60_000


def test_a_series_between_anchors_is_a_straight_line():
    assert by_year({2000: 100, 2004: 200}, 1999, 2005).tolist() == [100, 100, 125, 150, 175, 200, 200]


FACT = "{value: 1, basis: assumed, source: x}"
GOOD = "\n".join(
    [
        *(
            f"{key}: {{a: {FACT}}}"
            for key in ("groups", "totals", "districts", "permille", "employers_by_size", "staff_by_size")
        ),
        f"employees_per_employer: {FACT}",
        *(f"{key}: {{2000: {FACT}}}" for key in ("average_wage", "calculation_base", "pension_rise")),
    ]
)


def test_a_good_file_of_proportions_is_read():
    assert parse_proportions(GOOD, "good.yaml").average_wage == {2000: 1}


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("groups:", "crowds:", "应恰有 groups"),
        ("staff_by_size: {a:", "staff_by_size: {b:", "相同的几种规模"),
        ("basis: assumed", "basis: guessed", "basis 应为"),
        ("source: x", "source: ''", "source 不可为空"),
        ("value: 1", "value: -1", "非负整数"),
        ("value: 1", "value: 1.5", "非负整数"),
        (", source: x", "", "三项"),
        ("2000:", "soon:", "average_wage.soon 的键应为年份"),
        (f"{{2000: {FACT}}}", "{}", "非空"),
    ],
)
def test_a_bad_file_is_refused_with_file_and_key(old, new, reason):
    with pytest.raises(ValueError, match=reason) as caught:
        parse_proportions(GOOD.replace(old, new), "bad.yaml")
    assert "bad.yaml" in str(caught.value)
