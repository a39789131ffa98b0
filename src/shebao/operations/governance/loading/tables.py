"""Declarations of tables and code lists."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from shebao.operations.governance.declared import ColumnType, DeclaredColumn, DeclaredTable
from shebao.operations.governance.loading.scalars import Fault, flag, mapping, shown, text, texts

_NAME = re.compile(r"[A-Za-z\u4e00-\u9fff][A-Za-z0-9_\u4e00-\u9fff]{0,40}")


def read_table(name: str, value: Any) -> DeclaredTable:
    """One table of a set. Raises Fault."""
    key = f"tables.{name}"
    _named(name, key)
    known = {"title", "key", "subject", "partition", "columns"}
    fields = mapping(value, key, known, {"title", "key", "columns"})
    if not isinstance(fields["columns"], dict):
        raise Fault(f"{key}.columns", "应为“列名: {title, type}”的表")
    columns = {column: _column(column, each, f"{key}.columns") for column, each in fields["columns"].items()}
    identifying = _columns(fields["key"], f"{key}.key", columns)
    subject = _columns(fields["subject"], f"{key}.subject", columns) if "subject" in fields else identifying
    partition = fields.get("partition")
    if partition is not None:
        _columns(partition, f"{key}.partition", columns)
    return DeclaredTable(name, text(fields["title"], f"{key}.title"), columns, identifying, subject, partition)


def _named(name: str, key: str) -> None:
    if not _NAME.fullmatch(name) or "__" in name:
        raise Fault(key, "名称应以字母或汉字开头，由字母、数字、下划线组成")


def _column(name: str, value: Any, key: str) -> DeclaredColumn:
    _named(name, f"{key}.{name}")
    fields = mapping(value, f"{key}.{name}", {"title", "type", "private"}, {"title", "type"})
    try:
        type = ColumnType(fields["type"])
    except ValueError:
        known = "、".join(each.value for each in ColumnType)
        raise Fault(f"{key}.{name}.type", f"应为 {known} 之一，实为“{shown(fields['type'])}”") from None
    private = flag(fields.get("private", "false"), f"{key}.{name}.private")
    return DeclaredColumn(name, text(fields["title"], f"{key}.{name}.title"), type, private)


def _columns(value: Any, key: str, columns: Mapping[str, DeclaredColumn]) -> tuple[str, ...]:
    found = texts(value, key)
    for name in found:
        if name not in columns:
            raise Fault(key, f"没有名为 {name} 的列")
    return found


def read_codes(name: str, value: Any) -> Mapping[str, str]:
    """One code list of a set. Raises Fault."""
    if not isinstance(value, dict) or not value:
        raise Fault(f"codes.{name}", "应为“代码: 含义”的表")
    return {code: text(meaning, f"codes.{name}.{code}") for code, meaning in value.items()}
