"""Reasons of a change of enrolment (变更原因, AAE160): words in the code lists, what a stop leads to in reasons.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from shebao.fields.codes import code_lists
from shebao.fields.data_files import DataFileError, load_data

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
    after = load_data(__package__, _FILE)
    words = code_lists()
    found = {code: Reason(code, label, START) for code, label in words["reason.start"].items()}
    stops = {**words["reason.stop"], **words["reason.resident"]}
    if set(after) != set(stops) or set(after.values()) - {SUSPENDED, ENDED}:
        raise DataFileError(
            f"{_FILE}：应为每个停保原因写明 suspended 或 ended，且不写别的：{sorted(set(after) ^ set(stops))}"
        )
    found |= {code: Reason(code, label, STOP, after[code]) for code, label in stops.items()}
    return MappingProxyType(found)
