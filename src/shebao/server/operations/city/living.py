"""A city lives through months: founded from a synthetic population, each month whole or not at all, the same for a seed."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from datetime import time as clock
from pathlib import Path
from typing import Any

import numpy as np
from django.db import transaction

from shebao import __version__
from shebao.fields.dates import Month
from shebao.operations.city.law import law_version
from shebao.operations.city.months import drawn
from shebao.operations.city.proportions import city
from shebao.operations.record.acts import Authority, AuthorityKind
from shebao.operations.record.record import CHINA
from shebao.population.events import in_group
from shebao.population.law import statutory_months
from shebao.population.people import Community
from shebao.population.proportions import wuhan
from shebao.population.write import write_population
from shebao.server.operations.city.accounting import close_accounts, closing
from shebao.server.operations.city.agency import agency, counted, positions, set_back
from shebao.server.operations.city.collecting import collect
from shebao.server.operations.city.contributing import contribute
from shebao.server.operations.city.loading import Population, load
from shebao.server.operations.city.month import Month as Lived
from shebao.server.operations.city.people import Agency, Newcomer
from shebao.server.operations.city.roster import roster
from shebao.server.operations.city.ties import compared, controls
from shebao.server.operations.records.doing import Order, apply
from shebao.server.operations.records.reading import act_under

SCHEMA = "shebao.city/1"
_TABLES = ("persons", "employers", "employments")
_CHUNK = 65_536
_SPARE = 3
_TICK = timedelta(microseconds=1)
_BEFORE = timedelta(hours=6)
_ASSESSED = timedelta(days=3)
"""A month is assessed so long before it ends, after everything that happens in it."""
_COLLECTED = timedelta(days=2, hours=12)
"""Collected and reconciled once it is assessed; the money is on the special account before the month ends."""
_CLOSED = timedelta(hours=18)
"""Accounts are closed on the last day."""
Say = Callable[[str], None]


class AnotherCity(Exception):
    """The folder holds another city; the message says which."""


@dataclass(frozen=True)
class Wanted:
    """A city: so many people, drawn by a seed, living from a month to a month (both included)."""

    people: int
    seed: int
    first: Month
    last: Month

    @property
    def months(self) -> Iterator[Month]:
        """The months in order."""
        for number in range(self.last.since(self.first) + 1):
            yield self.first.plus(number)


@dataclass
class Diary:
    """`city.json`: what has happened, month by month, and where the numbers were when the last step was done."""

    folder: Path
    wanted: Wanted
    months: list[dict[str, Any]] = field(default_factory=list)
    steps: dict[str, dict[str, tuple[int, bool]]] = field(default_factory=dict)

    @property
    def file(self) -> Path:
        """Where it is."""
        return self.folder / "city.json"

    def read(self) -> None:
        """Go on with what is there. Raises AnotherCity."""
        steps = self.folder / "steps.json"
        if steps.is_file():
            self.steps = {
                name: {key: (last, drawn) for key, (last, drawn) in found.items()}
                for name, found in json.loads(steps.read_text("ascii")).items()
            }
        if not self.file.is_file():
            return
        known = json.loads(self.file.read_text("utf-8"))
        same = (known["people"], known["seed"], known["from"]) == (
            self.wanted.people,
            self.wanted.seed,
            self.wanted.first.iso,
        )
        if not same:
            raise AnotherCity(
                f"{self.folder} 里是另一座城市（{known['people']} 人，种子 {known['seed']}，自 {known['from']}）；请另写一个目录。"
            )
        self.months = known["months"]

    def write(self) -> None:
        """Writes it down, whole or not at all."""
        content = {
            "schema": SCHEMA, "seed": self.wanted.seed, "people": self.wanted.people, "from": self.wanted.first.iso,
            "product_version": __version__, "law_version": law_version(), "months": self.months,
        }  # fmt: skip
        _replace(self.folder / "steps.json", json.dumps(self.steps))
        _replace(self.file, json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def founded() -> bool:
    """Whether the database has a city."""
    return act_under(_done("founded")) is not None


def live(folder: Path, wanted: Wanted, say: Say = lambda what: None, *, people: Agency | None = None) -> Diary:
    """Lives through the months that have not been yet. What is killed goes on with the next call as if nothing had been.

    `people` are who works at the agency; without them one is made.

    Raises AnotherCity, ValueError, OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    diary = Diary(folder, wanted)
    diary.read()
    diary.write()
    people = people or agency()
    _found(diary, people, say)
    strangers = _Strangers(wanted)
    for month in wanted.months:
        with _step(diary, f"month-{month.iso}", people, _instant(month.plus(1)) - _TICK) as lives:
            if lives:
                say(f"过 {month}")
                _month(diary, people, month, strangers)
    return diary


@contextmanager
def _step(diary: Diary, name: str, people: Agency, at: datetime) -> Iterator[bool]:
    """Something that happens once and whole: an act without effects says that it is done. Numbers begin where the step
    before left them, also after a kill."""
    authority = _done(name)
    if act_under(authority) is not None:
        yield False
        return
    if name in diary.steps:
        set_back(diary.steps[name])
    else:
        diary.steps[name] = positions()
        diary.write()
    with transaction.atomic():
        yield True
        apply(Order(authority, office=people.office), (), at)
        diary.write()  # before it is committed: a month that is lived again is written down again
    counted()


def _done(name: str) -> Authority:
    return Authority(AuthorityKind.RUN, f"city-{name}")


def _found(diary: Diary, people: Agency, say: Say) -> None:
    """The population taken into the record, as it was when the first month began."""
    wanted = diary.wanted
    opening = _instant(wanted.first) - _BEFORE
    with _step(diary, "founded", people, opening) as founding:
        if founding:
            say("生成人口")
            folder = diary.folder / "population"
            write_population(wanted.people, wanted.seed, folder, wanted.first.ordinal - 1, wanted=_TABLES)
            load(Population(folder), people.office, opening, lambda done, of: say(f"载入 {done:,}/{of:,} 人"))
            shutil.rmtree(folder)  # numbers stay in the record only


def _month(diary: Diary, people: Agency, month: Month, strangers: _Strangers) -> None:
    """One month lived, compared and written down; the controls are taken before others work on."""
    began = time.perf_counter()
    first, last = _instant(month), _instant(month.plus(1))
    plan = drawn(roster(first), diary.wanted.seed, month, city())
    newcomers, residents = strangers.of(month, plan.newcomers), strangers.residents_of(month, plan.residents)
    planned = time.perf_counter()
    events = Lived(people, plan, newcomers, residents).live()
    lived = time.perf_counter()
    events += contribute(people, diary.wanted.seed, month, last - _ASSESSED)
    events += collect(people, diary.wanted.seed, month, last - _COLLECTED)
    events += close_accounts(people, month, last - _CLOSED)
    owed = time.perf_counter()
    found = {
        "month": month.iso,
        "events": dict(sorted(events.items())),
        "controls": controls(),
        "ties": compared({"first": first, "last": last, **closing(people, month)}),
        "seconds": {
            "draw": round(planned - began, 3),
            "live": round(lived - planned, 3),
            "owe": round(owed - lived, 3),
            "compare": round(time.perf_counter() - owed, 3),
        },
    }
    diary.months = [each for each in diary.months if each["month"] != month.iso] + [found]


class _Strangers:
    """People beyond the founding population, of whom some begin to work each month, or join as residents."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._each = wanted.people * city().permille["newcomers"] // 1000
        self._residents = wanted.people * city().permille["residents"] // 1000
        self._found: dict[str, list[tuple[str, str]]] = {}

    def of(self, month: Month, employers: tuple[int, ...]) -> list[Newcomer]:
        """The newcomers of a month at their employers."""
        if not employers:
            return []
        chosen = self._chosen("workers", month, self._each, len(employers))
        return [Newcomer(*each, employer) for each, employer in zip(chosen, employers, strict=False)]

    def residents_of(self, month: Month, count: int) -> list[Newcomer]:
        """Those who join as residents in a month."""
        return [Newcomer(*each) for each in self._chosen("residents", month, self._residents, count)]

    def _chosen(self, who: str, month: Month, each: int, count: int) -> list[tuple[str, str]]:
        start = month.since(self._wanted.first) * each
        return self._known()[who][start : start + count] if count else []

    def _known(self) -> dict[str, list[tuple[str, str]]]:
        """Number and name of workers and of residents, drawn after everybody else, so that no number occurs twice."""
        if not self._found:
            wanted, as_of = self._wanted, self._wanted.first.ordinal - 1
            proportions = wuhan()
            community = Community(wanted.seed, proportions, statutory_months, as_of)
            for first in range(1, wanted.people + 1, _CHUNK):
                community.people(first, min(_CHUNK, wanted.people + 1 - first))
            needed = (self._each + self._residents) * (wanted.last.since(wanted.first) + 1)
            people = community.people(wanted.people + 1, max(_SPARE * needed, 1))
            numbers, names = people.identity_numbers().to_pylist(), people.names().to_pylist()
            for who, group in (("workers", "enterprise_worker"), ("residents", "resident_contributor")):
                places = np.flatnonzero(in_group(people, proportions, group) & (people.death < 0)).tolist()
                self._found[who] = [(numbers[place], names[place]) for place in places]
        return self._found


def _instant(month: Month) -> datetime:
    return datetime.combine(month.first_day, clock(), CHINA)


def _replace(file: Path, text: str) -> None:
    fresh = file.with_name(f".{file.name}.new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(file)
