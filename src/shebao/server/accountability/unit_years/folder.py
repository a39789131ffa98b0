"""A unit-year as the folder that `shebao accounts` and `shebao compose` read, and such a folder as a unit-year."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from shebao.accounts.importing.folder import read_folder
from shebao.accounts.importing.manifest import MANIFEST
from shebao.accounts.output.sheets import ledgers
from shebao.performance import read_yaml
from shebao.server.accountability.unit_years.models import PerformanceForm, UnitYear
from shebao.server.accountability.unit_years.sheets import SHEETS, Sheet, ledger_rows, text_rows
from shebao.server.accountability.unit_years.storing import append
from shebao.server.platform.organisations.models import Organisation

SUBJECTS = "subjects.csv"
PERFORMANCE = "performance.yaml"
PRIOR_ANNEX = "annex_yaml"


def materialise(unit_year: UnitYear, path: Path) -> Path:
    """Writes the folder of a unit-year into the empty directory `path`: accounts.yaml, sheets that have lines, annex.yaml,
    performance.yaml, words.yaml, prior/closing.json. YAML files are written as JSON, which is YAML."""
    path.mkdir(parents=True, exist_ok=True)
    write_json(path / MANIFEST, manifest(unit_year))
    if unit_year.extra_subjects:
        (path / SUBJECTS).write_text(unit_year.extra_subjects, "utf-8")
    if unit_year.annex:
        write_json(path / "annex.yaml", unit_year.annex)
    if unit_year.words:
        write_json(path / "words.yaml", unit_year.words)
    for sheet in SHEETS.values():
        _sheet(path / f"{sheet.id}.csv", sheet, unit_year.pk)
    record = performance_record(unit_year)
    if record["整体"] or record["项目"]:
        write_json(path / PERFORMANCE, record)
    if unit_year.prior:
        (path / "prior").mkdir(exist_ok=True)
        write_json(path / "prior" / "closing.json", unit_year.prior)
        if unit_year.prior.get(PRIOR_ANNEX):
            write_json(path / "prior" / "annex.yaml", unit_year.prior[PRIOR_ANNEX])
    return path


def manifest(unit_year: UnitYear) -> dict[str, Any]:
    """accounts.yaml of a unit-year. The sheets are written in the columns of the template, so no mapping of columns is."""
    kept = {key: value for key, value in unit_year.settings.items() if key != "columns"}
    more = {"extra_subjects": SUBJECTS} if unit_year.extra_subjects else {}
    return {**kept, "fiscal_year": unit_year.fiscal_year, **more}


def performance_record(unit_year: UnitYear) -> dict[str, Any]:
    """The performance data of a unit-year, as `performance.records` reads it."""
    forms = list(unit_year.performance_forms.all())
    unit = unit_year.settings.get("unit", {})
    overall = next((form.data for form in forms if form.kind == PerformanceForm.Kind.OVERALL), None)
    return {
        "单位": unit.get("name") or unit_year.organisation.name,
        "年度": str(unit_year.fiscal_year),
        "地区": unit.get("place", ""),
        "年中截止日": unit_year.midyear_day.isoformat() if unit_year.midyear_day else "",
        "整体": overall or "",
        "项目": [form.data for form in forms if form.kind == PerformanceForm.Kind.PROJECT],
    }


def write_json(path: Path, content: Any) -> None:
    """Writes the content as JSON, which the YAML readers read too."""
    path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")


def _sheet(path: Path, sheet: Sheet, unit_year_id: int) -> None:
    rows = text_rows(sheet, unit_year_id)
    first = next(rows, None)
    if first is None:
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow([column.header for column in sheet.columns])
        out.writerow(first)
        out.writerows(rows)


@transaction.atomic
def load(path: Path, organisation: Organisation) -> UnitYear:
    """A new unit-year of the organisation from an accounts folder. Raises ImportRejected or DataError with what is wrong."""
    folder = read_folder(path)
    settings = _document(path / MANIFEST)
    year = int(settings.pop("fiscal_year"))
    subjects = settings.pop("extra_subjects", "")
    unit_year = UnitYear.objects.create(
        organisation=organisation,
        fiscal_year=year,
        settings=settings,
        annex=_document(path / "annex.yaml"),
        words=_document(path / "words.yaml"),
        extra_subjects=(path / subjects).read_text("utf-8-sig") if subjects else "",
        prior=_prior(path / "prior"),
    )
    for name, (ledger, _columns) in ledgers(folder).items():
        append(SHEETS[name], unit_year.pk, ledger_rows(SHEETS[name], ledger))
    for file in sorted(path.glob("performance*.yaml")):
        load_performance(unit_year, file)
    return unit_year


def load_performance(unit_year: UnitYear, path: Path) -> list[PerformanceForm]:
    """The forms of a YAML file as new forms of the unit-year. Raises DataError."""
    read_yaml(path)
    record = _document(path)
    made = [(PerformanceForm.Kind.OVERALL, record["整体"])] if record.get("整体") else []
    made += [(PerformanceForm.Kind.PROJECT, data) for data in record.get("项目") or []]
    return [
        PerformanceForm.objects.create(
            unit_year=unit_year, kind=kind, name=data.get("名称", "")[:200], position=position, data=data
        )
        for position, (kind, data) in enumerate(made)
    ]


def _document(path: Path) -> dict[str, Any]:
    """A YAML mapping that was validated before, every scalar as text."""
    if not path.is_file():
        return {}
    read: Mapping[str, Any] = yaml.load(path.read_text("utf-8-sig"), yaml.CBaseLoader) or {}
    return dict(read)


def _prior(folder: Path) -> dict[str, Any] | None:
    if not (folder / "closing.json").is_file():
        return None
    annex = _document(folder / "annex.yaml")
    return {**json.loads((folder / "closing.json").read_text("utf-8")), **({PRIOR_ANNEX: annex} if annex else {})}
