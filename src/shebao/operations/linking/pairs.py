"""Pairs of people as they are told: score, class, the reason of each comparison, both registrations as given."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from shebao.batch.files import draft, publish
from shebao.operations.linking.model import Comparison, Model

PERSON = {
    "source": "来源",
    "number": "个人编号",
    "name": "姓名",
    "identity": "身份号码",
    "sex": "性别",
    "birth": "出生日期",
    "phone": "联系电话",
    "address": "地址",
}
"""The properties of a registration and what they are called."""
MISSING = "（缺）"
_ID_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Pair:
    """Two registrations that may be of one person; the score, in bits, decides nothing. `reasons` are by comparison."""

    id: str
    score: float
    class_title: str
    reasons: Mapping[str, str]
    one: Mapping[str, str]
    other: Mapping[str, str]


def write_pairs(parts: Iterable[pa.Table], given: Path, model: Model, path: Path, between: bool) -> int:
    """Writes the pairs, most alike first; with `between` only those of two sources. Returns how many. Raises OSError."""
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        for number, part in enumerate(parts):
            connection.register("part", _told(part, model))
            start = "CREATE TABLE pairs AS FROM part" if number == 0 else "INSERT INTO pairs FROM part"
            connection.execute(start)
            connection.unregister("part")
        connection.execute(f"COPY ({_joined(given, model, between)}) TO '{_quoted(draft(path))}' (FORMAT parquet)")
    publish(draft(path), path)
    return count_pairs(path)


def _told(part: pa.Table, model: Model) -> pa.Table:
    """Splink's rows with the score in hundredths, the class and the title of each level."""
    scores = [round(each, 2) for each in part.column("match_weight").to_pylist()]
    classes = [found.title if (found := model.class_of(each)) else "" for each in scores]
    columns = {"row_l": part.column("row_l"), "row_r": part.column("row_r"), "score": pa.array(scores, pa.float64())}
    columns["class"] = pa.array(classes, pa.string())
    for comparison in model.comparisons:
        gammas = part.column(f"gamma_{comparison.id}").to_pylist()
        columns[comparison.id] = pa.array([_title(comparison, gamma) for gamma in gammas], pa.string())
    return pa.table(columns)


def _title(comparison: Comparison, gamma: int) -> str:
    level = comparison.level(gamma)
    return level.title if level else MISSING


def _joined(given: Path, model: Model, between: bool) -> str:
    people = f"read_parquet('{_quoted(given)}')"
    told = ", ".join(f'p."{each.id}" AS "why_{each.id}"' for each in model.comparisons)
    one, other = (
        ", ".join(f"coalesce(CAST({side}.{name} AS VARCHAR), '') AS {name}_{side}" for name in PERSON)
        for side in ("one", "other")
    )
    marks = "one.source || chr(31) || one.number || chr(30) || other.source || chr(31) || other.number"
    where = "WHERE p.class <> ''" + (" AND one.source <> other.source" if between else "")
    return (
        f"SELECT upper(left(sha256({marks}), {_ID_LENGTH})) AS id, p.score, p.class, {told}, {one}, {other} FROM pairs p "
        f'JOIN {people} one ON one."row" = p.row_l JOIN {people} other ON other."row" = p.row_r {where} '
        "ORDER BY p.score DESC, p.row_l, p.row_r"
    )


def count_pairs(path: Path) -> int:
    """How many pairs a file holds. Raises OSError, pa.ArrowException."""
    return int(pq.read_metadata(path).num_rows)


def read_pairs(path: Path, model: Model) -> Iterator[Pair]:
    """The pairs of a file, most alike first. Raises OSError, pa.ArrowException."""
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches():
            for row in batch.to_pylist():
                yield _pair(row, model)


def _pair(row: Mapping[str, Any], model: Model) -> Pair:
    reasons = {each.title: row[f"why_{each.id}"] for each in model.comparisons}
    one, other = ({name: row[f"{name}_{side}"] for name in PERSON} for side in ("one", "other"))
    return Pair(row["id"], row["score"], row["class"], reasons, one, other)


def digest(path: Path) -> str:
    """By which marks of a list are known to belong to it."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()[:_ID_LENGTH].upper()


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
