"""A mapping from a source's columns and codes to a declared table, from YAML; every mistake told with file and key."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping as Table
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shebao.fields.strict_yaml import YamlError, load
from shebao.operations.governance.cleaning.rules import RULES
from shebao.operations.governance.declared import ColumnType, DeclaredTable
from shebao.operations.governance.errors import GovernanceError
from shebao.operations.governance.loading.scalars import Fault, flag, mapping, shown, text, texts
from shebao.operations.governance.model import CheckSet


@dataclass(frozen=True, slots=True)
class Decision:
    """What people decided for a class of values that no rule maps: the value they become, by whom and why."""

    name: str
    value: str
    becomes: str | None
    basis: str


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """A target column: the source column, rules in their order, codes, whether it may be empty, decisions."""

    target: str
    source: str
    rules: tuple[str, ...] = ()
    codes: Table[str, str] | None = None
    required: bool = False
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True)
class Mapping:
    """A source table as rows of a declared table. `sums` are target columns whose totals are proved."""

    title: str
    source: str
    target: DeclaredTable
    columns: tuple[MappedColumn, ...]
    sums: tuple[str, ...]
    digest: str


def read_mapping(path: Path, declared: CheckSet) -> Mapping:
    """The mapping in a file. Raises GovernanceError with file, key and reason."""
    try:
        content = path.read_text(encoding="utf-8")
        documents = load(content)
        if len(documents) != 1:
            raise GovernanceError(f"{path.name}：应恰有一个 YAML 文档")
        digest = hashlib.sha256(content.encode()).hexdigest()[:16]
        return _mapping(documents[0], declared, digest)
    except Fault as fault:
        raise GovernanceError(f"{path.name}：{fault.key}：{fault.reason}") from None
    except FileNotFoundError:
        raise GovernanceError(f"没有映射文件 {path}") from None
    except UnicodeDecodeError:
        raise GovernanceError(f"{path.name}：不是 UTF-8 的文字，请另存为 UTF-8") from None
    except (OSError, YamlError) as error:
        raise GovernanceError(f"{path.name}：无法读取：{error}") from None


def _mapping(value: Any, declared: CheckSet, digest: str) -> Mapping:
    fields = mapping(
        value, "", {"title", "source", "target", "columns", "sums"}, {"title", "source", "target", "columns"}
    )
    target = text(fields["target"], "target")
    if target not in declared.tables:
        raise Fault("target", f"没有声明过名为 {target} 的数据表，已声明：{'、'.join(declared.tables)}")
    table = declared.tables[target]
    if not isinstance(fields["columns"], dict):
        raise Fault("columns", "应为“目标列: {from: 源列}”的表")
    columns = tuple(_column(name, each, table) for name, each in fields["columns"].items())
    for name in table.key:
        if name not in fields["columns"]:
            raise Fault("columns", f"缺少主键列 {name}")
    sums = texts(fields["sums"], "sums") if fields.get("sums") else ()
    for name in sums:
        if name not in fields["columns"] or table.columns[name].type not in (ColumnType.MONEY, ColumnType.INTEGER):
            raise Fault("sums", f"{name} 应为已映射的金额或整数列")
    return Mapping(text(fields["title"], "title"), text(fields["source"], "source"), table, columns, sums, digest)


def _column(name: str, value: Any, table: DeclaredTable) -> MappedColumn:
    key = f"columns.{name}"
    if name not in table.columns:
        raise Fault(key, f"数据表 {table.name} 没有名为 {name} 的列")
    fields = mapping(value, key, {"from", "rules", "codes", "required", "decisions"}, {"from"})
    rules = texts(fields["rules"], f"{key}.rules") if "rules" in fields else ()
    for rule in rules:
        if rule not in RULES:
            raise Fault(f"{key}.rules", f"没有名为 {rule} 的规则，可用：{'、'.join(RULES)}")
    codes = fields.get("codes")
    if codes is not None and (not isinstance(codes, dict) or not codes):
        raise Fault(f"{key}.codes", "应为“源代码: 目标代码”的表")
    decisions = fields.get("decisions") or []
    if not isinstance(decisions, list):
        raise Fault(f"{key}.decisions", "应为决定的列表")
    return MappedColumn(
        name,
        text(fields["from"], f"{key}.from"),
        rules,
        codes,
        name in table.key or flag(fields.get("required", "false"), f"{key}.required"),
        tuple(_decision(each, f"{key}.decisions") for each in decisions),
    )


def _decision(value: Any, key: str) -> Decision:
    fields = mapping(value, key, {"name", "value", "becomes", "basis"}, {"name", "value", "basis"})
    becomes = fields.get("becomes")
    if becomes is not None and not isinstance(becomes, str):
        raise Fault(f"{key}.becomes", f"应为文字，实为“{shown(becomes)}”")
    return Decision(text(fields["name"], key), text(fields["value"], key), becomes, text(fields["basis"], key))
