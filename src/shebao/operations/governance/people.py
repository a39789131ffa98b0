"""People of any source, in any form that a check reads, as linking takes them."""

from __future__ import annotations

from pathlib import Path

from shebao.operations.governance.declared import ColumnType, DeclaredColumn, DeclaredTable
from shebao.operations.governance.errors import GovernanceError
from shebao.operations.governance.running.views import DUCKDB, View, selection
from shebao.operations.governance.sources import Partition, Problem, locate
from shebao.operations.governance.sources.partitions import misfit

_PROPERTIES = {
    "number": ("AAC001", "个人编号"),
    "identity": ("AAC002", "公民身份号码"),
    "name": ("AAC003", "姓名"),
    "sex": ("AAC004", "性别"),
    "birth": ("AAC006", "出生日期"),
    "phone": ("AAE005", "联系电话"),
    "address": ("AAE006", "地址"),
}
_SEXES = "CASE trim({0}) WHEN '男' THEN '1' WHEN '女' THEN '2' ELSE nullif(trim({0}), '') END"

PEOPLE = DeclaredTable(
    "persons",
    "人员基本信息",
    {
        code: DeclaredColumn(code, title, ColumnType.DATE if name == "birth" else ColumnType.TEXT, True)
        for name, (code, title) in _PROPERTIES.items()
    },
    ("AAC001",),
    ("AAC001",),
)
"""The table that holds people, columns by code or Chinese title; only number and name must be there."""


def people_relation(location: str, source: str, work: Path) -> tuple[str, list[Problem]]:
    """The SELECT of a location's people for DuckDB, and what could not be read. Raises GovernanceError."""
    located = locate(location, {PEOPLE.name: PEOPLE}, work)
    parts = located.partitions.get(PEOPLE.name, ())
    if not parts:
        told = "；".join(str(each) for each in located.problems)
        raise GovernanceError(f"{location} 没有人员表（persons 或 人员基本信息）{f'：{told}' if told else ''}")
    return " UNION ALL ".join(_selection(each, source) for each in parts), located.problems


def _selection(partition: Partition, source: str) -> str:
    there = {code for code in partition.names if not misfit(partition.types[code], PEOPLE.columns[code].type)}
    for name in ("number", "name"):
        code, title = _PROPERTIES[name]
        if code not in there:
            raise GovernanceError(f"{partition.label} 缺少列 {code}（{title}），不能比对")
    view = View("people", [(code, PEOPLE.columns[code].type) for code in PEOPLE.columns if code in there])
    quoted = str(partition.path).replace("'", "''")
    plain = selection(view, partition, f"read_parquet('{quoted}')", DUCKDB)
    label = source.replace("'", "''")
    values = [f"'{label}' AS source"]
    for name, (code, _) in _PROPERTIES.items():
        kind = "DATE" if name == "birth" else "VARCHAR"
        value = f"CAST({code if code in there else 'NULL'} AS {kind})"
        values.append(f"{_SEXES.format(value) if name == 'sex' else value} AS {name}")
    return f"SELECT {', '.join(values)} FROM ({plain})"
