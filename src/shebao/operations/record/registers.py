"""Registers: what the record holds about a person or an employer beside enrolment. Data in registers.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from shebao.fields.data_files import DataFileError, load_data, mapping
from shebao.fields.field import Field, Kind
from shebao.operations.record.rows import SubjectKind

_FILE = "registers.yaml"
_FIELD = ("longest", "low", "high", "choices", "help")
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
    choices = {label: key for key, label in values.get("choices", {}).items()}
    extra = {key: values[key] for key in _FIELD if key in values and key != "choices"}
    declared = Field(name, values["label"], kind=Kind(values["kind"]), choices=choices, **extra)
    return Register(declared, **{flag: values.get(flag, False) for flag in _FLAGS})
