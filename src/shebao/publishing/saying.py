"""What a report says, apart from where it says it: plain values that two reports can be compared by."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from shebao.report import Report
from shebao.report.provenance import Figure, Passage, Place, Source

_NOWHERE = (Place,)


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def saying(value: Any, quotes: bool = False) -> Hashable:
    """A value without places; `quotes` keeps the characters that texts were read from, spaces aside."""
    if isinstance(value, Figure):
        return (value.value.normalize(), value.unit)
    if isinstance(value, Source | Passage):
        text = value.quote if isinstance(value, Source) else value.text
        return squeezed(text) if quotes else None
    if is_dataclass(value) and not isinstance(value, type):
        kind = type(value)
        return (kind.__name__, *(saying(getattr(value, name), quotes) for name in _names(kind) if name != "clause"))
    if isinstance(value, tuple | list):
        return tuple(saying(item, quotes) for item in value)
    if isinstance(value, Mapping):
        return tuple(sorted((key, saying(item, quotes)) for key, item in value.items()))
    return str(value) if value is not None else None


def squeezed(text: str) -> str:
    """The text without spaces, and with one form of brackets and colons."""
    return "".join(text.split()).translate(_FORMS)


_FORMS = str.maketrans("（）：；，％－", "():;,%-")


def amounts(report: Report) -> Iterator[tuple[tuple[str, str, str], Figure]]:
    """The amounts of the tables by table id, row key and column id."""
    for table in report.tables:
        for row in table.rows:
            for column, cell in row.cells.items():
                if cell.figure is not None:
                    yield (table.id, row.key, column), cell.figure
