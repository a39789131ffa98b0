"""Registers: what the record holds about a person or an employer beside enrolment. Data in registers.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from shebao.fields.codes import code_lists, codes_of
from shebao.fields.data_files import DataFileError, load_data, mapping
from shebao.fields.field import Field, Kind
from shebao.operations.record.rows import SubjectKind

_FILE = "registers.yaml"
_FIELD = ("longest", "low", "high", "list", "help")
_FLAGS = ("secret", "several", "key", "unique")


@dataclass(frozen=True, slots=True)
class Register:
    """One register. `secret` values are encrypted at rest and masked; `several` may hold side by side, told apart by slot;
    a `key` finds its subject; a `unique` value belongs to one subject at a time."""

    field: Field
    secret: bool = False
    several: bool = False
    key: bool = False
    unique: bool = False

    @property
    def name(self) -> str:
        """The name in code and exports."""
        return self.field.key

    @property
    def label(self) -> str:
        """What people call it."""
        return self.field.label

    def shown(self, value: str) -> str:
        """A value for people: the label of a choice, else the text."""
        return {key: label for label, key in self.field.choices.items()}.get(value, value)


@cache
def registers(kind: SubjectKind) -> Mapping[str, Register]:
    """The registers of persons or employers by name. Raises DataFileError for a mistake in the file."""
    data = mapping(_FILE, load_data(__package__, _FILE), tuple(SubjectKind))
    return MappingProxyType(
        {name: _register(f"{_FILE}：{kind}.{name}", name, entry) for name, entry in data[kind].items()}
    )


def _register(where: str, name: str, entry: Any) -> Register:
    values = mapping(where, entry, ("label", "kind"), (*_FIELD, *_FLAGS))
    if values["kind"] not in list(Kind):
        raise DataFileError(f"{where}.kind：没有“{values['kind']}”，可用的有 {sorted(Kind)}")
    names = [values["list"]] if isinstance(values.get("list"), str) else values.get("list", [])
    unknown = [one for one in names if one not in code_lists()]
    if unknown:
        raise DataFileError(f"{where}.list：没有代码表 {unknown}")
    choices = {words: code for code, words in codes_of(names).items()}
    extra = {key: values[key] for key in _FIELD if key in values and key != "list"}
    declared = Field(name, values["label"], kind=Kind(values["kind"]), choices=choices, **extra)
    return Register(declared, **{flag: values.get(flag, False) for flag in _FLAGS})
