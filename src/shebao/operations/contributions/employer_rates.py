"""At which rates an employer pays each line, month by month: by its class, floating step and size and the law of the place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from shebao.fields.dates import Month
from shebao.operations.contributions.assessing import Horizon
from shebao.operations.contributions.facts import employer_on, insured_of, months_where
from shebao.operations.contributions.standards import NoStandard, Rates, standards, turning_points
from shebao.operations.record.lines import insurance_lines
from shebao.operations.record.rows import Fact
from shebao.policy.insured import Line

_INJURY = "injury"


@dataclass(frozen=True, slots=True, order=True)
class Staff:
    """Staff that an employer has or had: the line, the kind of staff, the place whose law holds."""

    line: str
    kind: str
    place: str


@dataclass(frozen=True, slots=True)
class EmployerRate:
    """The unit's rate of a line in millionths from a month up to another, which is exclusive (None: until something changes);
    `floating` is the step of work injury, `policy` the dated policy that changed the rate or the share."""

    line: str
    start: Month
    stop: Month | None
    rate: int
    floating: str
    policy: str


def employer_rates(staff: Collection[Staff], facts: Iterable[Fact], horizon: Horizon) -> Iterator[EmployerRate]:
    """The stretches of each line in order; months whose rate cannot be told are left out, and so is a line's second kind of staff
    where a first has it, and a place that has no standards."""
    known, told = tuple(facts), set()
    for one in sorted(staff):
        if not insurance_lines()[one.line].policy_line or one.line in told:
            continue
        try:
            stretches = list(_stretches(one, known, horizon))
        except NoStandard:
            continue
        if stretches:
            told.add(one.line)
        yield from stretches


def _stretches(staff: Staff, facts: Sequence[Fact], horizon: Horizon) -> Iterator[EmployerRate]:
    first, last = horizon.first, horizon.last
    turns = {month for month in months_where(facts) if first < month <= last}
    months = sorted({first} | turns | set(turning_points(staff.place, first, last)))
    open_: EmployerRate | None = None
    for month, after in zip(months, [*months[1:], None], strict=True):
        rates, floating = _rates(staff, facts, month)
        if isinstance(rates, str):
            if open_ is not None:
                yield open_
            open_ = None
            continue
        start = open_.start if open_ is not None else month
        found = EmployerRate(staff.line, start, after, rates.unit, floating, rates.policy)
        if open_ is not None and (open_.rate, open_.floating, open_.policy) != (found.rate, floating, found.policy):
            yield open_
            found = EmployerRate(staff.line, month, after, rates.unit, floating, rates.policy)
        open_ = found
    if open_ is not None:
        yield open_


def _rates(staff: Staff, facts: Sequence[Fact], month: Month) -> tuple[Rates | str, str]:
    employer = employer_on(facts, month)
    insured = insured_of(staff.kind, employer.kind)
    if insured is None:
        return "", ""
    line = Line(insurance_lines()[staff.line].policy_line)
    rates = standards(staff.place, month).rates(insured, line, employer.injury_class, employer.floating, employer.size)
    return rates, (employer.floating or "base") if staff.line == _INJURY else ""
