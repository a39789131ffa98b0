"""Who in the whole record may be registered twice, by `operations.linking`: kept as work for people, merged by nobody here.

What is compared is in clear in memory only: the files between lie in the machine's memory and are gone afterwards.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from django.db import transaction
from django.utils import timezone

from shebao.operations.linking import shipped_model
from shebao.operations.linking.pairs import MISSING, Pair, read_pairs
from shebao.operations.linking.service import PAIRS, connected, link
from shebao.operations.record.needed import Needed
from shebao.operations.record.rows import Table
from shebao.server.operations.counter.models import Likeness
from shebao.server.operations.records.models import Subject
from shebao.server.operations.records.reading import holdings

Tell = Callable[[int, int, str], None]
"""Hears how far it is: done, of how many, what."""

LOWEST = 0
"""Pairs of a lower score are not told; as the check of probable duplicates (docs/linking.zh.md)."""
_MEMORY = Path("/dev/shm")
_AT_A_TIME = 5_000
_MEGABYTES = 2048
_COLUMNS = {
    "identity_number": "identity", "name": "name", "sex": "sex", "birth": "birth", "telephone": "phone", "address": "address",
}  # fmt: skip
_SEXES = {"M": "1", "F": "2"}
_MERGED = "merged_into"
_NEEDED = Needed(frozenset({Table.FACT}), frozenset({*_COLUMNS, _MERGED}))
_SCHEMA = pa.schema(
    [(name, pa.date32() if name == "birth" else pa.string()) for name in ("source", "number", *_COLUMNS.values())]
)


class NotCompared(Exception):
    """Nothing was compared; the message says why and what to do."""


@dataclass(frozen=True)
class Compared:
    """How many persons were compared, how many pairs are open now, how many of them are new."""

    persons: int
    pairs: int
    new: int


def compare(tell: Tell = lambda done, of, what: None, now: datetime | None = None) -> Compared:
    """Compares everybody in the record who was not merged into another. Pairs that people judged stay judged; open ones that are
    not found any more are gone. Raises NotCompared, KeyProblem, OSError."""
    with _in_memory() as folder:
        persons = _written(folder / "people.parquet", tell)
        if persons < 2:
            return Compared(persons, *_kept([], now or timezone.now()))
        _link(folder, tell)
        pairs = [pair for pair in read_pairs(folder / PAIRS, shipped_model()) if pair.score >= LOWEST]
    return Compared(persons, *_kept(pairs, now or timezone.now()))


def _link(folder: Path, tell: Tell) -> None:
    """Writes the pairs of the folder's people. Raises NotCompared."""
    try:
        with connected(folder / "spill", _MEGABYTES, os.cpu_count() or 1) as connection:
            link(
                connection,
                f"SELECT * FROM read_parquet('{folder / 'people.parquet'}')",
                folder,
                shipped_model(),
                lambda done, of: tell(done, of, "比对"),
            )
    except duckdb.Error as error:
        raise NotCompared(f"比对没有完成（{type(error).__name__}），清单没有改变；请再试一次。") from None


@contextmanager
def _in_memory() -> Iterator[Path]:
    """A folder in the machine's memory that only this user may read. Raises NotCompared where there is none."""
    if not _MEMORY.is_dir():
        raise NotCompared("这台机器没有内存文件系统（/dev/shm）；号码不能写在磁盘上，没有比对。")
    folder = Path(tempfile.mkdtemp(prefix="shebao-", dir=_MEMORY))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _written(file: Path, tell: Tell) -> int:
    """Everybody who stands by themselves, in clear; how many."""
    ids = list(Subject.objects.filter(kind="person").order_by("id").values_list("id", flat=True))
    count = 0
    with pq.ParquetWriter(file, _SCHEMA) as writer:
        for start in range(0, len(ids), _AT_A_TIME):
            tell(start, len(ids), "整理人员")
            rows = list(_people(ids[start : start + _AT_A_TIME]))
            writer.write_table(pa.Table.from_pylist(rows, _SCHEMA))
            count += len(rows)
    return count


def _people(ids: list[int]) -> Iterator[dict[str, Any]]:
    known: dict[int, dict[str, str]] = {key: {} for key in ids}
    for (subject, register, _slot), facts in holdings(ids, _NEEDED).facts.items():
        known[subject][register] = facts[-1].value
    for key, own in known.items():
        if _MERGED in own:
            continue
        row: dict[str, Any] = {"source": "", "number": str(key)}
        row |= {column: own.get(register) for register, column in _COLUMNS.items()}
        row["sex"] = _SEXES.get(own.get("sex", ""))
        row["birth"] = date.fromisoformat(own["birth"]) if own.get("birth") else None
        yield row


@transaction.atomic
def _kept(pairs: list[Pair], now: datetime) -> tuple[int, int]:
    """Writes the pairs down; how many are open, and how many of them are new."""
    found = {_numbers(pair): pair for pair in pairs}
    known = {(one.first, one.second): one for one in Likeness.objects.select_for_update()}
    judged = {key for key, one in known.items() if one.state == Likeness.State.DIFFERENT}
    for key, one in known.items():
        if key in judged:
            continue
        if key in found:
            one.state, one.found_at = Likeness.State.OPEN, now
            one.score, one.likely, one.reasons = _said(found[key])
        else:
            one.state = Likeness.State.GONE
    open_ones = [one for key, one in known.items() if key not in judged]
    Likeness.objects.bulk_update(open_ones, ["state", "found_at", "score", "likely", "reasons"], batch_size=500)
    fresh = [_fresh(key, pair, now) for key, pair in found.items() if key not in known]
    Likeness.objects.bulk_create(fresh, batch_size=1000)
    return len(found.keys() - judged), len(fresh)


def _fresh(key: tuple[int, int], pair: Pair, now: datetime) -> Likeness:
    score, likely, reasons = _said(pair)
    return Likeness(first=key[0], second=key[1], score=score, likely=likely, reasons=reasons, found_at=now)


def _numbers(pair: Pair) -> tuple[int, int]:
    first, second = sorted((int(pair.one["number"]), int(pair.other["number"])))
    return first, second


def _said(pair: Pair) -> tuple[Decimal, str, list[str]]:
    """Score, class and what was compared, in the model's own words."""
    return Decimal(str(pair.score)), pair.class_title, [told for told in pair.reasons.values() if told != MISSING]
