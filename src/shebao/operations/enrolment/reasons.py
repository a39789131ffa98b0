"""Reasons of a change of enrolment (变更原因, AAE160). Data in reasons.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from shebao.fields.data_files import DataFileError, load_data, mapping

_FILE = "reasons.yaml"
START, STOP = "start", "stop"
SUSPENDED, ENDED = "suspended", "ended"


@dataclass(frozen=True, slots=True)
class Reason:
    """A code, its words, whether it starts or stops a spell, and in which state the person then is."""

    code: str
    label: str
    change: str
    after: str = ""


@cache
def reasons() -> Mapping[str, Reason]:
    """All reasons by code. Raises DataFileError."""
    found: dict[str, Reason] = {}
    for code, entry in load_data(__package__, _FILE).items():
        values = mapping(f"{_FILE}：{code}", entry, ("label", "change"), ("after",))
        if values["change"] not in (START, STOP) or (values["change"] == STOP) != ("after" in values):
            raise DataFileError(f"{_FILE}：{code} 的 change 应为 start，或为 stop 并写明 after")
        found[code] = Reason(code, values["label"], values["change"], values.get("after", ""))
    return MappingProxyType(found)
