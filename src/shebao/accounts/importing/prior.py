"""The prior year from its closing.json: a document as `shebao accounts close` writes it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shebao.accounts.closing.amounts import Address
from shebao.accounts.importing.rejects import ImportRejected, rejected
from shebao.accounts.prior import Prior

CLOSING = "closing.json"
CLOSING_FORMAT = "shebao-closing"
_MAX_BYTES = 256 << 20


def read_prior_closing(path: Path, fiscal_year: int) -> Prior:
    """The amounts of the year before `fiscal_year` from a file. Raises ImportRejected."""
    if path.stat().st_size > _MAX_BYTES:
        raise _fail(path.name, "too_large", "文件过大")
    try:
        document = json.loads(path.read_text("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise _no_closing(path.name) from None
    return prior_of_closing(document, fiscal_year, path.name)


def prior_of_closing(document: Mapping[str, Any], fiscal_year: int, source: str = CLOSING) -> Prior:
    """The amounts of the year before `fiscal_year` from its closing. Raises ImportRejected."""
    try:
        year = document["fiscal_year"]
        if document["format"] != CLOSING_FORMAT:
            raise _no_closing(source)
        amounts = {
            Address(table, row, column): int(cell["fen"])
            for table, rows in document["tables"].items()
            for row, cells in rows.items()
            for column, cell in cells.items()
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _no_closing(source) from None
    if year != fiscal_year - 1:
        reason = f"是 {year} 年度的决算，应是 {fiscal_year - 1} 年度的"
        raise _fail(source, "other_year", reason, "请放入上一年度的 closing.json")
    return Prior(source, amounts, True)


def _no_closing(file: str) -> ImportRejected:
    return _fail(file, "no_closing", "不是 shebao accounts close 写的 closing.json")


def _fail(file: str, code: str, reason: str, advice: str = "") -> ImportRejected:
    return ImportRejected([rejected(code, reason, advice, file=file, part="closing")])
