"""One check from YAML: the fields that all have, then those of its kind, read by their annotated types."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from typing import Any

from shebao.operations.governance import expressions
from shebao.operations.governance.declared import ColumnType, DeclaredTable
from shebao.operations.governance.kinds import Grouped, Kind, RowKind, kinds
from shebao.operations.governance.kinds.base import Bound, KindError
from shebao.operations.governance.loading.scalars import (
    Fault,
    bound,
    flag,
    integer,
    mapping,
    pattern,
    shown,
    text,
    texts,
)
from shebao.operations.governance.model import Check, Lookup
from shebao.operations.governance.severity import Severity

_COMMON = {"id", "title", "severity", "basis", "owner", "table", "kind", "about", "when", "with", "good", "bad"}
_NEEDED = {"id", "title", "severity", "basis", "owner", "table", "kind"}
_ID = re.compile(r"[A-Z][A-Z0-9-]{1,19}")
_READERS: Mapping[str, Callable[[Any, str], Any]] = {
    "Column": text,
    "Column | None": text,
    "Columns": texts,
    "OtherColumn": text,
    "OtherColumn | None": text,
    "OtherColumns": texts,
    "OtherTable": text,
    "Condition": text,
    "OtherCondition | None": text,
    "Pattern": pattern,
    "CodeList | None": text,
    "Bound | None": bound,
    "tuple[str, ...]": texts,
    "str": text,
    "int": integer,
    "int | None": integer,
    "bool": flag,
}

Tables = Mapping[str, DeclaredTable]
Codes = Mapping[str, Mapping[str, str]]


def read_check(value: Any, file: str, tables: Tables, codes: Codes) -> Check:
    """A check. Raises Fault."""
    if not isinstance(value, dict):
        raise Fault("checks", f"应为键值表，实为“{shown(value)}”")
    label = value.get("kind")
    cls = kinds().get(label) if isinstance(label, str) else None
    if "kind" in value and cls is None:
        raise Fault("kind", f"不认识的检查种类“{shown(label)}”，可用：{'、'.join(sorted(kinds()))}")
    own = {field.name for field in fields(cls)} if cls else set()
    required = {field.name for field in fields(cls) if _required(field)} if cls else set()
    content = mapping(value, "", _COMMON | own, _NEEDED | required)
    assert cls is not None
    identifier = text(content["id"], "id")
    if not _ID.fullmatch(identifier):
        raise Fault("id", f"应为大写字母开头的字母、数字、连字符，实为“{identifier}”")
    table = _table(content["table"], "table", tables)
    check = Check(
        id=identifier,
        title=text(content["title"], "title"),
        severity=_severity(content["severity"]),
        basis=text(content["basis"], "basis"),
        owner=text(content["owner"], "owner"),
        table=table.name,
        kind=_kind(cls, content),
        about=texts(content["about"], "about") if "about" in content else table.subject,
        when=text(content["when"], "when") if "when" in content else None,
        lookup=_lookup(content["with"], table, tables) if "with" in content else None,
        file=file,
        good=_samples(content.get("good"), "good", table, tables),
        bad=_samples(content.get("bad"), "bad", table, tables),
    )
    _Names(check, tables, codes).verify()
    return check


def _required(field: Any) -> bool:
    empty = field.default == "" and field.type in ("Column", "OtherColumn")
    return empty or (field.default is MISSING and field.default_factory is MISSING)


def _severity(value: Any) -> Severity:
    try:
        return Severity(value)
    except ValueError:
        raise Fault("severity", f"应为 error、warning、notice 之一，实为“{shown(value)}”") from None


def _table(value: Any, key: str, tables: Tables) -> DeclaredTable:
    name = text(value, key)
    if name not in tables:
        raise Fault(key, f"没有声明过名为 {name} 的数据表，已声明：{'、'.join(tables)}")
    return tables[name]


def _kind(cls: type[Kind], content: Mapping[str, Any]) -> Kind:
    values = {
        field.name: _READERS[str(field.type)](content[field.name], field.name)
        for field in fields(cls)
        if field.name in content
    }
    kind = cls(**values)
    try:
        kind.validate()
    except KindError as error:
        raise Fault(error.key, str(error)) from None
    return kind


def _lookup(value: Any, table: DeclaredTable, tables: Tables) -> Lookup:
    if not isinstance(value, dict) or len(value) != 1:
        raise Fault("with", "应为“数据表: {那边的列: 本表的列}”")
    name, on = next(iter(value.items()))
    other = _table(name, "with", tables)
    if isinstance(on, str):
        on = {on: on}
    if not isinstance(on, dict) or not on:
        raise Fault(f"with.{name}", "应为“那边的列: 本表的列”")
    for theirs, mine in on.items():
        _column(theirs, f"with.{name}", other)
        _column(mine, f"with.{name}", table)
    return Lookup(name, tuple(on.items()))


def _column(name: Any, key: str, table: DeclaredTable) -> None:
    if name not in table.columns:
        raise Fault(key, f"数据表 {table.name} 没有名为“{shown(name)}”的列")


def _samples(value: Any, key: str, table: DeclaredTable, tables: Tables) -> Mapping[str, tuple[Mapping[str, Any], ...]]:
    if value is None:
        return {}
    by_table = value if isinstance(value, dict) else {table.name: value}
    found: dict[str, tuple[Mapping[str, Any], ...]] = {}
    for name, rows in by_table.items():
        declared = _table(name, key, tables)
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise Fault(f"{key}.{name}", "应为行的列表，每行为“列: 值”")
        for row in rows:
            for column in row:
                _column(column, f"{key}.{name}", declared)
        found[name] = tuple(rows)
    return found


class _Names:
    """Verifies that every name in a check exists and that conditions and bounds suit their columns."""

    def __init__(self, check: Check, tables: Tables, codes: Codes) -> None:
        self._check, self._tables, self._codes = check, tables, codes
        self._main = tables[check.table]

    def verify(self) -> None:
        """Raises Fault at the first name that does not exist."""
        for field in fields(self._check.kind):
            value = getattr(self._check.kind, field.name)
            if value not in (None, ()):
                self._field(field.name, str(field.type).removesuffix(" | None"), value)
        for name in self._check.about:
            self._known(name, "about", self._main)
        if self._check.when is not None:
            self._condition(self._check.when, "when")
        self._subject()

    def _field(self, key: str, type: str, value: Any) -> None:
        if type in ("Column", "Columns"):
            for name in (value,) if isinstance(value, str) else value:
                self._row_column(name, key)
        elif type == "OtherTable":
            _table(value, key, self._tables)
        elif type in ("OtherColumn", "OtherColumns"):
            for name in (value,) if isinstance(value, str) else value:
                self._known(name, key, self._other())
        elif type == "Condition":
            self._condition(value, key)
        elif type == "OtherCondition":
            self._other_condition(value, key)
        elif type == "CodeList" and value not in self._codes:
            raise Fault(key, f"没有名为 {value} 的代码表")
        elif type == "Bound":
            self._bound(value, key)

    def _other(self) -> DeclaredTable:
        return _table(getattr(self._check.kind, "other", None), "other", self._tables)

    def _known(self, name: str, key: str, table: DeclaredTable) -> None:
        _column(name, key, table)

    def _row_column(self, name: str, key: str) -> None:
        if "." not in name:
            self._known(name, key, self._main)
            return
        table, column = name.split(".", 1)
        lookup = self._check.lookup
        if lookup is None or lookup.table != table or not isinstance(self._check.kind, RowKind):
            raise Fault(key, f"列 {name} 须在 with 中写明数据表 {table}，且只用于逐行的检查")
        self._known(column, key, self._tables[table])

    def _condition(self, text: str, key: str) -> None:
        try:
            for name in expressions.names(text):
                self._row_column(name, key)
        except expressions.ExpressionError as error:
            raise Fault(key, str(error)) from None

    def _other_condition(self, text: str, key: str) -> None:
        try:
            for name in expressions.names(text):
                self._known(name, key, self._other())
        except expressions.ExpressionError as error:
            raise Fault(key, str(error)) from None

    def _bound(self, value: Bound, key: str) -> None:
        if value.by:
            self._row_column(value.by, f"{key}.by")
            return
        column = getattr(self._check.kind, "column", "")
        table, _, name = column.rpartition(".")
        type = (self._tables[table] if table else self._main).columns[name].type
        day = not isinstance(value.value, int)
        if type is ColumnType.TEXT or day != (type is ColumnType.DATE):
            raise Fault(key, f"列 {column} 是{type.title}，界限 {value.value} 与它不可比较")

    def _subject(self) -> None:
        kind = self._check.kind
        if isinstance(kind, Grouped) and not kind.alone and self._check.when and self._check.lookup:
            raise Fault("with", "成组的检查不读其他表的列")
