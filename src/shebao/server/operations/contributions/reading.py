"""An employer's bill of a month and a person's months, from what the record says is owed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from shebao.fields.dates import Month, month_of
from shebao.money import yuan_text
from shebao.operations.contributions.relief.deferrals import POLICY, UNTIL, Deferred, deferred
from shebao.operations.contributions.residents.tiers import KIND as RESIDENT
from shebao.operations.enrolment.reasons import reasons
from shebao.operations.record.acts import AUTHORITY_LABELS, AuthorityKind
from shebao.operations.record.lines import insurance_lines
from shebao.operations.record.needed import Needed
from shebao.operations.record.rows import Fact, Liability, Owed, Table
from shebao.operations.record.valid import Valid
from shebao.server.operations.records import models as records
from shebao.server.operations.records.reading import holdings
from shebao.server.operations.records.rows import OWED_COLUMNS

_NATION = "000000"
SAME, NEW, GONE, CHANGED = "same", "new", "gone", "changed"
TONES = {SAME: ("不变", "neutral"), NEW: ("新增", "good"), GONE: ("减少", "attention"), CHANGED: ("变化", "info")}


@dataclass(frozen=True, slots=True)
class Item:
    """What an employer owes for a person in a line: this month's stretch and last month's, and why they differ."""

    person: int
    line: str
    now: Liability | None
    before: Liability | None
    why: str = ""

    @property
    def change(self) -> str:
        """What happened since last month."""
        if self.now is None:
            return GONE
        if self.before is None:
            return NEW
        return SAME if self.now.owed == self.before.owed else CHANGED

    @property
    def badge(self) -> tuple[str, str]:
        """Words and tone of the change."""
        return TONES[self.change]

    @property
    def label(self) -> str:
        """The line of insurance."""
        return insurance_lines()[self.line].short


@dataclass(frozen=True, slots=True)
class LineTotal:
    """What an employer owes in a line for the month and owed for the one before, in fen."""

    label: str
    heads: int
    unit: int
    person: int
    unit_before: int
    person_before: int
    deferred: Deferred | None = None

    @property
    def total(self) -> int:
        """Unit and persons together."""
        return self.unit + self.person

    @property
    def difference(self) -> int:
        """More than last month."""
        return self.total - self.unit_before - self.person_before


@dataclass(frozen=True, slots=True)
class Bill:
    """An employer's bill of a month, with every person."""

    month: Month
    items: tuple[Item, ...]
    deferred: Mapping[str, Deferred] = field(default_factory=dict)

    @property
    def lines(self) -> list[LineTotal]:
        """Totals in the order of the lines."""
        found = []
        for key, line in insurance_lines().items():
            own = [item for item in self.items if item.line == key]
            if own:
                found.append(_total(line.short, own, self.deferred.get(key)))
        return found

    @property
    def total(self) -> LineTotal:
        """Over all lines; heads are persons."""
        made = _total("合计", self.items)
        heads = len({item.person for item in self.items if item.now is not None})
        return LineTotal(made.label, heads, made.unit, made.person, made.unit_before, made.person_before)


def bill(employer: int, month: Month) -> Bill:
    """The bill as known now; five queries, however many persons."""
    rows = _of(Q(employer=employer), month)
    pairs: dict[tuple[int, str], list[Liability | None]] = {}
    for row in rows:
        pair = pairs.setdefault((row.person, row.line), [None, None])
        for place, day in enumerate((month.first_day, month.plus(-1).first_day)):
            if day in row.valid:
                pair[place] = row
    items = [Item(person, line, now, before) for (person, line), (now, before) in sorted(pairs.items())]
    return Bill(month, tuple(_explained(items, employer, month)), _deferred(employer, month))


def _deferred(employer: int, month: Month) -> dict[str, Deferred]:
    """By line what of the month is deferred."""
    facts = facts_of(employer, (POLICY, UNTIL))
    found = {line: deferred(facts, line, month) for line in insurance_lines()}
    return {line: each for line, each in found.items() if each is not None}


def _of(chosen: Q, month: Month) -> list[Liability]:
    days = Q(valid__contains=month.first_day) | Q(valid__contains=month.plus(-1).first_day)
    return liabilities(chosen & days)


def facts_of(employer: int, registers: Iterable[str]) -> list[Fact]:
    """What is known now of an employer in these registers, for all days."""
    held = holdings([employer], Needed(frozenset({Table.FACT}), frozenset(registers)))
    return [fact for facts in held.facts.values() for fact in facts]


def place_of(employer: int) -> str:
    """The place whose law holds for an employer's staff: where the last of them was enrolled; the nation's where nobody was."""
    places = records.Spell.objects.filter(employer=employer, known_to=None).order_by("-id")
    return places.values_list("scheme_place", flat=True).first() or _NATION


def liabilities(chosen: Q) -> list[Liability]:
    """The stretches chosen, as known now."""
    rows = records.Liability.objects.filter(chosen, known_to=None)
    return [
        Liability(
            row.id, row.person_id, row.line, row.employer_id, Owed(*(getattr(row, name) for name in OWED_COLUMNS)),
            Valid(row.valid.lower, row.valid.upper), row.known_from, row.known_to, row.act_id, row.supersedes_id,
        )
        for row in rows
    ]  # fmt: skip


def _total(label: str, items: Sequence[Item], deferred: Deferred | None = None) -> LineTotal:
    now = [item.now.owed for item in items if item.now is not None]
    before = [item.before.owed for item in items if item.before is not None]
    return LineTotal(
        label,
        len(now),
        sum(owed.unit for owed in now),
        sum(owed.person_share for owed in now),
        sum(owed.unit for owed in before),
        sum(owed.person_share for owed in before),
        deferred,
    )


def _explained(items: Iterable[Item], employer: int, month: Month) -> list[Item]:
    """Items with why they changed: the reason of the enrolment's change, the base, the rate; and by which act."""
    listed = list(items)
    changed = [item for item in listed if item.change != SAME]
    spells = _reasons(employer, {item.person for item in changed}, month)
    acts = _acts({item.now.act for item in changed if item.now is not None})
    return [item if item.change == SAME else _with_reason(item, spells, acts) for item in listed]


def _with_reason(item: Item, spells: Mapping[tuple[int, str], str], acts: Mapping[int, str]) -> Item:
    act = acts.get(item.now.act, "") if item.now is not None else ""
    if item.now is not None and item.before is not None:
        why = _difference(item.before, item.now)
    else:
        why = spells.get((item.person, item.line), "")
    return Item(item.person, item.line, item.now, item.before, "，".join(each for each in (why, act) if each))


def _difference(before: Liability, now: Liability) -> str:
    told = []
    if before.owed.base != now.owed.base:
        told.append(f"基数 {yuan_text(before.owed.base)} 改为 {yuan_text(now.owed.base)}")
    if (before.owed.unit_rate, before.owed.person_rate) != (now.owed.unit_rate, now.owed.person_rate):
        told.append("费率变化")
    if before.owed.policy != now.owed.policy:
        told.append("适用的阶段性政策变化")
    return "；".join(told)


def _reasons(employer: int, persons: set[int], month: Month) -> dict[tuple[int, str], str]:
    """By person and line the reason of the last spell at the employer that begins or ends by the month."""
    found: dict[tuple[int, str], str] = {}
    spells = records.Spell.objects.filter(
        employer=employer, person__in=persons, known_to=None, valid__startswith__lte=month.first_day
    ).order_by("valid")
    known = reasons()
    for person, line, code in spells.values_list("person_id", "line", "reason"):
        found[person, line] = known[code].label if code in known else ""
    return found


def _acts(ids: set[int]) -> dict[int, str]:
    rows = records.Act.objects.filter(id__in=ids).values_list("id", "authority_kind", "authority_id")
    return {key: f"{AUTHORITY_LABELS[AuthorityKind(kind)]} {name}" for key, kind, name in rows}


@dataclass(frozen=True, slots=True)
class PersonMonth:
    """A month of a person: what is owed by line; `missing` where a pension is between its first and last month and not owed."""

    month: Month
    owed: tuple[tuple[str, Liability], ...]
    missing: bool

    @property
    def unit(self) -> int:
        """The units' share in fen."""
        return sum(row.owed.unit for _label, row in self.owed)

    @property
    def person(self) -> int:
        """The person's share in fen."""
        return sum(row.owed.person_share for _label, row in self.owed)


def months_of(rows: Sequence[Liability], last: Month) -> list[PersonMonth]:
    """Every month from the first that is owed to the last, the newest first; a resident's year is one row, its first month."""
    if not rows:
        return []
    first = month_of(min(row.valid.start for row in rows))
    found = []
    order = list(insurance_lines())
    by_year = {row.valid.start.year for row in rows if row.owed.kind == RESIDENT}
    for number in range(last.since(first), -1, -1):
        month = first.plus(number)
        own = sorted((row for row in rows if month.first_day in row.valid), key=lambda row: order.index(row.line))
        pension = month.year in by_year or any(row.line.startswith("pension") for row in own)
        if pension and not own:
            continue
        shown = tuple((insurance_lines()[row.line].short, row) for row in own)
        found.append(PersonMonth(month, shown, not pension))
    return found
