"""What was agreed with a partner about a list: its fields, what identifies a row, what is summed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from shebao.fields.strict_yaml import YamlError, load
from shebao.operations.exchange.errors import ExchangeError

TYPES = ("text", "integer", "date", "month", "money")
_KEYS = {"title", "partner", "basis", "key", "sums", "fields"}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a list: its title, what its text must be, whether it may be empty."""

    name: str
    title: str
    type: str
    required: bool


@dataclass(frozen=True, slots=True)
class Contract:
    """A list by its name. `sums` are money fields whose totals the sender declares, in fen."""

    name: str
    title: str
    partner: str
    basis: str
    key: tuple[str, ...]
    sums: tuple[str, ...]
    fields: tuple[Field, ...]


@cache
def contracts() -> Mapping[str, Contract]:
    """The contracts of the package by name."""
    folder = files(__package__).joinpath("contracts")
    found = {}
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        if entry.name.endswith(".yaml"):
            name = entry.name.removesuffix(".yaml")
            found[name] = read_contract(name, entry.read_text(encoding="utf-8"))
    return found


def read_contract(name: str, content: str) -> Contract:
    """A contract from YAML. Raises ExchangeError with file, key and reason."""
    document: Any
    try:
        (document,) = load(content)
    except (YamlError, ValueError) as error:
        raise ExchangeError(f"{name}.yaml：{error}") from None
    if not isinstance(document, dict) or set(document) != _KEYS or not isinstance(document["fields"], dict):
        raise ExchangeError(f"{name}.yaml：应恰有 {'、'.join(sorted(_KEYS))}")
    fields = tuple(_field(name, key, value) for key, value in document["fields"].items())
    by_name = {field.name: field for field in fields}
    for part in ("key", "sums"):
        for each in document[part] or ():
            if each not in by_name or (part == "sums" and by_name[each].type != "money"):
                raise ExchangeError(f"{name}.yaml：{part}：{each} 不是声明过的{'金额' if part == 'sums' else ''}字段")
    texts = {part: str(document[part]) for part in ("title", "partner", "basis")}
    return Contract(name, **texts, key=tuple(document["key"]), sums=tuple(document["sums"] or ()), fields=fields)


def _field(name: str, key: str, value: Any) -> Field:
    if not isinstance(value, dict) or set(value) - {"title", "type", "required"} or not {"title", "type"} <= set(value):
        raise ExchangeError(f"{name}.yaml：fields.{key}：应有 title、type，可有 required")
    if value["type"] not in TYPES:
        raise ExchangeError(f"{name}.yaml：fields.{key}.type：应为 {'、'.join(TYPES)} 之一")
    return Field(key, value["title"], value["type"], value.get("required") == "true")
