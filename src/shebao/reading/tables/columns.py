"""Which column of a table a header names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from shebao.classification.names import normalise
from shebao.report.tables import Family, TableSpec, table_specs

_GENERIC = frozenset({"小计", "合计", "总计", "金额", "决算数", "预算数"})
_NEUTRAL = frozenset({"本年支出"})


def labelled_columns(spec: TableSpec) -> Mapping[str, str]:
    """Column ids by every normalised label a column or memo column has."""
    return _labelled(spec.id, spec.family)


@cache
def _labelled(table_id: str, family: Family) -> Mapping[str, str]:
    spec = table_specs(family)[table_id]
    found: dict[str, str] = {}
    for columns in (spec.columns, spec.memo_columns):
        for column, labels in columns.items():
            for label in labels:
                found.setdefault(normalise(label), column)
    return found


def match_columns(paths: Sequence[tuple[str, ...]], spec: TableSpec) -> dict[int, str]:
    """Column ids by position, from the labels that stand above each position. Positions whose labels are no column of
    the table (names, codes, 其中 sub-columns) are left out; the first of two with one meaning counts."""
    labels, parts = labelled_columns(spec), _parts(spec.id, spec.family)
    found: dict[int, str] = {}
    for position, path in enumerate(paths):
        column = _column(path, labels, parts)
        if path and labels.get(path[-1]) in spec.memo_columns:
            column = labels[path[-1]]
        if column and column not in found.values():
            found[position] = column
    return found


def _column(path: tuple[str, ...], labels: Mapping[str, str], parts: Mapping[str, frozenset[str]]) -> str | None:
    if not path:
        return None
    *groups, leaf = (*path[:-1], *_parted(path[-1], labels))
    group = next((group for group in reversed(groups) if group in labels and group not in _GENERIC), None)
    if group is None or group in _NEUTRAL:
        return labels.get(leaf)
    own = labels.get(leaf)
    if leaf in _GENERIC or own == labels[group]:
        return labels[group]
    return own if own in parts.get(labels[group], ()) else None


@cache
def _parts(table_id: str, family: Family) -> Mapping[str, frozenset[str]]:
    """The columns that a group's head (本年收入, 基本支出) may hold: those that its own column is declared the sum of."""
    if family is not Family.BUDGET:
        return {}
    relations = table_specs(family)[table_id].relations
    found: dict[str, set[str]] = {}
    for relation in relations:
        if relation.operator == "=" and len(relation.left) == 1:
            found.setdefault(relation.left[0].ref, set()).update(term.ref for term in relation.right if term.sign > 0)
    return {column: frozenset(parts) for column, parts in found.items()}


def _parted(leaf: str, labels: Mapping[str, str]) -> tuple[str, ...]:
    """A label with that of its group in one cell (本年支出小计) as the two."""
    if leaf in labels:
        return (leaf,)
    ends = (end for end in _GENERIC if leaf.endswith(end))
    return next(
        ((leaf[: -len(end)], end) for end in ends if leaf[: -len(end)] in labels or leaf[: -len(end)] in _NEUTRAL),
        (leaf,),
    )
