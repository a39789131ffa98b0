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
_WORK = {"class", "subject", "due", "owner", "severity", "reply", "codes"}
REPLY = ("result", "words", "amount", "person", "day")
CODES = ("open", "confirmed", "explained", "corrected", "recovering", "handed_over")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a list: its title, what its text must be, whether it may be empty, whether it is masked where it is shown."""

    name: str
    title: str
    type: str
    required: bool
    private: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """A list whose rows are to be worked off and answered. `kind` names the field that says what is suspected, `subject` those
    that say of whom, `due` the last day. An answer adds the columns of `reply` (by `REPLY`), its results in the sender's
    words (`codes`, by `CODES`)."""

    kind: str
    subject: tuple[str, ...]
    due: str
    owner: str
    severity: str
    reply: Mapping[str, str]
    codes: Mapping[str, str]


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
    work: Work | None = None


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
    if not isinstance(document, dict) or set(document) - {"work"} != _KEYS or not isinstance(document["fields"], dict):
        raise ExchangeError(f"{name}.yaml：应恰有 {'、'.join(sorted(_KEYS))}")
    fields = tuple(_field(name, key, value) for key, value in document["fields"].items())
    by_name = {field.name: field for field in fields}
    for part in ("key", "sums"):
        for each in document[part] or ():
            if each not in by_name or (part == "sums" and by_name[each].type != "money"):
                raise ExchangeError(f"{name}.yaml：{part}：{each} 不是声明过的{'金额' if part == 'sums' else ''}字段")
    texts = {part: str(document[part]) for part in ("title", "partner", "basis")}
    work = _work(name, document["work"], by_name) if "work" in document else None
    key, sums = tuple(document["key"]), tuple(document["sums"] or ())
    return Contract(name, **texts, key=key, sums=sums, fields=fields, work=work)


def _work(name: str, value: Any, fields: Mapping[str, Field]) -> Work:
    if not isinstance(value, dict) or set(value) != _WORK:
        raise ExchangeError(f"{name}.yaml：work 应恰有 {'、'.join(sorted(_WORK))}")
    for part, names in (("class", [value["class"]]), ("subject", value["subject"]), ("due", [value["due"]])):
        if not isinstance(names, list) or not names or any(each not in fields for each in names):
            raise ExchangeError(f"{name}.yaml：work.{part} 应是声明过的字段")
    if fields[value["due"]].type != "date" or not fields[value["due"]].required:
        raise ExchangeError(f"{name}.yaml：work.due：{value['due']} 应是必填的日期")
    for part, keys in (("reply", REPLY), ("codes", CODES)):
        if not isinstance(value[part], dict) or set(value[part]) != set(keys):
            raise ExchangeError(f"{name}.yaml：work.{part} 应恰有 {'、'.join(keys)}")
    if value["severity"] not in ("error", "warning", "notice"):
        raise ExchangeError(f"{name}.yaml：work.severity 应为 error、warning、notice 之一")
    return Work(
        value["class"], tuple(value["subject"]), value["due"], str(value["owner"]), value["severity"],
        dict(value["reply"]), dict(value["codes"]),
    )  # fmt: skip


def _field(name: str, key: str, value: Any) -> Field:
    if (
        not isinstance(value, dict)
        or set(value) - {"title", "type", "required", "private"}
        or not {"title", "type"} <= set(value)
    ):
        raise ExchangeError(f"{name}.yaml：fields.{key}：应有 title、type，可有 required、private")
    if value["type"] not in TYPES:
        raise ExchangeError(f"{name}.yaml：fields.{key}.type：应为 {'、'.join(TYPES)} 之一")
    required, private = (value.get(name) == "true" for name in ("required", "private"))
    return Field(key, value["title"], value["type"], required, private)
