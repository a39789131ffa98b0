"""Runs a mapping over a source: target rows, the list of what could not be mapped, and the proof that nothing is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from shebao.batch.files import draft, publish, write_json
from shebao.operations.governance.cleaning.expressions import SOURCE, cleaned, steps
from shebao.operations.governance.cleaning.mapping import Mapping
from shebao.operations.governance.declared import ColumnType, DeclaredColumn, DeclaredTable
from shebao.operations.governance.errors import GovernanceError
from shebao.operations.governance.running.engine import Engine
from shebao.operations.governance.running.views import View
from shebao.operations.governance.sources import locate

_ARROW = {ColumnType.DATE: pa.date32(), ColumnType.TEXT: pa.string()}


@dataclass(frozen=True, slots=True)
class Proof:
    """Source rows are the mapped, the corrected and the listed; sums of the source are those of target and list.

    `unreadable` counts for each summed column the listed rows whose amount cannot be read: what explains a difference.
    """

    rows: int
    mapped: int
    corrected: int
    listed: int
    by_rule: dict[str, int]
    by_class: dict[str, int]
    sums: dict[str, dict[str, int]]

    @property
    def holds(self) -> bool:
        """Whether every row and every readable amount is accounted for."""
        whole = self.rows == self.mapped + self.corrected + self.listed
        return whole and all(each["source"] == each["target"] + each["listed"] for each in self.sums.values())


def clean(mapping: Mapping, location: str, folder: Path, engine: Engine, rehearse: int | None = None) -> Proof:
    """Maps the source into `folder`: target table, `listed.parquet`, `proof.json`.

    `rehearse` takes the first so many rows; a row becomes the same in a rehearsal and in the run. Raises
    GovernanceError where the source cannot be read or the proof does not hold.
    """
    names = sorted({column.source for column in mapping.columns})
    columns = {name: DeclaredColumn(name, name, ColumnType.TEXT) for name in names}
    source = DeclaredTable(mapping.source, mapping.source, columns, (names[0],), (names[0],))
    located = locate(location, {mapping.source: source}, folder / "converted")
    if located.problems or mapping.source not in located.partitions:
        reason = located.problems[0] if located.problems else f"{location} 中没有数据表 {mapping.source}"
        raise GovernanceError(f"不能读源数据：{reason}")
    partitions = located.partitions[mapping.source]
    for partition in partitions:
        missing = [name for name in names if name not in partition.names]
        if missing:
            raise GovernanceError(f"{partition.label} 缺少列 {'、'.join(missing)}")
    engine.show(View(SOURCE, [(name, ColumnType.TEXT) for name in names]), partitions)
    expression = cleaned(mapping)
    with _steps_kept_apart():
        statement = engine.compile(expression if rehearse is None else expression.limit(rehearse))
    tally = _Tally(mapping)
    _write(folder, mapping, tally, engine.stream(statement))
    proof = tally.proof()
    _verify_files(mapping, folder, proof, None if rehearse is not None else sum(each.rows for each in partitions))
    write_json(folder / "proof.json", _document(mapping, proof, rehearse))
    if not proof.holds:
        raise GovernanceError(f"源与目标的行数或合计不相等，见 {folder / 'proof.json'}：请保留并报告此问题")
    return proof


@contextmanager
def _steps_kept_apart() -> Iterator[None]:
    """Keeps Ibis from writing a step into the next one, where it would be repeated at every mention."""
    before = ibis.options.sql.fuse_selects
    ibis.options.sql.fuse_selects = False
    try:
        yield
    finally:
        ibis.options.sql.fuse_selects = before


def _verify_files(mapping: Mapping, folder: Path, proof: Proof, rows: int | None) -> None:
    """Counts and sums once more, from what is on the disk. Raises GovernanceError."""
    target = pq.ParquetFile(folder / f"{mapping.target.name}.parquet")
    written, listed = target.metadata.num_rows, pq.read_metadata(folder / "listed.parquet").num_rows
    if written != proof.mapped + proof.corrected or listed != proof.listed or (rows or proof.rows) != proof.rows:
        raise GovernanceError(
            f"写出 {written} 行、列出 {listed} 行，与源数据 {rows} 行对不上：请保留 {folder} 并报告此问题"
        )
    totals: Counter[str] = Counter()
    for batch in target.iter_batches(columns=list(mapping.sums)) if mapping.sums else ():
        for name in mapping.sums:
            totals[name] += pc.sum(batch.column(name)).as_py() or 0
    for name, sums in proof.sums.items():
        if totals[name] != sums["target"]:
            raise GovernanceError(f"写出的 {name} 合计 {totals[name]} 与计算的 {sums['target']} 不相等：请报告此问题")


def _write(folder: Path, mapping: Mapping, tally: _Tally, batches: Iterator[pa.RecordBatch]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    target, listed = folder / f"{mapping.target.name}.parquet", folder / "listed.parquet"
    sources = sorted({column.source for column in mapping.columns})
    schema = pa.schema(
        [(column.target, _arrow(mapping.target.columns[column.target].type)) for column in mapping.columns]
    )
    refused = pa.schema([*((name, pa.string()) for name in sources), ("reason", pa.string())])
    with pq.ParquetWriter(draft(target), schema) as good, pq.ParquetWriter(draft(listed), refused) as bad:
        for batch in batches:
            table = pa.table(batch)
            reasons = _reasons(table, mapping)
            fitting = pc.equal(reasons, "")
            kept = table.filter(fitting)
            rest = table.filter(pc.invert(fitting))
            made = _typed(kept, mapping, schema)
            good.write_table(made)
            why = reasons.filter(pc.invert(fitting))
            columns = [rest.column(f"source__{name}").cast(pa.string()) for name in sources]
            bad.write_table(pa.table([*columns, why], schema=refused))
            tally.add(table, kept, rest, made, why)
    publish(draft(target), target)
    publish(draft(listed), listed)


def _arrow(type: ColumnType) -> pa.DataType:
    return _ARROW.get(type, pa.int64())


def _reasons(table: pa.Table, mapping: Mapping) -> Any:
    """For each row why it is listed, `column：reason` joined, empty where it is mapped."""
    parts = []
    for column in mapping.columns:
        fault = table.column(f"fault__{column.target}").cast(pa.string())
        parts.append(pc.fill_null(pc.binary_join_element_wise(column.target, fault, "："), ""))
    joined = pc.binary_join_element_wise(*parts, "；") if len(parts) > 1 else parts[0]
    return pc.utf8_trim(pc.replace_substring_regex(joined, "；+", "；"), "；")


def _typed(table: pa.Table, mapping: Mapping, schema: pa.Schema) -> pa.Table:
    return pa.table(
        [
            _value(
                table.column(f"value__{column.target}").cast(pa.string()), mapping.target.columns[column.target].type
            )
            for column in mapping.columns
        ],
        schema=schema,
    )


def _value(text: Any, type: ColumnType) -> Any:
    if type is ColumnType.TEXT:
        return text
    if type is ColumnType.DATE:
        plain = pc.replace_substring(text, "-", "")
        year, month, day = (pc.utf8_slice_codeunits(plain, *ends) for ends in ((0, 4), (4, 6), (6, 8)))
        return pc.cast(pc.binary_join_element_wise(year, month, day, "-"), pa.date32())
    if type is ColumnType.MONEY:
        amount = pc.cast(text, pa.decimal128(18, 2))
        return pc.cast(pc.multiply(pc.cast(amount, pa.decimal128(20, 2)), pa.scalar(Decimal(100))), pa.int64())
    return pc.cast(text, pa.int64())


class _Tally:
    def __init__(self, mapping: Mapping) -> None:
        self._mapping = mapping
        self._counts: Counter[str] = Counter()
        self._rules: Counter[str] = Counter()
        self._classes: Counter[str] = Counter()
        self._sums = {name: Counter[str]() for name in mapping.sums}

    def add(self, table: pa.Table, kept: pa.Table, rest: pa.Table, made: pa.Table, why: Any) -> None:
        """Counts a batch: its rows, what was changed in the kept ones, why the others are listed, the sums."""
        changed = None
        for column in self._mapping.columns:
            bits = kept.column(f"rules__{column.target}").cast(pa.int64())
            for place, name in enumerate(steps(column)):
                hit = pc.not_equal(pc.bit_wise_and(bits, 1 << place), 0)
                self._rules[f"{column.target}·{name}"] += pc.sum(hit).as_py() or 0
            some = pc.not_equal(bits, 0)
            changed = some if changed is None else pc.or_(changed, some)
        corrected = (pc.sum(changed).as_py() or 0) if changed is not None else 0
        self._counts["rows"] += table.num_rows
        self._counts["corrected"] += corrected
        self._counts["mapped"] += kept.num_rows - corrected
        self._counts["listed"] += rest.num_rows
        for each in pc.value_counts(why).to_pylist():
            self._classes[each["values"]] += each["counts"]
        self._add_sums(table, rest, made)

    def _add_sums(self, table: pa.Table, rest: pa.Table, made: pa.Table) -> None:
        for name, sums in self._sums.items():
            type = self._mapping.target.columns[name].type
            sums["source"] += self._readable(table, name, type)[0]
            listed, unreadable = self._readable(rest, name, type)
            sums["listed"] += listed
            sums["unreadable"] += unreadable
            sums["target"] += pc.sum(made.column(name)).as_py() or 0

    def _readable(self, table: pa.Table, name: str, type: ColumnType) -> tuple[int, int]:
        """The sum of the amounts that can be read, and how many cannot."""
        text = table.column(f"value__{name}").cast(pa.string())
        fault = table.column(f"fault__{name}")
        fine = pc.is_null(fault)
        return pc.sum(_value(text.filter(fine), type)).as_py() or 0, pc.sum(pc.is_valid(fault)).as_py() or 0

    def proof(self) -> Proof:
        """The whole."""
        counts = self._counts
        return Proof(
            counts["rows"],
            counts["mapped"],
            counts["corrected"],
            counts["listed"],
            {name: count for name, count in sorted(self._rules.items()) if count},
            dict(sorted(self._classes.items(), key=lambda each: (-each[1], each[0]))),
            {name: dict(sums) for name, sums in self._sums.items()},
        )


def _document(mapping: Mapping, proof: Proof, rehearse: int | None) -> dict[str, Any]:
    return {
        "title": mapping.title,
        "mapping": mapping.digest,
        "rehearsal": rehearse,
        "rows": proof.rows,
        "mapped": proof.mapped,
        "corrected": proof.corrected,
        "listed": proof.listed,
        "by_rule": proof.by_rule,
        "by_class": proof.by_class,
        "sums": proof.sums,
        "holds": proof.holds,
    }
