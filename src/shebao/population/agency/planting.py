"""Plants faults into the tables of a chunk, into employers and into batches."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shebao.population.agency import faults_of_duplicates, faults_of_persons, faults_of_records
from shebao.population.agency.changes import Changes
from shebao.population.agency.faults import FAULTS, Planted
from shebao.population.draws import Draws

Tables = dict[str, pa.Table]
REGISTERED = (faults_of_persons, faults_of_records, faults_of_duplicates)
"""The modules whose faults are planted; importing them registers the faults."""


def plant(chunk: Tables, planted: Planted) -> Tables:
    """A chunk with each kind of fault planted until there are as many as asked for."""
    changes = Changes(chunk)
    people = _pools(chunk, planted)
    planted.pensioners = people["pensioner"][::-1]
    pools = {who: iter(numbers) for who, numbers in people.items()}
    for each in FAULTS:
        while planted.counts.get(each.name, 0) < planted.each:
            person = next(pools[each.who], None)
            if person is None:
                break
            if person in planted.used:
                continue
            planted.used.add(person)
            follow = each.plant(changes, changes.person(person), planted)
            if follow is not None:
                planted.counts[each.name] = planted.counts.get(each.name, 0) + 1
                planted.note(each.name, follow)
    return _whole_table_faults(changes.tables(), planted)


def _pools(chunk: Tables, planted: Planted) -> Mapping[str, list[int]]:
    """Persons fit to bear a fault, in a random but repeatable order."""
    active = pc.field("AAC031") == "1"
    workers = chunk["enrolments"].filter(active & (pc.field("AAE140") == "410")).column("AAC001")
    residents = chunk["enrolments"].filter(active & (pc.field("AAE140") == "170")).column("AAC001")
    prisoners = set(chunk["prison"].column("AAC001").to_pylist()) | set(chunk["injuries"].column("AAC001").to_pylist())
    paid = chunk["benefits"].filter((pc.field("AAE116") == "1") & (pc.field("AAE140") == "110")).column("AAC001")
    pools = {"worker": workers, "resident": residents, "pensioner": paid}
    return {who: _shuffled(people, planted, prisoners) for who, people in pools.items()}


def _shuffled(people: Any, planted: Planted, without: set[int]) -> list[int]:
    numbers = np.array(sorted(set(people.to_pylist()) - without), dtype=np.int64)
    order = Draws(planted.seed, numbers).raw("fault") if len(numbers) else np.array([], dtype=np.uint64)
    return [int(each) for each in numbers[np.argsort(order, kind="stable")]]


def _whole_table_faults(tables: Tables, planted: Planted) -> Tables:
    """In the last month two in five injury contributions are missing, a third of the rest are of another kind."""
    paid = tables["contributions"]
    last = pc.equal(paid.column("AAE003"), planted.month(0))
    person = paid.column("AAC001").to_numpy()
    missing = pc.and_(last, pc.equal(paid.column("AAE140"), "410")).to_numpy() & (person % 5 < 2)
    other = last.to_numpy() & (person % 3 == 0)
    kinds = np.where(other, "2", np.asarray(paid.column("AAE143").to_pylist(), dtype=object))
    position = paid.schema.get_field_index("AAE143")
    changed = paid.set_column(position, "AAE143", pa.array(kinds.tolist(), pa.string()))
    if not any(fault == "逐月变动" for fault, _, _ in planted.truth):
        planted.note("逐月变动", [("C27", f"410|{planted.month(0)}")])
        planted.note("分布漂移", [("C28", str(planted.month(0)))])
    return tables | {"contributions": changed.filter(pa.array(~missing))}


def plant_in_employers(employers: pa.Table, planted: Planted) -> pa.Table:
    """Employers with wrong codes, dates and states."""
    rows = employers.to_pylist()
    closed = set(planted.closed_employers)
    free = iter([row for row in rows if row["AAB001"] not in closed])
    for row in rows:
        if row["AAB001"] in closed:
            row["AAB051"] = "3"
    for fault, change, checks in _EMPLOYER_FAULTS:
        for _ in range(planted.each):
            row = next(free, None)
            if row is not None:
                row.update(change(row))
                planted.note(fault, [(check, str(row["AAB001"])) for check in checks])
    return pa.Table.from_pylist(rows, employers.schema)


def _wrong_last(code: str) -> str:
    return code[:-1] + ("0" if code[-1] != "0" else "1")


_EMPLOYER_FAULTS: tuple[tuple[str, Callable[[dict[str, Any]], dict[str, Any]], tuple[str, ...]], ...] = (
    ("信用代码校验码错", lambda row: {"AAB030": _wrong_last(row["AAB030"])}, ("E05",)),
    ("信用代码格式错", lambda row: {"AAB030": row["AAB030"][:17]}, ("E04",)),
    ("单位类型不在代码表", lambda row: {"AAB019": "11"}, ("E09",)),
    ("风险类别超出范围", lambda row: {"AAA149": 9}, ("E17",)),
    ("单位名称为空", lambda row: {"AAB004": " "}, ("E02",)),
    ("成立晚于参保", lambda row: {"AAE047": row["AAB050"].replace(year=1999)}, ("E16",)),
)


def plant_in_batches(batches: pa.Table, planted: Planted) -> pa.Table:
    """One batch whose sum is a yuan too high."""
    if not planted.each:
        return batches
    rows = batches.to_pylist()
    rows[0]["AAE169"] += 100
    planted.note("控制总数不符", [("F17", str(rows[0]["AAZ031"]))])
    return pa.Table.from_pylist(rows, batches.schema)
