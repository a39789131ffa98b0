"""What a unit-year's sheets are judged by, and the judgement of one line that a person typed."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from shebao.accounts.importing.entries import Rules
from shebao.accounts.importing.folder import classifications
from shebao.accounts.importing.manifest import MANIFEST, read_manifest
from shebao.accounts.importing.rejects import ImportRejected, Reject
from shebao.server.accountability.unit_years.folder import SUBJECTS, manifest, write_json
from shebao.server.accountability.unit_years.models import UnitYear
from shebao.server.accountability.unit_years.sheets import Sheet, ledger_rows


@dataclass(frozen=True, slots=True)
class Judged:
    """A typed line: the values to store, or what is wrong by column id ('' where the whole line is)."""

    values: Mapping[str, Any] | None
    errors: Mapping[str, str]


def rules_of(unit_year: UnitYear, mapping: Mapping[str, str] | None = None) -> Rules:
    """The rules of the unit-year: year, classifications with its own subjects, units. Raises ImportRejected."""
    with tempfile.TemporaryDirectory(prefix="rules-") as name:
        path = Path(name)
        write_json(path / MANIFEST, manifest(unit_year))
        if unit_year.extra_subjects:
            (path / SUBJECTS).write_text(unit_year.extra_subjects, "utf-8")
        read = read_manifest(path)
        return Rules(
            read.unit.fiscal_year,
            *classifications(path, read),
            units=frozenset(read.units),
            mapping=mapping or {},
        )


def judge(unit_year: UnitYear, sheet: Sheet, typed: Mapping[str, str]) -> Judged:
    """The judgement of one line by the same importer that reads files."""
    with tempfile.TemporaryDirectory(prefix="line-") as name:
        path = Path(name) / f"{sheet.id}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file, lineterminator="\n")
            out.writerow([column.header for column in sheet.columns])
            out.writerow([_one_line(typed.get(name, "")) for name in sheet.fields])
        try:
            ledger = sheet.reader(path, replace(rules_of(unit_year), mapping={}))
        except ImportRejected as problem:
            return Judged(None, _by_column(sheet, problem.rejects))
    return Judged(next(ledger_rows(sheet, ledger)), {})


def _one_line(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())


def _by_column(sheet: Sheet, rejects: tuple[Reject, ...]) -> dict[str, str]:
    ids = {column.header: column.id for column in sheet.columns}
    found: dict[str, str] = {}
    for reject in rejects:
        message = f"{reject.reason}{f'；{reject.advice}' if reject.advice else ''}。"
        found.setdefault(ids.get(reject.column, ""), message)
    return found
