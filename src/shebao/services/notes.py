"""Interpretations (执行口径) and entries of the handbook (经办规程、风险防控): dated texts bound to services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from shebao.fields.data_files import DataFileError, load_data, mapping
from shebao.fields.problem import Place, Problem
from shebao.services.listing import Catalogue

_FILE = "notes.yaml"
KINDS = {"interpretation": "执行口径", "handbook": "经办规程", "risk": "风险防控"}
_CONFIDENCES = ("verified", "known")


@dataclass(frozen=True, slots=True)
class Note:
    """A text that whoever handles these services sees from a day on, up to the day before `until`; codes may end in *."""

    kind: str
    title: str
    text: str
    services: tuple[str, ...]
    since: date
    until: date | None
    source: str
    confidence: str

    @property
    def label(self) -> str:
        """What kind of text it is, in Chinese."""
        return KINDS[self.kind]

    def about(self, code: str) -> bool:
        """Whether it is bound to a service."""
        return any(code == each or (each.endswith("*") and code.startswith(each[:-1])) for each in self.services)


def notes_for(code: str, day: date) -> tuple[Note, ...]:
    """The texts of a service that hold on a day."""
    found = (note for note in notes() if note.about(code))
    return tuple(note for note in found if note.since <= day and (note.until is None or day < note.until))


@cache
def notes() -> tuple[Note, ...]:
    """All texts in the order of the file. Raises DataFileError."""
    return tuple(
        _note(f"{_FILE}：第 {number} 项", entry) for number, entry in enumerate(load_data(__package__, _FILE), 1)
    )


def astray(catalogue: Catalogue) -> list[Problem]:
    """Texts that are bound to no service of the catalogue."""
    return [
        Problem("astray", f"没有事项 {code}", "请核对事项编码", Place(_FILE), note.title)
        for note in notes()
        for code in note.services
        if not any(Note.about(note, known) and known.startswith(code.rstrip("*")) for known in catalogue.versions)
    ]


def _note(where: str, entry: Any) -> Note:
    values = mapping(where, entry, ("kind", "title", "text", "services", "from", "source", "confidence"), ("to",))
    if values["kind"] not in KINDS or values["confidence"] not in _CONFIDENCES:
        raise DataFileError(f"{where}：kind 可用 {sorted(KINDS)}，confidence 可用 {list(_CONFIDENCES)}")
    since, until = values["from"], values.get("to")
    if type(since) is not date or (until is not None and (type(until) is not date or until <= since)):
        raise DataFileError(f"{where}：from、to 应是日期，且 to 晚于 from")
    return Note(
        values["kind"], values["title"], values["text"], tuple(values["services"]), since, until, values["source"],
        values["confidence"],
    )  # fmt: skip
