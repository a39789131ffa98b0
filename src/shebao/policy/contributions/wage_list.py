"""Contributions of a whole list of wages (工资表) for one month: everybody on the same place, kind and class.

What a person owes is by the same functions as a case of one: two cases of the list's place, one with the lowest wage and one
with the highest, give the bounds of the base and every rate; after that a person costs a few integer operations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from shebao.fields import values
from shebao.fields.dates import Month
from shebao.fields.field import normalise
from shebao.fields.problem import Place, Problem, Wrong
from shebao.policy.casefile import RawCase
from shebao.policy.casework import DEFAULT_AREA, HEAD
from shebao.policy.contributions.assessment import MonthAssessed, Part, assess
from shebao.policy.contributions.case import FIELDS, SPELL, Enrolment, read_enrolment
from shebao.policy.contributions.formulas import bounded_base, contribution, relieved
from shebao.policy.errors import CaseError, problem
from shebao.policy.places import placed
from shebao.policy.record import MAX_AMOUNT, Record

MOST_WAGES = 10_000
MOST_CHARACTERS = 1_000_000
LONGEST_NAME = 60
MOST_PROBLEMS = 20
LIST = "工资表"
_NAMES = frozenset(map(normalise, ("姓名", "名字", "职工", "人员", "编号", "工号", "序号", "name")))
_WAGES = frozenset(normalise(name) for field in SPELL[2:4] for name in (field.label, *field.spellings))
_TAB, _GAP = re.compile(r"\t"), re.compile(r"\s+(?=[\d¥￥])|\s{2,}")
_COMMA = re.compile(r"(?<!\d)[,，]|[,，](?!\d{3}(?!\d))")


@dataclass(frozen=True, slots=True)
class Wage:
    """One person of the list: what the row calls them, and the monthly wage in fen."""

    name: str
    amount: int


@dataclass(frozen=True, slots=True)
class Owed:
    """What is owed for one person: base and parts in fen, in the order of `WageList.parts`."""

    name: str
    wage: int
    base: int
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WageList:
    """The list computed: month, bounds of the base in fen, each payer's part of each line, and a row for each person."""

    area: str
    month: Month
    floor: int
    ceiling: int
    parts: tuple[Part, ...]
    rows: tuple[Owed, ...]
    remarks: tuple[str, ...]

    def paid_by(self, owed: Owed, payer: str) -> int:
        """What one payer owes for a person in fen."""
        pairs = zip(self.parts, owed.parts, strict=True)
        return sum(amount for part, amount in pairs if part.share.payer == payer)

    @property
    def totals(self) -> tuple[int, ...]:
        """The sum of each part over all persons in fen."""
        return tuple(sum(column) for column in zip(*(row.parts for row in self.rows), strict=True))

    @property
    def unsure(self) -> bool:
        """Whether a rate or a bound was not checked against its source."""
        return any(law.confidence == "known" for part in self.parts for law in part.laws)


def read_wages(text: str) -> tuple[Wage, ...]:
    """The list as pasted: a row a person, name and wage separated by tab, comma or spaces, with or without a head.

    Raises CaseError with the first problems, each with its row, and how many there are.
    """
    if len(text) > MOST_CHARACTERS:
        raise CaseError([_of_list(f"有 {len(text):,} 个字符，最多 {MOST_CHARACTERS:,} 个；请分几次粘贴")])
    rows = [(number, cells) for number, cells in enumerate(_rows(text), 1) if any(cells)]
    name_at, wage_at, headed = _columns(rows[0][1]) if rows else (0, -1, False)
    people = rows[1:] if headed else rows
    if not people:
        raise CaseError([_of_list("是空的；请从表格中复制姓名和月工资两列，粘贴到这里")])
    if len(people) > MOST_WAGES:
        raise CaseError([_of_list(f"有 {len(people):,} 人，最多 {MOST_WAGES:,} 人；请分几次粘贴")])
    wages: list[Wage] = []
    problems: list[Problem] = []
    for number, cells in people:
        found = _wage(number, cells, name_at, wage_at)
        if isinstance(found, Problem):
            problems.append(found)
        else:
            wages.append(found)
    if problems:
        more = len(problems) - MOST_PROBLEMS
        rest = [_of_list(f"还有 {more:,} 行有问题，改好上面的再看")] if more > 0 else []
        raise CaseError([*problems[:MOST_PROBLEMS], *rest])
    return tuple(wages)


def assess_wages(common: RawCase, wages: Sequence[Wage]) -> WageList:
    """What everybody on the list owes, by the month, place, kind and class of `common`. Raises CaseError."""
    head = Record(common, HEAD)
    place = placed(head.text("area"), DEFAULT_AREA, "统筹区")
    head.check()
    month, low, high = _probes(common)
    lowest, highest = (assess(probe, place.law)[0] for probe in (low, high))
    rows = tuple(_owed(wage, lowest, highest) for wage in wages)
    remarks = (place.remark,) if place.remark else ()
    return WageList(place.law.area.name, month, lowest.base.amount, highest.base.amount, lowest.parts, rows, remarks)


def _probes(common: RawCase) -> tuple[Month, Enrolment, Enrolment]:
    """The list's case with no wage at all and with more than anybody earns: they meet the floor and the ceiling."""
    stated = {key: value for key, value in common.fields.items() if key not in _WAGES}
    probe = RawCase(common.identifier, {**stated, "月工资": "0"}, {**common.spellings, "月工资": "月工资"})
    low = read_enrolment(Record(probe, (*HEAD, *FIELDS)))
    spell = low.spells[0]
    if len(low.spells) > 1 or spell.first != spell.last:
        raise CaseError([problem(common.identifier, "截止月", "工资表一次算一个月，请不要写截止月")])
    most = replace(spell, wage=int(MAX_AMOUNT * 100))
    return spell.first, low, replace(low, spells=(most,))


def _owed(wage: Wage, lowest: MonthAssessed, highest: MonthAssessed) -> Owed:
    base = bounded_base(wage=wage.amount, floor=lowest.base.amount, ceiling=highest.base.amount)
    parts = tuple(relieved(contribution(base, part.rate), part.relief) for part in lowest.parts)
    return Owed(wage.name, wage.amount, base, parts)


def _rows(text: str) -> Iterator[list[str]]:
    """The cells of each line: by tabs as copied from a sheet, else by commas that do not group digits, else by spaces."""
    for line in text.replace("\x00", "").splitlines():
        separator = next((mark for mark in (_TAB, _COMMA) if mark.search(line)), _GAP)
        yield [cell.strip().strip('"').strip() for cell in separator.split(line.strip(" "))]


def _columns(cells: Sequence[str]) -> tuple[int, int, bool]:
    """Where name and wage stand: by the head where there is one, else the first cell and the last."""
    found: Mapping[str, int] = {normalise(cell): place for place, cell in reversed(list(enumerate(cells)))}
    names = [place for name, place in found.items() if name in _NAMES]
    wages = [place for name, place in found.items() if name in _WAGES]
    return (min(names, default=0), wages[0], True) if wages else (0, -1, False)


def _wage(number: int, cells: Sequence[str], name_at: int, wage_at: int) -> Wage | Problem:
    where = Place(file=LIST, row=number)
    filled = list(cells)
    while wage_at == -1 and len(filled) > 1 and not filled[-1]:
        filled.pop()
    written = filled[wage_at] if wage_at < len(filled) else ""
    alone = len(filled) == 1 and wage_at == -1
    name = "" if alone or name_at >= len(filled) else filled[name_at]
    if len(name) > LONGEST_NAME:
        return Problem("too_long", f"最多 {LONGEST_NAME} 个字，现有 {len(name)} 个", place=where, field="姓名")
    try:
        return Wage(name or f"第{number}行", values.money(written, 0, MAX_AMOUNT))
    except Wrong as wrong:
        advice = "" if wrong.advice else "每行应是姓名和月工资，如 张三、8000"
        return replace(wrong.of(where, "月工资", written), advice=wrong.advice or advice)


def _of_list(reason: str) -> Problem:
    return problem(LIST, "", reason)
