"""One unit-year's results: closed tables, findings, scores and execution. Reads the database, writes nothing."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from typing import Any

from shebao.accounts.account_set import AccountSet
from shebao.accounts.closing.completeness import incomplete
from shebao.accounts.importing.rejects import ImportRejected
from shebao.accounts.output.document import closing_document
from shebao.accounts.progress.monitor import monitor, progress_document
from shebao.auditing.audit import audit_report
from shebao.composing.compose import compose
from shebao.performance import DataError, PerformanceData, ScoredForm, summary_problems
from shebao.publishing.preparation import Preparation
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
    told_once,
)
from shebao.server.accountability.unit_years.in_workspace import told_in_workspace
from shebao.server.accountability.unit_years.models import UnitYear
from shebao.server.accountability.unit_years.stored import StoredUnitYear

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
    preparation = Preparation(StoredUnitYear(unit_year))
    _performance(unit_year, preparation, results)
    _accounts(unit_year, preparation, results)
    results.found = [told_in_workspace(each, "message", "place", "expected") for each in told_once(results.found)]
    results.milliseconds = round((time.perf_counter() - started) * 1000)
    return results


def _accounts(unit_year: UnitYear, preparation: Preparation, results: Results) -> None:
    try:
        results.progress = _progress(preparation.accounts)
        closing = preparation.closing
    except ImportRejected as problem:
        results.found += of_rejects(problem.problems)
        return
    results.closed = True
    results.document = closing_document(closing)
    results.grids = grid_data(closing)
    results.figures = main_figures(closing, results.progress)
    results.found += of_closing(closing.findings)
    results.found += of_closing(incomplete(preparation.accounts, closing), "completeness")
    try:
        report = _composed(preparation, results)
        audited = audit_report(report) if report else audit_report(closing.report(), rules=_TABLE_RULES)
    except Exception:
        _logger.exception("unit-year %s was closed but its report could not be composed or audited", unit_year.pk)
        results.found.append(_BROKEN)
        return
    results.found += of_audit(audited.findings, closing, row_names(closing.tables), report is not None)


def _composed(preparation: Preparation, results: Results) -> Report | None:
    """The composed report where no words are missing; what is missing is listed. Forms that cannot be scored are left out."""
    try:
        scored = preparation.scored
    except DataError:
        scored = ()
    try:
        material = preparation.material_with(scored)
    except ImportRejected as problem:
        results.found += of_words(problem.problems)
        return None
    manuscript = compose(material, draft=True)
    results.gaps = [{"field": gap.field, "where": gap.where, "needed": gap.needed} for gap in manuscript.gaps]
    results.found += of_gaps(manuscript.gaps)
    return None if manuscript.gaps else manuscript.report


def _progress(accounts: AccountSet) -> dict[str, Any]:
    """Execution at the end of each month up to the last with entries."""
    days = [day for day in accounts.entries.columns["day"].values if day is not None]
    last = max((day.month for day in days), default=0)
    try:
        months = {str(m): progress_document(accounts, monitor(accounts, m), m) for m in range(1, last + 1)}
    except ValueError:
        return {}
    return {"last": last, "months": months}


def _performance(unit_year: UnitYear, preparation: Preparation, results: Results) -> None:
    try:
        scored = preparation.scored
    except DataError as problem:
        results.found.append(Found("performance", "数据", "error", problem.in_data, "绩效自评表", "performance/"))
        return
    for data in preparation.performance:
        forms = _ordered(list(unit_year.performance_forms.all()), data)
        for form, own in zip(forms, scored, strict=True):
            rows = {item.name: number for number, item in enumerate(own.form.indicators)}
            results.scores.append({"form": form.pk, **score_data(own)})
            results.found += of_performance(own.problems, form.pk, rows)
        results.found += of_performance(summary_problems(data), None, {})


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
