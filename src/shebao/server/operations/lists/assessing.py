"""The rows of a list on the record as it is known now: persons found together, their records read together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from shebao.operations.handling.lists.assessing import Assessed, assess, forms_of
from shebao.operations.handling.lists.rows import Row
from shebao.operations.handling.situation import Situation
from shebao.operations.record.holdings import Holdings
from shebao.operations.record.record import Record, record_of
from shebao.server.operations.cases.reading import situation
from shebao.server.operations.lists.models import StaffList
from shebao.server.operations.records.reading import holdings, numbers, subjects_by
from shebao.server.platform.access.restricting import barred

RESTRICTED = "这个人的资料受限，不在名册里办理；请由专人单独办理"
_AT_A_TIME = 2000


@dataclass(frozen=True)
class Result:
    """What a row came to: the person's number, whether it was drawn for them, the digest of the effects, what is against it."""

    row: int
    person: int
    new: bool
    digest: str
    against: tuple[str, ...]


def rows_of(found: StaffList) -> list[Row]:
    """The rows as they were read."""
    return [Row(number, texts) for number, texts in found.opened("content")]


def results_of(found: StaffList) -> list[Result]:
    """What the rows came to when they were checked."""
    return [Result(row, person, new, digest, tuple(why)) for row, person, new, digest, why in found.opened("results")]


def assessed(
    found: StaffList, rows: list[Row], tell: Callable[[int, int], None] = lambda done, total: None
) -> tuple[list[Assessed], list[Result]]:
    """Every row on what is known now. Who has no record keeps the number that was drawn for them before."""
    every = forms_of(found.declared, rows)
    drawn = {result.row: result.person for result in results_of(found) if result.new}
    persons = subjects_by("identity_number", {row.number: _number(values) for row, values in every})
    withheld = _withheld(found, persons)
    forms = [(row, values) for row, values in every if row.number not in withheld]
    missing = [row.number for row, _ in forms if row.number not in persons and row.number not in drawn]
    drawn |= dict(zip(missing, numbers("subject", len(missing)), strict=True)) if missing else {}
    base = situation(found.office, 0, found.employer)
    judged: list[Assessed] = []
    for start in range(0, len(forms), _AT_A_TIME):
        part = forms[start : start + _AT_A_TIME]
        records = _records([persons[row.number] for row, _ in part if row.number in persons])
        judged += assess(found.declared, part, _situations(base, persons, drawn, records))
        tell(len(judged), len(forms))
    results = [_result(one, one.number not in persons) for one in judged]
    closed = [Result(row, persons[row], False, "", (RESTRICTED,)) for row in withheld]
    return judged, sorted([*results, *closed], key=lambda one: one.row)


def _withheld(found: StaffList, persons: Mapping[int, int]) -> list[int]:
    """Rows of persons whose data the clerk may not see: what a row comes to would tell about them."""
    subjects = {row: f"records.subject:{person}" for row, person in persons.items()}
    closed = barred(found.clerk, set(subjects.values()))
    return [row for row, subject in subjects.items() if subject in closed]


def _result(one: Assessed, new: bool) -> Result:
    return Result(one.number, one.person, new, one.digest, one.reasons)


def _number(values: Mapping[str, Any]) -> str:
    number = values["identity_number"]
    return str(getattr(number, "text", number))


def _records(persons: list[int]) -> dict[int, Record]:
    """The current rows of persons."""
    held: Holdings = holdings(persons)
    rows: dict[int, list[Any]] = {person: list(held.spells.get(person, {}).values()) for person in held.subjects}
    for (subject, _register, _slot), facts in held.facts.items():
        rows[subject] += facts
    return {person: record_of(person, kind, rows[person]) for person, kind in held.subjects.items()}


def _situations(
    base: Situation, persons: Mapping[int, int], drawn: Mapping[int, int], records: Mapping[int, Record]
) -> Callable[[Row], Situation]:
    def of(row: Row) -> Situation:
        person = persons.get(row.number) or drawn[row.number]
        return Situation(
            person, records.get(person), base.employer, base.office, base.place, base.day, base.known,
            base.employer_number, base.staff,
        )  # fmt: skip

    return of
