"""A case of a file as somebody types it into the page of its determination sheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from shebao.fields.field import Field, normalise
from shebao.policy.answers import Question, Topic
from shebao.policy.answers.sheets import SHEETS
from shebao.policy.casefile import RawCase
from shebao.policy.casework import HEAD, compute
from shebao.policy.contributions.unit import STAFF
from shebao.policy.guide import COMMANDS, LISTS
from shebao.policy.insured import SCHEME_SPELLINGS, Scheme
from shebao.policy.pensions.compute import compute as compute_pension
from shebao.policy.record import Record
from shebao.policy.retirement.case import read_retirement_case
from shebao.policy.retirement.determination import determine_retirement
from shebao.policy.unemployment.subsidies import PRICE_FIELDS
from shebao.server.calculator.asking import pairs

_BY_COMMAND = dict(COMMANDS)
_MEMBERS: tuple[Field, ...] = (*STAFF, *PRICE_FIELDS, *(field for _, fields in LISTS for field in fields))


def _computed(command: str) -> Callable[[RawCase], Any]:
    return lambda raw: compute(raw, _BY_COMMAND[command])


KINDS: Mapping[str, Callable[[RawCase], Any]] = {
    **{command: _computed(command) for command in _BY_COMMAND},
    "pension": compute_pension,
    "retirement": lambda raw: determine_retirement(read_retirement_case(raw)),
}
"""What each command makes of a case."""


def sheet_of(command: str, raw: RawCase) -> Topic:
    """The sheet for a case of a command."""
    if command == "retirement":
        return SHEETS["pension-retirement"]
    if command == "pension":
        written = next((raw.fields[name] for name in ("险种", "line") if name in raw.fields), "employee")
        return SHEETS[f"pension-{Scheme(SCHEME_SPELLINGS[written])}"]
    kinds = _BY_COMMAND[command]
    names = {word: kind.name for kind in kinds for word in (*kind.spellings, kind.name)}
    kind = Record(raw, HEAD).choice("kind", names) or kinds[0].name
    return SHEETS[f"{command}-{kind.replace('_', '-')}"]


def asks(sheet: Topic, name: str) -> bool:
    """Whether the sheet asks for a field by one of its names."""
    return _question(sheet, name) is not None


def as_typed(sheet: Topic, raw: RawCase) -> dict[str, str]:
    """The fields of the page with their texts; what the sheet does not ask is left out."""
    typed: dict[str, Any] = {}
    for name, value in raw.fields.items():
        question = _question(sheet, name)
        if question is not None:
            typed[question.field] = _members(question, value) if question.kind == "list" else value
    return dict(pairs(typed))


def _question(sheet: Topic, name: str) -> Question | None:
    field = next((field for field in sheet.fields if normalise(name) in field.names), None)
    return None if field is None else next(each for each in sheet.questions if each.field == field.label)


def _members(question: Question, value: Any) -> list[dict[str, str]]:
    rows = value if isinstance(value, list) else [value]
    columns = {column.field for column in question.columns}
    return [{_column(name, columns): text for name, text in row.items()} for row in rows]


def _column(name: str, columns: set[str]) -> str:
    labels = {field.label for field in _MEMBERS if normalise(name) in field.names} & columns
    return min(labels)
