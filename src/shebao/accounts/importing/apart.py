"""A user's sheet, read and judged in a process of its own: what comes back are bytes, checked before they are believed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np

from shebao import bounded
from shebao.accounts.importing.clipboard import as_csv
from shebao.accounts.importing.entries import BUDGET, ENTRIES, OPENING, PLAN, Rules, SheetKind, read_ledger
from shebao.accounts.importing.headers import headers_of
from shebao.accounts.importing.rejects import ImportRejected, rejected
from shebao.accounts.importing.schema import lacking, match_headers
from shebao.accounts.importing.sheet_file import SheetFile
from shebao.accounts.importing.sheets import read_sheets
from shebao.accounts.ledger import Coded, Ledger
from shebao.accounts.vocabulary import BudgetKind, EntryKind, Funding, Spending
from shebao.fields.problem import Place, Problem

KINDS: Mapping[str, SheetKind] = {kind.id: kind for kind in (ENTRIES, BUDGET, OPENING, PLAN)}
_WORDS: Mapping[str, type[Enum]] = {kind.__name__: kind for kind in (EntryKind, Funding, Spending, BudgetKind)}
_MOST_REJECTS = 2_000
_TOO_LARGE = "读取这份文件用去的内存或时间超过了限制，多半是用到了很远的行列或内容异常"
_SAVE_AGAIN = "请删除用不到的行和列、另存后再导入，或拆成几个文件"


@dataclass(frozen=True, slots=True)
class Question:
    """A stored file: where it lies, how people call it, which sheet it shall be, and what its lines are judged by."""

    path: str
    name: str
    sheet: str
    rules: Rules


@dataclass(frozen=True, slots=True)
class Found:
    """What is in a file: its header where columns have to be matched by hand (`missing`), else its lines or what is wrong."""

    headers: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    rows: int = 0
    ledger: Ledger | None = None
    rejected: ImportRejected | None = None

    def lines(self) -> Ledger:
        """The lines. Raises ImportRejected where the file has none or wrong ones."""
        if self.ledger is None:
            raise self.rejected or ImportRejected([rejected("no_sheet", "没有读到要导入的行")])
        return self.ledger


def read_apart(question: Question, limits: bounded.Limits = bounded.REPORT) -> Found:
    """What is in the file; never raises for what a file may hold."""
    said: dict[str, bytes] = {}
    try:
        for kind, payload in bounded.run(judged, (question,), limits):
            said[kind] = payload
        return _found(said)
    except (bounded.Stopped, ValueError, KeyError, IndexError, TypeError):
        return Found(rejected=ImportRejected([rejected("too_large", _TOO_LARGE, _SAVE_AGAIN, file=question.name)]))


def judged(question: Question) -> Iterator[bounded.Message]:
    """In the other process: headers and missing columns, or the rejects, or the ledger column by column."""
    kind = KINDS[question.sheet]
    data = Path(question.path).read_bytes()
    file = SheetFile(question.name, as_csv(kind, data) if question.name.lower().endswith(".csv") else data)
    headers = headers_of(file)
    found = match_headers(headers, kind.columns, question.rules.mapping)
    missing = [column.key for column in lacking(found, kind.columns)]
    if missing and headers:
        yield "unmatched", _json({"headers": headers, "missing": missing})
        return
    try:
        ledger = read_ledger(kind, file, question.rules)
    except ImportRejected as problem:
        rejects = [asdict(each) for each in problem.problems[:_MOST_REJECTS]]
        yield "rejects", _json({"rejects": rejects, "total": problem.total, "rows": _count(kind, file, question.rules)})
        return
    yield "amount", ledger.amount.tobytes()
    yield "row", ledger.row.tobytes()
    for name, column in ledger.columns.items():
        yield f"values:{name}", _json([_plain(value) for value in column.values])
        yield f"codes:{name}", column.codes.tobytes()


def _count(kind: SheetKind, file: SheetFile, rules: Rules) -> int:
    try:
        return sum(len(part) for part in read_sheets(file, kind.columns, rules.mapping))
    except ImportRejected:
        return 0


def _found(said: Mapping[str, bytes]) -> Found:
    if "unmatched" in said:
        unmatched = json.loads(said["unmatched"])
        return Found(headers=tuple(map(str, unmatched["headers"])), missing=tuple(map(str, unmatched["missing"])))
    if "rejects" in said:
        told = json.loads(said["rejects"])
        rejects = [_problem(each) for each in told["rejects"]]
        return Found(rows=int(told["rows"]), rejected=ImportRejected(rejects, int(told["total"])))
    amount = np.frombuffer(said["amount"], np.int64)
    row = np.frombuffer(said["row"], np.int32)
    names = [kind.removeprefix("values:") for kind in said if kind.startswith("values:")]
    columns = {name: _column(said[f"values:{name}"], said[f"codes:{name}"], len(amount)) for name in names}
    if len(row) != len(amount):
        raise ValueError("the columns differ in length")
    return Found(rows=len(amount), ledger=Ledger(columns, amount, row))


def _problem(told: dict[str, Any]) -> Problem:
    place = told.pop("place")
    return Problem(place=Place(**{**place, "steps": tuple(place["steps"])}), **told)


def _column(values: bytes, codes: bytes, rows: int) -> Coded:
    read, numbers = [_value(each) for each in json.loads(values)], np.frombuffer(codes, np.int32)
    if len(numbers) != rows or (rows and not (int(numbers.min()) >= 0 and int(numbers.max()) < len(read))):
        raise ValueError("a code without a value")
    return Coded(read, numbers)


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return {"word": [type(value).__name__, value.value]}
    return {"day": value.isoformat()} if isinstance(value, date) else value


def _value(plain: Any) -> Any:
    if not isinstance(plain, dict):
        return plain
    if "day" in plain:
        return date.fromisoformat(plain["day"])
    kind, value = plain["word"]
    return _WORDS[kind](value)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
