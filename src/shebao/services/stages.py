"""How long the stages of a case may take, what makes its clock stand still, and the remedy. Data in stages.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from shebao.fields.data_files import DataFileError, load_data, mapping
from shebao.services.model import Span
from shebao.services.words import words

_FILE = "stages.yaml"
STAGES = ("draft", "accept", "correct", "outside", "serve", "usual", "promise", "sample")
PAUSES = ("correction", "appraisal", "publication", "court")


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage or a pause of a case: how long it takes at most, by which rule, and how sure that is."""

    key: str
    label: str
    limit: Span
    basis: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Remedy:
    """What may be done against a decision, in words, with its basis."""

    text: str
    basis: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Stages:
    """All stages and pauses by key, and the remedy."""

    stages: Mapping[str, Stage]
    pauses: Mapping[str, Stage]
    remedy: Remedy


@cache
def stages() -> Stages:
    """What stages.yaml says. Raises DataFileError."""
    values = mapping(_FILE, load_data(__package__, _FILE), ("stages", "pauses", "remedy"))
    remedy = mapping(f"{_FILE}：remedy", values["remedy"], ("text", "basis", "confidence"))
    return Stages(
        _read("stages", values["stages"], STAGES), _read("pauses", values["pauses"], PAUSES), Remedy(**remedy)
    )


def _read(name: str, entries: Any, keys: tuple[str, ...]) -> Mapping[str, Stage]:
    listed = mapping(f"{_FILE}：{name}", entries, keys)
    return MappingProxyType({key: _stage(f"{_FILE}：{name}.{key}", key, listed[key]) for key in keys})


def _stage(where: str, key: str, entry: Any) -> Stage:
    values = mapping(where, entry, ("label", "limit", "basis", "confidence"))
    limit = mapping(f"{where}.limit", values["limit"], ("n", "kind"))
    if type(limit["n"]) is not int or limit["n"] < 1 or limit["kind"] not in words()["limit_kinds"]:
        raise DataFileError(f"{where}.limit：应是 1 以上的整数和 {sorted(words()['limit_kinds'])} 之一，实为 {limit}")
    if values["confidence"] not in words()["confidences"]:
        raise DataFileError(f"{where}.confidence：没有 {values['confidence']!r}")
    return Stage(key, values["label"], Span(limit["n"], limit["kind"]), values["basis"], values["confidence"])
