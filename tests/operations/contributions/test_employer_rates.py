"""The rates of an employer are, month by month, what the assessment of that month would use, in the fewest stretches."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count, pairwise

from hypothesis import given
from hypothesis import strategies as st

from shebao.fields.dates import Month
from shebao.operations.contributions.assessing import Horizon
from shebao.operations.contributions.employer_rates import Staff, employer_rates
from shebao.operations.contributions.facts import employer_on, insured_of
from shebao.operations.contributions.standards import standards
from shebao.operations.record.lines import insurance_lines
from shebao.operations.record.rows import Fact
from shebao.operations.record.valid import Valid
from shebao.policy.insured import Line

PLACE, FIRST, LAST = "420100", Month(2023, 1), Month(2025, 12)
MONTHS = [FIRST.plus(number) for number in range(LAST.since(FIRST) + 1)]
_numbers = count(1)


def registers(name: str, values: list[str]) -> st.SearchStrategy[list[Fact]]:
    """The values that a register has one after another, the last still."""
    starts = st.lists(st.sampled_from(MONTHS), min_size=1, max_size=3, unique=True).map(sorted)
    return starts.flatmap(
        lambda months: st.lists(st.sampled_from(values), min_size=len(months), max_size=len(months)).map(
            lambda chosen: [
                Fact(
                    next(_numbers),
                    1,
                    name,
                    "",
                    value,
                    Valid(start.first_day, stop and stop.first_day),
                    datetime(2019, 1, 1, tzinfo=UTC),
                    None,
                    1,
                    None,
                )
                for value, start, stop in zip(chosen, months, [*months[1:], None], strict=True)
            ]
        )
    )


FACTS = st.tuples(
    registers("kind", ["enterprise", "agency", "institution"]),
    registers("injury_class", ["1", "4", "8"]),
    registers("injury_floating", ["base", "up_one", "down_two"]),
    registers("size", ["small", "large"]),
).map(lambda found: [fact for facts in found for fact in facts])


@given(FACTS, st.sampled_from(["employee", "established"]))
def test_rates_are_those_of_each_month(facts: list[Fact], kind: str) -> None:
    lines = ["pension_employee", "unemployment", "injury"]
    found = list(employer_rates([Staff(line, kind, PLACE) for line in lines], facts, Horizon(FIRST, LAST)))
    for line in lines:
        own = [rate for rate in found if rate.line == line]
        for month in MONTHS:
            at = employer_on(facts, month)
            insured = insured_of(kind, at.kind)
            assert insured is not None
            policy_line = Line(insurance_lines()[line].policy_line)
            expected = standards(PLACE, month).rates(insured, policy_line, at.injury_class, at.floating, at.size)
            told = [each for each in own if each.start <= month and (each.stop is None or month < each.stop)]
            if isinstance(expected, str):
                assert told == []
            else:
                ((rate, policy),) = [(each.rate, each.policy) for each in told]
                assert (rate, policy) == (expected.unit, expected.policy)
        for one, other in pairwise(own):
            same = (one.rate, one.floating, one.policy) == (other.rate, other.floating, other.policy)
            assert one.stop is not None
            assert one.stop <= other.start
            assert not (same and one.stop == other.start)


def test_a_place_without_standards_has_no_rates() -> None:
    assert list(employer_rates([Staff("injury", "employee", "710000")], [], Horizon(FIRST, LAST))) == []
