"""What one person owes: by the law's figures, and the same whatever the order in which things became known."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from operations.contributions.lives import (
    FACTORY,
    OFFICE,
    PLACE,
    SCHOOL,
    SHOP,
    Life,
    months,
    started,
    wage,
)
from shebao.fields.dates import Month
from shebao.operations.contributions.assessing import Horizon
from shebao.operations.contributions.standards import NoStandard, standards
from shebao.operations.record.effects import Effect, FactEnded, FactStated, SpellRestated, SpellWithdrawn
from shebao.operations.record.rows import Owed
from shebao.operations.record.valid import Valid

JANUARY, DECEMBER = Month(2024, 1), Month(2025, 12)
TWO_YEARS = Horizon(JANUARY, DECEMBER)
JUNE, JULY = Month(2024, 6), Month(2024, 7)
FLOOR_2024, FLOOR_2025, CEILING_2024 = 449_400, 449_800, 2_246_700


def life(*effects: Effect, horizon: Horizon = TWO_YEARS) -> Life:
    made = Life(horizon=horizon)
    made.do(*effects)
    return made


def employed(*lines: str, employer: int = FACTORY, staff: str = "employee") -> list[Effect]:
    return [started(line, employer, months(Month(2020, 3)), staff) for line in lines]


def owed(made: Life, line: str, month: Month = JANUARY) -> Owed:
    found = made.of_month(line, month)
    assert found is not None
    return found.owed


def test_a_declared_wage_is_the_base_and_each_share_its_rate() -> None:
    made = life(*employed("pension_employee", "unemployment", "injury"), wage("8000.00", FACTORY, months(JANUARY)))
    assert owed(made, "pension_employee") == Owed("regular", 800_000, 160_000, 80_000, 128_000, 64_000)
    assert owed(made, "unemployment") == Owed("regular", 800_000, 7_000, 3_000, 5_600, 2_400)
    cut = "contribution.injury_reduction.balance_18_months"  # 0.9 % × 120 % × 80 %
    assert owed(made, "injury") == Owed("regular", 800_000, 8_640, 0, 6_912, 0, cut)
    assert len(made.owed) == 3, "one stretch a line as long as nothing changes"


@pytest.mark.parametrize(
    ("declared", "base"),
    [("4493.99", FLOOR_2024), ("4494.00", FLOOR_2024), ("4494.01", 449_401), ("22467.00", CEILING_2024), ("99999.00", CEILING_2024)],
)  # fmt: skip
def test_bases_stay_within_the_bounds_of_the_year(declared: str, base: int) -> None:
    made = life(*employed("pension_employee"), wage(declared, FACTORY, months(JANUARY)))
    assert owed(made, "pension_employee").base == base


def test_who_declares_nothing_goes_on_with_last_years_base_and_after_the_deadline_with_what_the_law_says() -> None:
    made = life(*employed("pension_employee"), wage("8000.00", FACTORY, months(JANUARY, Month(2024, 12))))
    bases = [owed(made, "pension_employee", month).base for month in (Month(2025, 6), Month(2025, 7), DECEMBER)]
    assert bases == [800_000, 880_000, 880_000]


def test_who_never_declared_is_at_the_floor_of_each_year() -> None:
    made = life(*employed("pension_employee"), horizon=Horizon(JANUARY, Month(2024, 12)))
    assert owed(made, "pension_employee", JULY).base == FLOOR_2024
    later = life(*employed("pension_employee"))
    assert owed(later, "pension_employee", Month(2025, 1)).base == FLOOR_2025
    assert owed(later, "pension_employee", DECEMBER).base == 494_340, "110 % of last December's 4494 yuan"


def test_last_years_base_may_have_been_known_before_we_assessed() -> None:
    made = life(*employed("pension_employee"), wage("8000.00", FACTORY, months(JANUARY, Month(2024, 12))))
    taken_over = Horizon(Month(2025, 1), DECEMBER)
    made.horizon = taken_over
    made.assess()
    assert owed(made, "pension_employee", Month(2025, 2)).base == 800_000
    assert owed(made, "pension_employee", JANUARY).base == 800_000, "what was before the horizon stands"


def test_public_employers_pay_by_kind() -> None:
    lines = ("pension_institution", "annuity", "unemployment", "injury")
    school = life(*employed(*lines, employer=SCHOOL, staff="established"), wage("10000.00", SCHOOL, months(JANUARY)))
    assert owed(school, "pension_institution") == Owed("regular", 1_000_000, 160_000, 80_000, 160_000, 80_000)
    assert owed(school, "annuity") == Owed("regular", 1_000_000, 80_000, 40_000, 80_000, 40_000)
    assert owed(school, "unemployment").unit == 7_000
    office = life(*employed(*lines, employer=OFFICE, staff="established"), wage("10000.00", OFFICE, months(JANUARY)))
    assert office.of_month("unemployment", JANUARY) is None
    assert [gap.line for gap in office.wanted(TWO_YEARS).gaps] == ["unemployment"]


def test_flexible_workers_choose_a_level_and_pay_alone() -> None:
    joined = started("pension_employee", None, months(JANUARY), "flexible")
    made = life(joined, FactStated(7, "flexible_level", "80", months(JANUARY)))
    assert owed(made, "pension_employee") == Owed("flexible", 599_120, 0, 200_000, 0, 119_824)
    assert owed(made, "pension_employee", Month(2025, 8)).base == 599_680, "80 % of the new average, no 110 %"
    assert owed(life(joined), "pension_employee").base == FLOOR_2024


def test_months_follow_the_enrolment_and_end_with_it() -> None:
    made = life(*employed("pension_employee"), wage("8000.00", FACTORY, months(JANUARY)))
    (spell,) = made.spells
    made.do(SpellRestated(7, spell.id, Valid(spell.valid.start, date(2025, 4, 1)), "221"))
    assert made.of_month("pension_employee", Month(2025, 3)) is not None
    assert made.of_month("pension_employee", Month(2025, 4)) is None
    (spell,) = made.spells
    made.do(SpellWithdrawn(7, spell.id))
    assert made.owed == []


def test_a_month_that_changes_nothing_writes_nothing() -> None:
    made = life(
        *employed("pension_employee", "injury"), wage("8000.00", FACTORY, months(JANUARY)),
        horizon=Horizon(JANUARY, Month(2024, 5)),
    )  # fmt: skip
    before = made.written
    for month in (JUNE, JULY, Month(2024, 8)):
        made.horizon = Horizon(JANUARY, month)
        made.assess()
    assert made.written == before


def test_a_rate_that_ended_is_told_with_what_to_do_and_bounds_not_yet_published_are_last_years() -> None:
    with pytest.raises(NoStandard, match=r"失业保险.*2025-12-31.*录入"):
        standards(PLACE, Month(2026, 1))
    made = life(*employed("pension_employee"), horizon=Horizon(JANUARY, Month(2026, 1)))
    (gap,) = made.wanted(Horizon(JANUARY, Month(2026, 1))).gaps
    assert "失业保险" in gap.reason


MONTHS = st.integers(0, 23).map(JANUARY.plus)
SPANS = st.tuples(MONTHS, st.integers(0, 14)).map(lambda pair: months(pair[0], pair[0].plus(pair[1])))
DECLARED = st.sampled_from(["4000.00", "6000.00", "8000.00", "30000.00"])
CHANGES = st.one_of(
    st.tuples(st.just("wage"), DECLARED, st.sampled_from([FACTORY, SHOP]), SPANS),
    st.tuples(st.just("unsaid"), st.just(""), st.sampled_from([FACTORY, SHOP]), SPANS),
    st.tuples(st.just("spell"), st.sampled_from(["move", "end", "begin"]), st.sampled_from([FACTORY, SHOP]), SPANS),
    st.tuples(st.just("level"), st.sampled_from(["60", "100", "300"]), st.just(0), SPANS),
)
Change = tuple[str, str, int, Valid]


def carried_out(made: Life, change: Change) -> None:
    """A change of the record as acts make them; one that would overlap is not made."""
    what, how, employer, valid = change
    if what == "wage":
        made.do(wage(how, employer, valid))
    elif what == "unsaid":
        made.do(FactEnded(7, "declared_wage", valid.start, str(employer)))
    elif what == "level":
        made.do(FactStated(7, "flexible_level", how, valid))
    elif how == "begin":
        if not any(spell.valid.overlaps(valid) for spell in made.spells):
            made.do(started("pension_employee", employer, valid), started("injury", employer, valid))
    elif made.spells:
        pension = [spell for spell in made.spells if spell.line == "pension_employee"]
        spell = pension[employer % len(pension)]
        others = [each for each in pension if each is not spell]
        wanted = (
            valid if how == "move" else Valid(spell.valid.start, max(valid.stop, spell.valid.start.replace(year=2027)))
        )
        if not any(each.valid.overlaps(wanted) for each in others):
            made.do(SpellRestated(7, spell.id, wanted, "221"))


@settings(max_examples=120, deadline=None)
@given(st.lists(CHANGES, min_size=1, max_size=9), st.integers(0, 23))
def test_after_any_order_of_backdated_changes_it_is_the_assessment_from_scratch(
    listed: list[Change], grown: int
) -> None:
    made = Life(horizon=Horizon(JANUARY, JANUARY.plus(grown)))
    made.do(started("pension_employee", None, months(Month(2023, 6), Month(2024, 2)), "flexible"))
    for change in listed:
        carried_out(made, change)
        assert made.horizon is not None
        made.horizon = Horizon(JANUARY, min(DECEMBER, made.horizon.last.plus(2)))
        made.assess()
    scratch = Life(held=type(made.held)(), horizon=made.horizon)
    scratch.held.spells, scratch.held.facts = made.held.spells, made.held.facts
    scratch.assess()
    assert made.table == scratch.table
