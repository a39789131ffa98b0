"""A folder of `shebao population` taken into the record, some thousand persons at a time, by the bulk writer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from shebao.operations.city.founding import Row, Settled, employer_effects, person_effects
from shebao.operations.record.acts import Authority, AuthorityKind
from shebao.operations.record.effects import Effect
from shebao.server.operations.records.doing import Order, apply_rows
from shebao.server.operations.records.models import Fact
from shebao.server.operations.records.reading import act_under, numbers

if TYPE_CHECKING:
    from shebao.server.platform.organisations.models import Organisation

PERSONS_AT_A_TIME = 50_000
_TABLES = ("persons", "employers", "employments")
_ROWS = 8192
_HELPERS = 2
_Said = Callable[[int, int], None]


class NoPopulation(Exception):
    """The folder is none of `shebao population`; the message says what is missing."""


@dataclass(frozen=True)
class Loaded:
    """How many persons and employers are in the record now, and how many of them this call brought."""

    persons: int
    employers: int
    new: int


@dataclass(frozen=True)
class Population:
    """A folder of `shebao population`."""

    folder: Path

    @property
    def name(self) -> str:
        """What tells it from every other: the first digits of its manifest's SHA-256. Raises NoPopulation."""
        missing = [name for name in _TABLES if not (self.folder / f"{name}.parquet").is_file()]
        manifest = self.folder / "manifest.json"
        if missing or not manifest.is_file():
            lacking = "、".join(f"{name}.parquet" for name in missing) or "manifest.json"
            raise NoPopulation(
                f"{self.folder} 里缺 {lacking}；应是 shebao population --output 写出的目录（不带 --agency）"
            )
        return hashlib.sha256(manifest.read_bytes()).hexdigest()[:16]

    def rows(self, table: str) -> Iterator[dict[str, Any]]:
        """The rows of a table in order, some at a time in memory."""
        with pq.ParquetFile(self.folder / f"{table}.parquet") as file:
            for batch in file.iter_batches(_ROWS):
                yield from batch.to_pylist()

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return int(pq.read_metadata(self.folder / f"{table}.parquet").num_rows)

    def persons(self) -> Iterator[tuple[Row, list[Row]]]:
        """Each person with their employments."""
        works = self.rows("employments")
        waiting = next(works, None)
        for person in self.rows("persons"):
            own: list[Row] = []
            while waiting is not None and waiting["person"] == person["person"]:
                own.append(waiting)
                waiting = next(works, None)
            yield person, own


def load(
    population: Population, office: Organisation, now: datetime | None = None, say: _Said = lambda done, of: None
) -> Loaded:
    """Takes everybody into the record; what an earlier call brought, also one that was killed, is not brought again.

    Raises NoPopulation, EffectsRefused, AnotherAct, KeyProblem.
    """
    name, total = population.name, population.count("persons")
    new = _run(
        f"{name}-employers", office, now, [partial(_employer, office.pk, row) for row in population.rows("employers")]
    )
    settled = Settled(office.pk, _known_employers(population))
    everybody, done = population.persons(), 0
    while chunk := list(islice(everybody, PERSONS_AT_A_TIME)):
        say(done, total)
        new += _run(f"{name}-persons-{done}", office, now, [partial(_person, settled, *person) for person in chunk])
        done += len(chunk)
    say(done, total)
    return Loaded(total, len(settled.employers), new)


def _run(
    name: str, office: Organisation, now: datetime | None, makers: Sequence[Callable[[int], Iterator[Effect]]]
) -> int:
    """One run, unless it has happened; how many subjects it brought."""
    authority = Authority(AuthorityKind.RUN, f"load-{name}")
    if act_under(authority) is not None:
        return 0
    keys = sorted(numbers("subject", len(makers)))
    order = Order(authority, office=office)
    apply_rows(
        order,
        lambda: chain.from_iterable(make(key) for key, make in zip(keys, makers, strict=True)),
        now,
        helpers=_HELPERS,
    )
    return len(makers)


def _employer(office: int, row: Row, key: int) -> Iterator[Effect]:
    return employer_effects(key, row, office)


def _person(settled: Settled, row: Row, works: Sequence[Row], key: int) -> Iterator[Effect]:
    return person_effects(key, row, works, settled)


def _known_employers(population: Population) -> dict[int, int]:
    """The subjects of the population's employers by its numbers, found by credit code."""
    found: dict[int, int] = {}
    rows = population.rows("employers")
    while some := list(islice(rows, _ROWS)):
        codes = {row["credit_code"]: row["employer"] for row in some}
        facts = Fact.objects.filter(register="credit_code", value__in=codes, known_to=None)
        found |= {codes[value]: subject for value, subject in facts.values_list("value", "subject")}
    return found
