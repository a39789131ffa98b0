"""The synthetic working population: persons, employments, contributions, insured, injured, unemployed, deaths."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from shebao.policy.insured import Insured
from shebao.population.benefits import dates, periods, words
from shebao.population.draws import Booleans, Integers
from shebao.population.employers import EMPLOYER_FLOATING, employer_classes, employer_of
from shebao.population.histories import SPELLS, Contributions, Spells, months_drawn
from shebao.population.people import FEMALE_55, MALE, People
from shebao.population.proportions import Proportions, by_year

_KINDS = (Insured.EMPLOYEE, Insured.INSTITUTION, Insured.FLEXIBLE)
_NURSING = ("none", "partial", "most", "complete")
_GRADE_WEIGHTS = (1, 1, 1, 2, 3, 4, 8, 15, 25, 40)
_CAUSES = ("illness", "accident", "work_injury")


def in_group(people: People, proportions: Proportions, *names: str) -> Booleans:
    """Who belongs to one of the groups."""
    known = list(proportions.groups)
    return np.isin(people.group, [known.index(name) for name in names])


def person_table(people: People, proportions: Proportions) -> pa.Table:
    """The table `persons`, one row a person."""
    dead = people.death >= 0
    days = 1 + people.draws.below("death day", 28)
    retirement_group = np.where(people.kind == MALE, 0, np.where(people.kind == FEMALE_55, 1, 2))
    return pa.table(
        {
            "person": pa.array(people.numbers),
            "identity_number": people.identity_numbers(),
            "name": people.names(),
            "sex": words(("M", "F"), (~people.male).astype(np.int64)),
            "birth": dates(people.birth_month, people.birth_day),
            "district": pa.array(people.place).cast(pa.string()),
            "situation": words(tuple(proportions.groups), people.group),
            "retirement_group": words(("male", "female_cadre", "female_worker"), retirement_group),
            "first_work": pa.array(periods(people.first_work)),
            "death": dates(people.death, days, dead),
        }
    )


def insured_table(people: People, names: pa.Table, proportions: Proportions, seed: int, employers: int) -> pa.Table:
    """The roster `insured`: who pays contributions this month, with declared wage and the employer's injury class."""
    working = in_group(people, proportions, "enterprise_worker", "institution_worker", "flexible_worker")
    rows = np.flatnonzero(working & (people.death < 0))
    flexible = in_group(people, proportions, "flexible_worker")[rows]
    kind = np.where(flexible, 2, in_group(people, proportions, "institution_worker")[rows].astype(np.int64))
    employer = employer_of(people.draws, f"employer {SPELLS - 1}", employers, proportions)[rows]
    classes, floating = employer_classes(seed, employer)
    average = int(by_year(proportions.average_wage, people.as_of // 12, people.as_of // 12)[0]) * 100
    level = np.minimum(people.draws.below("wage", 36_000), people.draws.below("wage/2", 36_000))[rows]
    taken = pa.array(rows)
    columns = {name: names.column(name).take(taken) for name in ("person", "identity_number", "name", "birth", "death")}
    return pa.table(
        columns
        | {
            "district": names.column("district").take(taken),
            "employer": pa.array(employer, mask=flexible),
            "kind": words(_KINDS, kind),
            "wage": pa.array((3500 + level) * average // 10_000),
            "injury_class": pa.array(classes, mask=flexible),
            "floating": _masked(words(EMPLOYER_FLOATING, floating), flexible),
        }
    )


def _masked(values: pa.Array, absent: Booleans) -> pa.Array:
    return pa.array(values.to_numpy(zero_copy_only=False), pa.string(), mask=absent)


def employment_table(people: People, work: Spells, proportions: Proportions, employers: int) -> pa.Table:
    """The table `employments`: a row a spell, the last of a worker without an end."""
    person, spell = np.nonzero(work.real)
    at_work = in_group(people, proportions, "enterprise_worker", "institution_worker", "flexible_worker")
    last = SPELLS - 1 - np.argmax(work.real[:, ::-1], axis=1)
    current = (at_work & (people.death < 0))[person] & (spell == last[person])
    chosen = [employer_of(people.draws, f"employer {number}", employers, proportions) for number in range(SPELLS)]
    slot = np.where(current, SPELLS - 1, spell)
    flexible = in_group(people, proportions, "flexible_worker")[person] & current
    return pa.table(
        {
            "person": pa.array(people.numbers[person]),
            "employer": pa.array(np.stack(chosen, axis=1)[person, slot], mask=flexible),
            "start": pa.array(periods(work.start[person, spell])),
            "end": pa.array(periods(work.end[person, spell]), mask=current),
        }
    )


def contribution_table(people: People, paid: Contributions) -> pa.Table:
    """The table `contributions`: a row a person and year with months, index, base and the account at its end."""
    person, year = np.nonzero(paid.months)
    return pa.table(
        {
            "person": pa.array(people.numbers[person]),
            "year": pa.array(paid.first_year + year),
            "months": pa.array(paid.months[person, year]),
            "index": pa.array(paid.index[person, year]),
            "base": pa.array(paid.base[person, year]),
            "account": pa.array(paid.account[person, year]),
        }
    )


def injury_table(people: People, paid: Contributions, proportions: Proportions) -> pa.Table:
    """The table `injuries`: recognised within a year, with grade, nursing and the average wage before the accident."""
    workers = in_group(people, proportions, "enterprise_worker", "institution_worker")
    rows = _some(people, "injured", workers, proportions.permille["injured_workers"])
    grade = 1 + people.draws.choice("grade", _GRADE_WEIGHTS)[rows]
    nursing = np.where(grade <= 2, 1 + people.draws.below("nursing", 3)[rows], 0)
    month = people.as_of - people.draws.below("injury month", 12)[rows]
    return pa.table(
        {
            "person": pa.array(people.numbers[rows]),
            "date": dates(month, 1 + people.draws.below("injury day", 28)[rows]),
            "grade": pa.array(grade),
            "nursing": words(_NURSING, nursing),
            "wage": pa.array(paid.base[rows, -1]),
        }
    )


def unemployment_table(people: People, paid: Contributions, proportions: Proportions) -> pa.Table:
    """The table `unemployed`: since when, the months of contributions that count, the months drawn so far."""
    rows = np.flatnonzero(in_group(people, proportions, "unemployed") & (people.death < 0))
    drawn = months_drawn(people)[rows]
    return pa.table(
        {
            "person": pa.array(people.numbers[rows]),
            "since": pa.array(periods(people.as_of - drawn)),
            "contribution_months": pa.array(paid.months[rows].sum(axis=1)),
            "months_drawn": pa.array(drawn),
        }
    )


def death_table(people: People, paid: Contributions, proportions: Proportions) -> pa.Table:
    """The table `deaths` of the last twelve months: cause, months of contributions, months of pension drawn."""
    rows = np.flatnonzero(people.death >= 0)
    retired = people.retired[rows]
    cause = np.where(retired >= 0, 0, people.draws.choice("cause", (900, 80, 20))[rows])
    drawn = np.where(retired >= 0, people.death[rows] - retired + 1, 0)
    return pa.table(
        {
            "person": pa.array(people.numbers[rows]),
            "period": pa.array(periods(people.death[rows])),
            "situation": words(tuple(proportions.groups), people.group[rows]),
            "cause": words(_CAUSES, cause),
            "contribution_months": pa.array(paid.total_months[rows]),
            "pension_months": pa.array(drawn),
        }
    )


def _some(people: People, field: str, among: Booleans, permille: int) -> Integers:
    return np.flatnonzero(among & people.draws.chance(field, permille) & (people.death < 0))
