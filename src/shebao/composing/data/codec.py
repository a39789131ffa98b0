"""Values of the hub as JSON and back, by the types of their fields: what a dataclass says is what the JSON holds.

Amounts are text. What has an identity (a figure, a fact, a change) is written whole where it first stands, with an `id`,
and as `{"ref": id}` from then on. Fields with their default value are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from types import NoneType, UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints

from shebao.report.provenance import Figure
from shebao.report.statements import Change, Fact

SHARED: Mapping[type, str] = {Figure: "figure", Fact: "fact", Change: "change"}
_DEEPEST = 60


class ReportDataError(ValueError):
    """JSON that is no report: where in it, and why."""


class Field(NamedTuple):
    """A field of a dataclass or named tuple; `default` is MISSING where it must be given."""

    name: str
    hint: Any
    default: Any


@cache
def fields_of(kind: Any) -> tuple[Field, ...]:
    """The fields of a dataclass or named tuple."""
    hints = get_type_hints(kind)
    if is_dataclass(kind):
        return tuple(Field(f.name, hints[f.name], _default(f)) for f in fields(kind))
    defaults = kind._field_defaults
    return tuple(Field(name, hints[name], defaults.get(name, MISSING)) for name in kind._fields)


def _default(field: Any) -> Any:
    return field.default_factory() if field.default_factory is not MISSING else field.default


def is_record(kind: Any) -> bool:
    """Whether values of that type are written as objects with fields."""
    return isinstance(kind, type) and (is_dataclass(kind) or (issubclass(kind, tuple) and hasattr(kind, "_fields")))


def options(hint: Any) -> tuple[Any, ...]:
    """The types of a union; the type itself where it is none."""
    return get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)


class Encoder:
    """Writes values; one encoder writes one document."""

    def __init__(self) -> None:
        self._ids: dict[int, str] = {}
        self._kept: list[Any] = []

    def encode(self, value: Any) -> Any:
        """The value as JSON-ready data."""
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, str):
            return str(value)
        if isinstance(value, Decimal):
            return f"{value:f}"
        if is_record(type(value)):
            return self._record(value)
        if isinstance(value, tuple):
            return [self.encode(item) for item in value]
        return {str(key): self.encode(item) for key, item in value.items()}

    def _record(self, value: Any) -> dict[str, Any]:
        kind: Any = type(value)
        written: dict[str, Any] = {}
        if kind in SHARED:
            if id(value) in self._ids:
                return {"ref": self._ids[id(value)]}
            self._kept.append(value)
            written["id"] = self._ids[id(value)] = f"{SHARED[kind]}-{len(self._ids) + 1}"
        if kind in claim_kinds().values():
            written["type"] = kind.__name__
        for field in fields_of(kind):
            item = getattr(value, field.name)
            if field.default is MISSING or item != field.default:
                written[field.name] = self.encode(item)
        return written


@cache
def claim_kinds() -> Mapping[str, type]:
    """The kinds of claims, and of relations between quantities, by name: their JSON says which one it is."""
    from shebao.report.quantities import Relation
    from shebao.report.statements import Claim

    return {kind.__name__: kind for kind in (*options(Claim), *options(Relation))}


class Decoder:
    """Reads what an encoder wrote; one decoder reads one document."""

    def __init__(self) -> None:
        self._known: dict[str, Any] = {}

    def decode(self, data: Any, hint: Any, path: str, depth: int = 0) -> Any:
        """The value of that type. Raises ReportDataError with the path of the mistake."""
        if depth > _DEEPEST:
            raise ReportDataError(f"{path}：嵌套超过 {_DEEPEST} 层")
        found = options(hint)
        if data is None and NoneType in found:
            return None
        found = tuple(kind for kind in found if kind is not NoneType)
        kind = found[0] if len(found) == 1 else self._named(data, found, path)
        if is_record(kind):
            return self._record(data, kind, path, depth)
        origin = get_origin(kind)
        if origin is tuple:
            of = get_args(kind)[0]
            return tuple(
                self.decode(item, of, f"{path}[{index}]", depth + 1)
                for index, item in enumerate(_is(list, data, path, "应为列表"))
            )
        if origin is not None and issubclass(origin, Mapping):
            return self._mapping(data, get_args(kind), path, depth)
        return _scalar(data, kind, path)

    def _named(self, data: Any, found: tuple[Any, ...], path: str) -> Any:
        name = data.get("type") if isinstance(data, dict) else None
        for kind in found:
            if kind.__name__ == name:
                return kind
        raise ReportDataError(f"{path}.type：应为 {'、'.join(kind.__name__ for kind in found)} 之一，实为 {name!r}")

    def _mapping(self, data: Any, kinds: tuple[Any, ...], path: str, depth: int) -> dict[Any, Any]:
        entries = _is(dict, data, path, "应为对象")
        return {
            _key(key, kinds[0], path): self.decode(item, kinds[1], f"{path}.{key}", depth + 1)
            for key, item in entries.items()
        }

    def _record(self, data: Any, kind: type, path: str, depth: int) -> Any:
        entries = dict(_is(dict, data, path, "应为对象"))
        if kind in SHARED and "ref" in entries:
            known = self._known.get(str(entries["ref"]))
            if not isinstance(known, kind):
                raise ReportDataError(f"{path}.ref：前面没有 {entries['ref']!r}")
            return known
        identity = entries.pop("id", None) if kind in SHARED else None
        if kind in claim_kinds().values():
            entries.pop("type", None)
        values = {}
        for field in fields_of(kind):
            if field.name in entries:
                values[field.name] = self.decode(entries.pop(field.name), field.hint, f"{path}.{field.name}", depth + 1)
            elif field.default is MISSING:
                raise ReportDataError(f"{path}：缺少 {field.name}")
        if entries:
            raise ReportDataError(f"{path}：未知的键 {'、'.join(sorted(entries))}")
        made = kind(**values)
        if identity is not None:
            self._known[str(identity)] = made
        return made


def _key(key: str, kind: Any, path: str) -> Any:
    if kind is not int:
        return key
    if not key.isdecimal() or len(key) > 9:
        raise ReportDataError(f"{path}：键应为整数，实为 {key!r}")
    return int(key)


def _is(kind: type, data: Any, path: str, expected: str) -> Any:
    if not isinstance(data, kind):
        raise ReportDataError(f"{path}：{expected}，实为 {type(data).__name__}")
    return data


def _scalar(data: Any, kind: Any, path: str) -> Any:
    read: Callable[[], Any] | None = _READERS.get(kind, None) and (lambda: _READERS[kind](data, path))
    if read is not None:
        return read()
    text = _is(str, data, path, "应为文字")
    if kind is str:
        return text
    try:
        return kind(text)
    except ValueError:
        raise ReportDataError(f"{path}：应为 {'、'.join(kind)} 之一，实为 {text!r}") from None


def _decimal(data: Any, path: str) -> Decimal:
    text = _is(str, data, path, "数应写成文字")
    try:
        number = Decimal(text) if len(text) <= 100 else None
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite():
        raise ReportDataError(f"{path}：不是数：{text[:40]!r}")
    return number


def _integer(data: Any, path: str) -> int:
    if isinstance(data, bool) or not isinstance(data, int):
        raise ReportDataError(f"{path}：应为整数，实为 {type(data).__name__}")
    return data


def _coordinate(data: Any, path: str) -> float:
    if isinstance(data, bool) or not isinstance(data, int | float):
        raise ReportDataError(f"{path}：应为数字，实为 {type(data).__name__}")
    return float(data)


def _truth(data: Any, path: str) -> bool:
    return bool(_is(bool, data, path, "应为 true 或 false"))


_READERS: Mapping[Any, Callable[[Any, str], Any]] = {
    Decimal: _decimal,
    int: _integer,
    float: _coordinate,
    bool: _truth,
}
