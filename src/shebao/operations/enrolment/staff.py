"""Who is in which lines together, by kind of employer and of staff. Dated data in staff.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from shebao.fields.codes import codes_of
from shebao.fields.data_files import DataFileError, load_data, mapping
from shebao.operations.record.lines import insurance_lines

_FILE = "staff.yaml"
NO_EMPLOYER = "none"
STAFF_LABELS = codes_of(("staff.insured", "staff.single", "staff.own"))


@dataclass(frozen=True, slots=True)
class Rule:
    """Employers of these kinds enrol staff of these kinds in these lines since a day."""

    employers: frozenset[str]
    staff: dict[str, tuple[str, ...]]
    since: date
    basis: str


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines that somebody must be in, and the law that says so; none where the employer has no such staff."""

    lines: tuple[str, ...]
    basis: str


def lines_of(employer_kind: str, staff: str, day: date) -> Lines:
    """The lines of a kind of staff at a kind of employer (`NO_EMPLOYER` for who has none) on a day."""
    for rule in sorted(_rules(), key=lambda rule: rule.since, reverse=True):
        if employer_kind in rule.employers and staff in rule.staff and rule.since <= day:
            return Lines(rule.staff[staff], rule.basis)
    return Lines((), "")


def staff_of(employer_kind: str, day: date) -> tuple[str, ...]:
    """The kinds of staff that a kind of employer may have on a day."""
    kinds = (kind for rule in _rules() if employer_kind in rule.employers and rule.since <= day for kind in rule.staff)
    return tuple(dict.fromkeys(kinds))


@cache
def _rules() -> tuple[Rule, ...]:
    found = []
    for number, entry in enumerate(load_data(__package__, _FILE), 1):
        where = f"{_FILE}：第 {number} 项"
        values = mapping(where, entry, ("employers", "staff", "from", "basis"))
        for kind, lines in values["staff"].items():
            unknown = [line for line in lines if line not in insurance_lines()]
            if kind not in STAFF_LABELS or unknown:
                raise DataFileError(f"{where}：没有人员类别 {kind} 或险种 {unknown}")
        staff = {kind: tuple(lines) for kind, lines in values["staff"].items()}
        found.append(Rule(frozenset(values["employers"]), staff, values["from"], values["basis"]))
    return tuple(found)
