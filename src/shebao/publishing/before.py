"""The prior year of a folder: its closing, exact, or the report that was published, as printed."""

from __future__ import annotations

from pathlib import Path

from shebao.accounts.importing.prior import read_prior_closing
from shebao.accounts.importing.rejects import ImportRejected, rejected
from shebao.accounts.prior import Prior, prior_of_tables
from shebao.reading.document import UnreadableFile
from shebao.reading.report import read_file

_REPORTS = (".pdf", ".docx", ".xlsx", ".html", ".htm", ".txt", ".md")
_CLOSING = "closing.json"


def read_before(folder: Path, prior: Path | None, year: int) -> Prior | None:
    """The amounts of the year before `year`: of `prior`, else of the report in the folder's prior/, unless that holds a
    closing.json, which the accounts read themselves. Raises ImportRejected."""
    if prior is None:
        prior = _report_in(folder / "prior")
    elif prior.is_dir():
        prior = prior / _CLOSING if (prior / _CLOSING).is_file() else _report_in(prior)
    if prior is None:
        return None
    if prior.suffix.lower() == ".json":
        return read_prior_closing(prior, year)
    return _of_report(prior, year)


def _report_in(folder: Path) -> Path | None:
    if (folder / _CLOSING).is_file() or not folder.is_dir():
        return None
    found = (path for path in sorted(folder.iterdir()) if path.suffix.lower() in _REPORTS and path.stem != "README")
    return next(found, None)


def _of_report(path: Path, year: int) -> Prior:
    try:
        report = read_file(path).report
    except UnreadableFile as problem:
        raise _rejected("unreadable", f"上年报告不能读取：{problem}", path, year) from None
    if report.identity.fiscal_year not in (None, year - 1):
        reason = f"是 {report.identity.fiscal_year} 年度的报告，应是 {year - 1} 年度的"
        raise _rejected("other_year", reason, path, year)
    found = prior_of_tables(report.tables, path.name)
    if not found.amounts:
        raise _rejected("no_tables", "没有读到上年的决算表", path, year)
    return found


def _rejected(code: str, reason: str, path: Path, year: int) -> ImportRejected:
    advice = f"请换成 {year - 1} 年度的 closing.json 或可读的公开报告"
    return ImportRejected([rejected(code, reason, advice, file=path.name, part="closing")])
