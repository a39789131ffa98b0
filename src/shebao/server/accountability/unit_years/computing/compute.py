"""One unit-year's results: closed tables, findings, scores and execution. Reads the database, writes nothing."""

from __future__ import annotations

import logging
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shebao.accounts.closing.closing import Closing, close_folder
from shebao.accounts.importing.annex import read_annex
from shebao.accounts.importing.folder import Folder, read_folder
from shebao.accounts.importing.manifest import read_manifest
from shebao.accounts.importing.rejects import ImportRejected, Reject
from shebao.accounts.output.document import closing_document
from shebao.accounts.progress.monitor import monitor, progress_document
from shebao.auditing.audit import audit_report
from shebao.composing.compose import compose
from shebao.composing.material import FormMaterial
from shebao.composing.words import Words
from shebao.performance import DataError, PerformanceData, ScoredForm, read_yaml, score, summary_problems, to_form
from shebao.publishing.material import counts_of, material_of
from shebao.publishing.printed import form_table
from shebao.publishing.words import WORDS, read_words
from shebao.report import Report
from shebao.server.accountability.unit_years.computing.compared import main_figures
from shebao.server.accountability.unit_years.computing.grids import grid_data, row_names
from shebao.server.accountability.unit_years.computing.places import (
    Found,
    of_audit,
    of_closing,
    of_gaps,
    of_performance,
    of_rejects,
    of_words,
)
from shebao.server.accountability.unit_years.folder import PERFORMANCE, materialise
from shebao.server.accountability.unit_years.models import UnitYear
from shebao.server.accountability.unit_years.sheets import SHEETS

_TABLE_RULES = ("T", "X")
_BROKEN = Found(
    "audit",
    "程序",
    "error",
    "生成或审核报告时程序出错，九张表不受影响；请把这个单位和年度告诉管理员。",
    "报告",
    "report/",
)
_logger = logging.getLogger(__name__)


@dataclass
class Results:
    """What was computed of a unit-year at `revision`."""

    revision: int
    closed: bool = False
    document: dict[str, Any] = field(default_factory=dict)
    grids: list[dict[str, Any]] = field(default_factory=list)
    scores: list[dict[str, Any]] = field(default_factory=list)
    progress: dict[str, Any] = field(default_factory=dict)
    gaps: list[dict[str, str]] = field(default_factory=list)
    figures: dict[str, int] = field(default_factory=dict)
    found: list[Found] = field(default_factory=list)
    milliseconds: int = 0


def compute(unit_year: UnitYear) -> Results:
    """The results of what is stored now."""
    started = time.perf_counter()
    results = Results(unit_year.revision)
    with tempfile.TemporaryDirectory(prefix="unit-year-") as name:
        path = materialise(unit_year, Path(name) / "accounts")
        scored = _performance(unit_year, path / PERFORMANCE, results) if (path / PERFORMANCE).is_file() else ()
        _accounts(unit_year, path, scored, results)
    results.milliseconds = round((time.perf_counter() - started) * 1000)
    return results


def _accounts(unit_year: UnitYear, path: Path, scored: tuple[ScoredForm, ...], results: Results) -> None:
    try:
        folder = read_folder(path)
        results.progress = _progress(folder)
        closing = close_folder(folder)
    except ImportRejected as problem:
        results.found += of_rejects(_plain(problem.rejects), LineIds(unit_year.pk))
        return
    results.closed = True
    results.document = closing_document(closing)
    results.grids = grid_data(closing)
    results.figures = main_figures(closing, results.progress)
    results.found += of_closing(closing.findings)
    try:
        report = _composed(path, closing, scored, results)
        audited = audit_report(report) if report else audit_report(closing.report(), rules=_TABLE_RULES)
    except Exception:
        _logger.exception("unit-year %s was closed but its report could not be composed or audited", unit_year.pk)
        results.found.append(_BROKEN)
        return
    results.found += of_audit(audited.findings, closing, row_names(closing.tables), report is not None)


def _composed(path: Path, closing: Closing, scored: tuple[ScoredForm, ...], results: Results) -> Report | None:
    """The composed report where no words are missing; what is missing is listed."""
    try:
        words = read_words(path / WORDS) if (path / WORDS).is_file() else Words()
        forms = tuple(FormMaterial(to_form(own), form_table(own, number)) for number, own in enumerate(scored, 1))
        before = path / "prior" / "annex.yaml"
        counts = counts_of(read_annex(before)) if before.is_file() else None
        material = material_of(closing, read_manifest(path).parent, words, forms, counts)
    except ImportRejected as problem:
        results.found += of_words(problem.rejects)
        return None
    manuscript = compose(material, draft=True)
    results.gaps = [{"field": gap.field, "where": gap.where, "needed": gap.needed} for gap in manuscript.gaps]
    results.found += of_gaps(manuscript.gaps)
    return None if manuscript.gaps else manuscript.report


def _plain(rejects: tuple[Reject, ...]) -> list[Reject]:
    """Rejects without the temporary folder's name; that there are no entries is told in the words of the workspace."""
    missing = Reject("entries", "", 0, "", "", "还没有分录", "请导入分录表，或在分录页逐行填写")
    return [missing if "没有 entries.xlsx" in reject.reason else reject for reject in rejects]


class LineIds:
    """The ids of lines by sheet and index, read where the first is asked for."""

    def __init__(self, unit_year_id: int) -> None:
        self._unit_year, self._known = unit_year_id, dict[str, list[int]]()

    def __call__(self, sheet: str, index: int) -> int | None:
        if sheet not in self._known:
            lines = SHEETS[sheet].model.objects.filter(unit_year=self._unit_year).order_by("position", "id")
            self._known[sheet] = list(lines.values_list("id", flat=True))
        known = self._known[sheet]
        return known[index] if 0 <= index < len(known) else None


def _progress(folder: Folder) -> dict[str, Any]:
    """Execution at the end of each month up to the last with entries."""
    days = [day for day in folder.entries.columns["day"].values if day is not None]
    last = max((day.month for day in days), default=0)
    try:
        months = {str(m): progress_document(folder, monitor(folder, m), m) for m in range(1, last + 1)}
    except ValueError:
        return {}
    return {"last": last, "months": months}


def _performance(unit_year: UnitYear, path: Path, results: Results) -> tuple[ScoredForm, ...]:
    forms = list(unit_year.performance_forms.all())
    try:
        data = read_yaml(path)
        scored = score(data)
    except DataError as problem:
        message = str(problem).removeprefix(f"{path.name} ").removeprefix(f"{path.name}：")
        results.found.append(Found("performance", "数据", "error", message, "绩效自评表", "performance/"))
        return ()
    for form, own in zip(_ordered(forms, data), scored, strict=True):
        rows = {item.name: number for number, item in enumerate(own.form.indicators)}
        results.scores.append({"form": form.pk, **score_data(own)})
        results.found += of_performance(own.problems, form.pk, rows)
    results.found += of_performance(summary_problems(data), None, {})
    return scored


def _ordered(forms: list[Any], data: PerformanceData) -> list[Any]:
    """The forms in the order of `data.forms`: the overall one first."""
    return sorted(forms, key=lambda form: form.kind != "overall") if data.overall else forms


def score_data(scored: ScoredForm) -> dict[str, Any]:
    """The scores of a form as plain data, decimals as text."""
    return {
        "total": _text(scored.total),
        "rate": _text(scored.rate),
        "execution_score": _text(scored.execution_score),
        "execution_derivation": scored.execution_derivation,
        "sound": scored.sound,
        "indicators": [
            {"name": item.indicator.name, "score": _text(item.score), "derivation": item.derivation}
            for item in scored.indicators
        ],
    }


def _text(value: object) -> str:
    return "" if value is None else f"{value:f}"
