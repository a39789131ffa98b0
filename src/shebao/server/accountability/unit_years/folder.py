"""An accounts folder becomes a new unit-year."""

from __future__ import annotations

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
from shebao.server.accountability.unit_years.sheets import SHEETS, ledger_rows
from shebao.server.accountability.unit_years.stored import PRIOR_ANNEX
from shebao.server.accountability.unit_years.storing import append
from shebao.server.platform.organisations.models import Organisation


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
