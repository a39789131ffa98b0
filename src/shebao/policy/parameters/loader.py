"""Reads a parameter file, rejecting every mistake with file, key and reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from shebao.fields.dates import parse_day, parse_month
from shebao.fields.strict_yaml import YamlError, load
from shebao.money import fen
from shebao.policy.errors import ParameterFileError
from shebao.policy.parameters.model import UNIT_NAMES, Confidence, Parameter, Scalar, Value, frozen_labels, frozen_table

_PARAMETER_KEYS = {"label", "unit", "law_from", "keys", "values", "basis", "source", "confidence", "expired", "yearly"}
_VALUE_KEYS = {"from", "to", "value", "basis", "source", "confidence", "note", "published"}
_CONFIDENCES = ("verified", "known")
_LARGEST = Decimal(10) ** 9


class _Place:
    """Where in a file a mistake is."""

    def __init__(self, file: str, key: str = "") -> None:
        self.file, self.key = file, key

    def at(self, key: object) -> _Place:
        return _Place(self.file, f"{self.key}.{key}" if self.key else str(key))

    def error(self, reason: str) -> ParameterFileError:
        return ParameterFileError(f"参数文件 {self.file}：{self.key or '（文件）'}：{reason}")


def read_parameters(text: str, file: str, area: str) -> tuple[Parameter, ...]:
    """The parameters of one file of one area, in the order written. Raises ParameterFileError."""
    place = _Place(file)
    try:
        documents = load(text)
    except YamlError as error:
        raise place.error(str(error)) from None
    if len(documents) != 1 or not isinstance(documents[0], dict):
        raise place.error("应是一个从参数名到参数的映射")
    return tuple(_parameter(name, content, area, place.at(name)) for name, content in documents[0].items())


def _parameter(name: str, content: Any, area: str, place: _Place) -> Parameter:
    fields = _mapping(content, _PARAMETER_KEYS, place)
    label, unit = _text(fields, "label", place), _text(fields, "unit", place)
    if unit not in UNIT_NAMES:
        raise place.at("unit").error(f"单位“{unit}”不认识，可用 {'、'.join(UNIT_NAMES)}")
    law_from = _date(fields, "law_from", place)
    entries = fields.get("values")
    if not isinstance(entries, list) or not entries:
        raise place.at("values").error("应有至少一个值")
    keys = _key_labels(fields.get("keys"), place.at("keys"))
    shared: dict[str, Any] = {key: fields[key] for key in ("basis", "source", "confidence") if key in fields}
    values = tuple(
        _value(entry, shared, (name, label, area, unit), keys, place.at(f"values[{number}]"))
        for number, entry in enumerate(entries)
    )
    _check_order(values, law_from, place)
    expired = _text(fields, "expired", place) if "expired" in fields else ""
    if expired and values[-1].end is None:
        raise place.at("expired").error("最后一个值没有 to，不能写已到期")
    yearly = fields.get("yearly") == "true"
    return Parameter(name, label, area, unit, law_from, values, place.file, expired, yearly)


def _value(
    entry: Any,
    shared: Mapping[str, Any],
    identity: tuple[str, str, str, str],
    keys: Mapping[str, str] | None,
    place: _Place,
) -> Value:
    fields = {**shared, **_mapping(entry, _VALUE_KEYS, place)}
    if "value" not in fields:
        raise place.error("缺少 value（确实没有规定时写 null）")
    confidence = _text(fields, "confidence", place)
    if confidence not in _CONFIDENCES:
        raise place.at("confidence").error(f"应是 verified 或 known，写的是“{confidence}”")
    name, label, area, unit = identity
    return Value(
        name,
        label,
        area,
        unit,
        start=_date(fields, "from", place),
        end=_date(fields, "to", place) if "to" in fields else None,
        content=_content(fields["value"], unit, keys, place.at("value")),
        basis=_text(fields, "basis", place),
        source=_text(fields, "source", place),
        confidence=cast(Confidence, confidence),
        note=_text(fields, "note", place) if "note" in fields else "",
        published=_date(fields, "published", place) if "published" in fields else None,
        key_labels=keys or {},
    )


def _key_labels(keys: Any, place: _Place) -> Mapping[str, str] | None:
    """What people call the keys of a table; a key of digits or Chinese speaks for itself, any other has a label."""
    if keys is None:
        return None
    labels = dict.fromkeys(keys) if isinstance(keys, list) else keys
    if not isinstance(labels, dict) or not all(isinstance(key, str) for key in labels):
        raise place.error("应是键的列表，或从键到名称的映射")
    silent = [key for key, label in labels.items() if not label and key.isascii() and not key.isdigit()]
    if silent:
        raise place.error(f"{'、'.join(silent)} 缺少中文名称，应写成“键: 名称”")
    return frozen_labels({key: label or key for key, label in labels.items()})


def _content(
    raw: Any, unit: str, keys: Mapping[str, str] | None, place: _Place
) -> Scalar | Mapping[str, Scalar] | None:
    if raw is None:
        return None
    if isinstance(raw, str):
        if keys is not None:
            raise place.error("声明了 keys，值应是表")
        return _scalar(raw, unit, place)
    if not isinstance(raw, dict) or not raw:
        raise place.error("值应是一个数、一段文字或一张表")
    if keys is not None and set(keys) != set(raw):
        raise place.error(f"表的键应恰为 {'、'.join(keys)}")
    _key_labels(list(raw) if keys is None else None, place)
    cells = {}
    for key, cell in raw.items():
        if not isinstance(cell, str):
            raise place.at(key).error("表中每一格应是一个值")
        cells[key] = _scalar(cell, unit, place.at(key))
    return frozen_table(cells)


def _scalar(raw: str, unit: str, place: _Place) -> Scalar:
    try:
        if unit == "text":
            return raw
        if unit == "date":
            return parse_day(raw)
        if unit == "month":
            return parse_month(raw)
        number = Decimal(raw)
        if not number.is_finite() or not 0 <= number <= _LARGEST:
            raise ValueError(f"{raw} 不在 0 至 {_LARGEST} 之间")
        if unit == "yuan":
            return fen(number)
        if unit in ("ratio", "index", "percent"):
            return number
        if number != number.to_integral_value():
            raise ValueError(f"{raw} 应是整数")
        return int(number)
    except InvalidOperation:
        raise place.error(f"“{raw}”不是数") from None
    except ValueError as error:
        raise place.error(str(error)) from None


def _check_order(values: tuple[Value, ...], law_from: date, place: _Place) -> None:
    for number, value in enumerate(values):
        here = place.at(f"values[{number}]")
        if value.start < law_from:
            raise here.error(f"from {value.start} 早于规定施行之日 {law_from}")
        if value.end and value.end < value.start:
            raise here.error(f"to {value.end} 早于 from {value.start}")
        if number == 0:
            continue
        before = values[number - 1]
        if value.start <= before.start or (before.end and value.start <= before.end):
            raise here.error(f"与上一个值（自 {before.start}）重叠")
        if before.end and value.start != before.end + timedelta(days=1):
            raise here.error(f"与上一个值之间有空档：{before.end} 之后应从次日起，写的是 {value.start}")


def _mapping(content: Any, known: set[str], place: _Place) -> dict[str, Any]:
    if not isinstance(content, dict):
        raise place.error("应是映射")
    for key in content:
        if key not in known:
            raise place.at(key).error(f"不认识的键，可用 {'、'.join(sorted(known))}")
    return content


def _text(fields: Mapping[str, Any], key: str, place: _Place) -> str:
    content = fields.get(key)
    if not isinstance(content, str) or not content.strip():
        raise place.at(key).error("缺少或不是文字")
    return content.strip()


def _date(fields: Mapping[str, Any], key: str, place: _Place) -> date:
    try:
        return parse_day(_text(fields, key, place))
    except ValueError as error:
        raise place.at(key).error(str(error)) from None
