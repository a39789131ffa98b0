"""A unit-year in the database as the parts that a report is prepared from: the same steps as from a folder, without one."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from shebao.accounts.importing.documents import Document
from shebao.accounts.importing.entries import Rules, SheetKind, ledger_of
from shebao.accounts.importing.gather import Text, classifications, rules_of
from shebao.accounts.importing.manifest import manifest_of
from shebao.accounts.importing.prior import prior_of_closing
from shebao.accounts.importing.rejects import NO_ENTRIES, rejected
from shebao.accounts.importing.sheets import Sheet as TextSheet
from shebao.accounts.importing.sheets import sheet_of
from shebao.accounts.ledger import Coded, Ledger
from shebao.accounts.manifest import Manifest
from shebao.accounts.prior import Prior
from shebao.fields.problem import Problem
from shebao.performance import PerformanceData
from shebao.performance.records import performance_data
from shebao.server.accountability.unit_years.form_amounts import amounts_of, completed
from shebao.server.accountability.unit_years.models import PerformanceForm, UnitYear
from shebao.server.accountability.unit_years.sheets import BATCH, SHEETS, Sheet, written

PRIOR_ANNEX = "annex_yaml"


class StoredUnitYear:
    """The parts of a unit-year as its rows in the database."""

    def __init__(self, unit_year: UnitYear) -> None:
        self.unit_year = unit_year

    def manifest(self) -> Document:
        """The settings. The sheets are stored in the columns of the template, so no mapping of columns is among them."""
        kept = {key: value for key, value in self.unit_year.settings.items() if key != "columns"}
        return document("accounts", {**kept, "fiscal_year": self.unit_year.fiscal_year})

    def subjects(self, manifest: Manifest) -> Text | None:
        """The subjects of its own."""
        text = self.unit_year.extra_subjects
        return Text("本地增设的科目", text) if text else None

    def ledgers(self, kind: SheetKind, rules: Rules) -> list[Callable[[], Ledger]]:
        """What judges the lines of a sheet, where it has any."""
        lines = text_sheet(SHEETS[kind.id], self.unit_year.pk)
        return [partial(ledger_of, kind, [lines], rules)] if len(lines) else []

    def annex(self) -> Document | None:
        """The annex."""
        return document("annex", self.unit_year.annex) if self.unit_year.annex else None

    def prior(self, fiscal_year: int) -> Prior | None:
        """The closing of the year before. Raises ImportRejected where it is of another year."""
        return prior_of_closing(self.unit_year.prior, fiscal_year) if self.unit_year.prior else None

    def no_entries(self) -> Problem:
        """That there are no lines, in the words of the workspace."""
        return rejected(NO_ENTRIES, "还没有分录", "请导入分录表，或在分录页逐行填写", part="entries")

    def performance(self) -> list[PerformanceData]:
        """The forms. Raises DataError."""
        record = performance_record(self.unit_year)
        return [performance_data(record)] if record["整体"] or record["项目"] else []

    def words(self) -> Document | None:
        """The unit's own words."""
        return document("words", self.unit_year.words) if self.unit_year.words else None

    def before(self, fiscal_year: int) -> None:
        """No report: the year before is kept as its closing."""

    def annex_before(self) -> Document | None:
        """The annex that was kept with the closing of the year before."""
        annex = (self.unit_year.prior or {}).get(PRIOR_ANNEX)
        return document("annex", annex) if annex else None


def document(part: str, data: Mapping[str, Any]) -> Document:
    """A stored document with every scalar as the text that the readers of documents expect."""
    return Document("", {key: _plain(value) for key, value in data.items()}, part)


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return json.dumps(value)


def rules_for(unit_year: UnitYear) -> Rules:
    """What the lines of the unit-year are judged by. Raises ImportRejected where its settings or subjects are wrong."""
    source = StoredUnitYear(unit_year)
    manifest = manifest_of(source.manifest())
    return rules_of(manifest, classifications(source.subjects(manifest)))


def text_sheet(sheet: Sheet, unit_year_id: int) -> TextSheet:
    """All lines of a sheet in their order as texts of the template, each with its id; each distinct value is written once."""
    known: dict[str, dict[Any, int]] = {name: {} for name in sheet.fields}
    codes: dict[str, list[int]] = {name: [] for name in sheet.fields}
    places = [(known[name], codes[name].append) for name in sheet.fields]
    ids: list[int] = []
    lines = sheet.model.objects.filter(unit_year=unit_year_id).order_by("position", "id")
    for line_id, *row in lines.values_list("id", *sheet.fields).iterator(chunk_size=BATCH):
        ids.append(line_id)
        for value, (values, append) in zip(row, places, strict=True):
            append(values.setdefault(value, len(values)))
    columns = {
        name: Coded([written(name, value) for value in known[name]], np.array(codes[name], np.int32))
        for name in sheet.fields
    }
    return sheet_of("", "", 1, columns, np.array(ids, np.int64))


def performance_record(unit_year: UnitYear, changed: Mapping[int, Mapping[str, Any]] | None = None) -> dict[str, Any]:
    """The performance data of a unit-year, as `performance.records` reads it; what forms leave blank is taken from the accounts.
    `changed` are records by form that take the place of the stored ones."""
    forms = list(unit_year.performance_forms.all())
    unit = unit_year.settings.get("unit", {})
    amounts = amounts_of(unit_year) if forms else {}
    whole = [
        (form.kind, completed(unit_year, form.kind, (changed or {}).get(form.pk, form.data), amounts)) for form in forms
    ]
    return {
        "单位": unit.get("name") or unit_year.organisation.name,
        "年度": str(unit_year.fiscal_year),
        "地区": unit.get("place", ""),
        "年中截止日": unit_year.midyear_day.isoformat() if unit_year.midyear_day else "",
        "整体": next((data for kind, data in whole if kind == PerformanceForm.Kind.OVERALL), ""),
        "项目": [data for kind, data in whole if kind == PerformanceForm.Kind.PROJECT],
    }
