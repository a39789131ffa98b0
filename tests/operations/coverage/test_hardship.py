"""People in hardship: whose row it is, what being listed changes, and who is counted in which indicator."""

from __future__ import annotations

import itertools
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_rosters import identity
from shebao.fields.dates import Month
from shebao.operations.contributions.residents.tiers import CATEGORY, HARDSHIP, TIER, tiers_of
from shebao.operations.coverage.confirming import ORDINARY, changes, drawing_since
from shebao.operations.coverage.findings import Kind, Standing
from shebao.operations.coverage.hardship_lists import (
    ListRefused,
    hardship_lists,
    listed_in,
    month_of_list,
    rank,
    strongest,
)
from shebao.operations.coverage.indicators import judged
from shebao.operations.coverage.matching import Known, Match, matched
from shebao.operations.coverage.people import people_in
from shebao.operations.record.acts import Act, Authority, AuthorityKind
from shebao.operations.record.changes import changes as written
from shebao.operations.record.effects import FactStated, LiabilityStated, SpellStarted, SubjectRegistered
from shebao.operations.record.holdings import Holdings
from shebao.operations.record.record import CHINA
from shebao.operations.record.rows import SubjectKind
from shebao.operations.record.valid import Valid

TODAY, MARCH = date(2025, 3, 10), Month(2025, 3)
PLACE = "420100"
NUMBER = identity(date(1970, 5, 2))


class Held:
    """Somebody enrolled as a resident, and what acts made of them."""

    def __init__(self, birth: str = "1970-05-02", enrolled: bool = True, **facts: str) -> None:
        self.rows, self.ids = Holdings(), itertools.count(1)
        every = {"name": "甲某", "birth": birth, **facts}
        stated = [FactStated(7, name, value, Valid(date(2000, 1, 1))) for name, value in every.items()]
        spell = SpellStarted(7, "pension_resident", "resident", PLACE, 1, None, Valid(date(2020, 1, 1)), "111")
        self.do(SubjectRegistered(7, SubjectKind.PERSON), *stated, *([spell] if enrolled else []))

    def do(self, *effects) -> None:
        number = next(self.ids)
        act = Act(number, datetime(2025, 1, 1, 0, number, tzinfo=CHINA), 1, Authority(AuthorityKind.RUN, str(number)))
        written(self.rows, act, effects, self.ids)

    @property
    def person(self):
        return people_in(self.rows)[7]

    def listed(self, month: Month, category: str | None) -> list[object]:
        made = list(changes(self.person, month, category, month.first_day))
        self.do(*made)
        return made


def test_being_listed_states_category_tier_and_what_the_government_pays() -> None:
    held = Held()
    assert [type(each) for each in held.listed(MARCH, "061")] == [FactStated, FactStated, LiabilityStated]
    person = held.person
    owed = person.owed_for(2025)
    assert owed is not None
    assert (owed.owed.person_share, owed.owed.unit, owed.owed.policy) == (0, 13_000, HARDSHIP)
    assert person.value(CATEGORY, date(2025, 3, 1)) == "061"
    assert person.value(CATEGORY, date(2025, 2, 28)) is None
    assert held.listed(MARCH, "061") == [], "the same list again changes nothing"


def test_who_leaves_the_lists_keeps_the_year_and_is_paid_for_no_more() -> None:
    held = Held()
    held.listed(MARCH, "061")
    held.listed(Month(2025, 6), None)
    person = held.person
    assert person.value(CATEGORY, date(2025, 6, 1)) == ORDINARY
    assert person.owed_for(2025).owed.policy == HARDSHIP
    assert held.listed(Month(2026, 1), None) == []


def test_a_chosen_tier_is_kept_and_a_late_month_pays_for_no_earlier_year() -> None:
    held = Held(resident_tier="300")
    held.listed(MARCH, "061")
    assert held.person.owed_for(2025).owed.person_share == 20_000
    late = list(changes(Held().person, Month(2024, 12), "061", TODAY))
    assert [type(each) for each in late] == [FactStated]


@given(
    categories=st.lists(st.sampled_from([None, *rank()]), min_size=1, max_size=12),
    birth=st.dates(date(1955, 1, 1), date(2012, 1, 1)),
)
def test_month_after_month_the_record_says_the_list_and_nothing_twice(categories, birth: date) -> None:
    held = Held(birth.isoformat())
    for number, category in enumerate(categories):
        month = MARCH.plus(number)
        held.listed(month, category)
        assert held.listed(month, category) == []
        person = held.person
        assert person.value(CATEGORY, month.first_day) == (category or ORDINARY)
        rule, owed = tiers_of(PLACE, month.year), person.owed_for(month.year)
        if owed is not None:
            assert owed.owed.unit == rule.subsidy(owed.owed.base) + rule.hardship_tier
            assert person.value(TIER, date(month.year, 1, 1)) is not None
        draws = month >= drawing_since(birth, PLACE)
        paid = list(judged(Match.MATCHED, None, person, month, category or ORDINARY, PLACE))
        assert all(each.standing is not Standing.GAP for each in paid), "what a confirmed list leaves is no gap of ours"
        assert (Kind.DRAWING in {each.kind for each in paid}) == draws or birth.year > 2008


def test_a_row_is_somebodys_only_by_number_and_name() -> None:
    other = identity(date(1970, 5, 2), 33)
    rows = [
        (2, NUMBER, "甲某"), (3, other, "甲某"), (4, NUMBER[:6] + NUMBER[8:17], "甲某"), (5, NUMBER[:-1] + "0", "甲某"),
        (6, identity(date(1980, 1, 1)), "丙某"), (7, identity(date(1981, 1, 1)), "丁某"), (8, other, "甲某"),
    ]  # fmt: skip
    known = {
        2: Known(7, frozenset({"甲某", "旧名"})), 4: Known(7, frozenset({"甲某"})), 6: Known(9, frozenset({"别人"})),
        7: Known(10, frozenset({"丁某"}), date(2024, 1, 1)),
    }  # fmt: skip
    found = {each.line: each.match for each in matched([(*row, "") for row in rows], known, TODAY)}
    wrong = Match.INVALID if NUMBER[-1] != "0" else Match.TWICE
    assert found == {
        2: Match.MATCHED, 3: Match.UNKNOWN, 4: Match.TWICE, 5: wrong, 6: Match.RENAMED, 7: Match.DEAD, 8: Match.TWICE,
    }  # fmt: skip


def test_a_list_of_another_month_or_of_anothers_categories_is_refused_with_its_place() -> None:
    (one,) = listed_in("civil_affairs", [(NUMBER, "甲某", "202503", "061")], "2025-03")
    assert (month_of_list("2025-03"), one.category) == (MARCH, "061")
    with pytest.raises(ListRefused) as refused:
        listed_in("civil_affairs", [(NUMBER, "甲某", "202502", "061"), (NUMBER, "乙某", "202503", "021")], "2025-03")
    assert len(refused.value.reasons) == 2
    assert refused.value.reasons[0].startswith("第 2 行 年月")
    assert refused.value.reasons[1].startswith("第 3 行 参保身份")
    for rows, period in (([], "2025-03"), ([(NUMBER, "甲某", "202503", "061")], "三月")):
        with pytest.raises(ListRefused):
            listed_in("civil_affairs", rows, period)


@given(st.sets(st.sampled_from(rank())))
def test_of_several_categories_one_counts_in_whatever_order(categories: set[str]) -> None:
    assert strongest(categories) == strongest(sorted(categories, reverse=True))
    assert (strongest(categories) is None) == (not categories)
    assert set().union(*hardship_lists().values()) == set(rank())


@pytest.mark.parametrize(
    ("match", "held", "expected"),
    [
        (Match.UNKNOWN, None, {(Kind.INSURED, Standing.GAP)}),
        (Match.RENAMED, None, {(Kind.INSURED, Standing.OPEN)}),
        (Match.INVALID, None, {(Kind.INSURED, Standing.OPEN)}),
        (Match.DEAD, None, set()),
        (Match.MATCHED, Held(), {(Kind.INSURED, Standing.REACHED), (Kind.PAID, Standing.GAP)}),
        (Match.MATCHED, Held(enrolled=False), {(Kind.INSURED, Standing.GAP)}),
        (Match.MATCHED, Held(pupil="yes"), set()),
        (Match.MATCHED, Held("1960-01-01"), {(Kind.INSURED, Standing.REACHED), (Kind.DRAWING, Standing.OPEN)}),
        (
            Match.MATCHED,
            Held("1960-01-01", enrolled=False),
            {(Kind.INSURED, Standing.GAP), (Kind.DRAWING, Standing.GAP)},
        ),
    ],
)
def test_each_gap_has_its_person_and_what_is_not_known_is_no_gap(match, held, expected) -> None:
    born = date(1970, 5, 2)
    found = list(judged(match, born, held.person if held else None, MARCH, "061", PLACE))
    assert {(each.kind, each.standing) for each in found} == expected
    assert all(each.told for each in found if each.standing is not Standing.REACHED)
