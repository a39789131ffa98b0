"""The judgement of one line that a person typed, by the same rules as the lines of a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shebao.accounts.importing.entries import ledger_of
from shebao.accounts.importing.rejects import ImportRejected
from shebao.accounts.importing.sheets import sheet_of
from shebao.accounts.ledger import constant
from shebao.fields.problem import Problem
from shebao.server.accountability.unit_years.in_workspace import in_workspace
from shebao.server.accountability.unit_years.models import UnitYear
from shebao.server.accountability.unit_years.sheets import Sheet, ledger_rows
from shebao.server.accountability.unit_years.stored import rules_for


@dataclass(frozen=True, slots=True)
class Judged:
    """A typed line: the values to store, or what is wrong by column id ('' where the whole line is)."""

    values: Mapping[str, Any] | None
    errors: Mapping[str, str]


def judge(unit_year: UnitYear, sheet: Sheet, typed: Mapping[str, str]) -> Judged:
    """The judgement of one line."""
    row = {name: constant(_one_line(typed.get(name, "")), 1) for name in sheet.fields}
    try:
        ledger = ledger_of(sheet.kind, [sheet_of("", "", 1, row)], rules_for(unit_year))
    except ImportRejected as problem:
        return Judged(None, _by_column(sheet, problem.problems))
    return Judged(next(ledger_rows(sheet, ledger)), {})


def _one_line(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())


def _by_column(sheet: Sheet, rejects: tuple[Problem, ...]) -> dict[str, str]:
    ids = {column.label: column.key for column in sheet.columns}
    found: dict[str, str] = {}
    for reject in rejects:
        found.setdefault(ids.get(reject.field, ""), in_workspace(reject.told))
    return found
