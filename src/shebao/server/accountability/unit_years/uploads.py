"""Sheets from files or the clipboard: read and judged for a preview, stored only when a person confirms, and only once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from shebao.accounts.importing import clipboard
from shebao.accounts.importing.apart import Found, Question, read_apart
from shebao.accounts.importing.rejects import ImportRejected, rejected
from shebao.accounts.ledger import Ledger
from shebao.fields.problem import Problem
from shebao.server.accountability.unit_years.changes import changing
from shebao.server.accountability.unit_years.in_workspace import in_workspace
from shebao.server.accountability.unit_years.models import SheetImport, UnitYear
from shebao.server.accountability.unit_years.sheets import SHEETS, Sheet, ledger_rows, written
from shebao.server.accountability.unit_years.stored import rules_for
from shebao.server.accountability.unit_years.storing import append, empty
from shebao.server.platform.files.kinds import RefusedFile
from shebao.server.platform.files.store import content_path

if TYPE_CHECKING:
    from shebao.server.platform.people.models import User

SHOWN = 20
KEPT_REJECTS = 2_000
INLINE_BYTES = 400_000
_LONGEST_STEM = 50
Step = SheetImport.Step
Progress = Callable[[int, str], None]


def question_of(imported: SheetImport) -> Question:
    """What the process that reads the uploaded file has to know."""
    ending = ".xlsx" if imported.file.kind == "xlsx" else ".csv"
    rules = rules_for(imported.unit_year).of(imported.mapping)
    return Question(str(content_path(imported.file)), short_name(imported.file.name, ending), imported.sheet, rules)


def short_name(name: str, ending: str) -> str:
    """A file's name as messages show it, with that ending."""
    stem = name[: -len(ending)] if name.lower().endswith(ending) else name
    return f"{stem[:_LONGEST_STEM]}{ending}"


def look(imported: SheetImport) -> SheetImport:
    """Reads and judges the uploaded file and keeps what was found for the preview. Nothing of it is stored as lines."""
    sheet = SHEETS[imported.sheet]
    try:
        question = question_of(imported)
        found = read_apart(question)
        if found.missing:
            imported.step = Step.UNMAPPED
            imported.preview = {"headers": list(found.headers), "missing": list(found.missing)}
        else:
            _judge(imported, sheet, found, question.name)
    except ImportRejected as problem:
        _rejected(imported, problem, 0)
    imported.save(update_fields=["step", "preview", "rows", "total_fen", "rejected_rows", "rejects_total"])
    return imported


def _judge(imported: SheetImport, sheet: Sheet, found: Found, name: str) -> None:
    try:
        ledger = found.lines()
        again = [] if imported.replace else _stored_already(imported, sheet, ledger, name)
        if again:
            raise ImportRejected(again)
    except ImportRejected as problem:
        _rejected(imported, problem, found.rows)
        return
    imported.step = Step.READY
    imported.rows, imported.total_fen = len(ledger), sum(ledger.amount.tolist())
    imported.rejected_rows = imported.rejects_total = 0
    imported.preview = {"first": list(_first(sheet, ledger))}


def _rejected(imported: SheetImport, problem: ImportRejected, rows: int) -> None:
    imported.step, imported.rows = Step.REJECTED, rows
    imported.rejects_total = problem.total
    imported.rejected_rows = len(
        {(reject.place.sheet, reject.place.row) for reject in problem.problems if reject.place.row}
    )
    imported.preview = {"rejects": [_told(reject) for reject in problem.problems[:KEPT_REJECTS]]}


def _told(problem: Problem) -> dict[str, object]:
    place = problem.place
    return {
        "file": place.file,
        "sheet": place.sheet,
        "row": place.row,
        "column": problem.field,
        "value": problem.value,
        "reason": in_workspace(problem.reason),
        "advice": in_workspace(problem.advice),
    }


def _first(sheet: Sheet, ledger: Ledger) -> Iterator[list[str]]:
    for row in islice(ledger_rows(sheet, ledger), SHOWN):
        yield [written(name, row[name]) for name in sheet.fields]


def _stored_already(imported: SheetImport, sheet: Sheet, ledger: Ledger, file: str) -> list[Problem]:
    """Voucher lines of the file that the unit-year has already."""
    if sheet.id != "entries":
        return []
    names = ("unit", "day", "voucher", "line")
    known = set(sheet.model.objects.filter(unit_year=imported.unit_year).values_list(*names))
    advice = "如果是同一份数据，请选“替换现有数据”；否则请改行号"
    return [
        rejected(
            "voucher_line_stored",
            "已有同一凭证的同一行号",
            advice,
            file=file,
            row=int(ledger.row[at]),
            column="凭证号",
            value=row["voucher"],
            part=sheet.id,
        )
        for at, row in enumerate(ledger_rows(sheet, ledger))
        if known and tuple(row[name] for name in names) in known
    ]


def confirm(imported_id: int, person: User, progress: Progress = lambda percent, text: None) -> SheetImport:
    """Stores the lines of a file that was found right. A second call changes nothing. Raises NotEditable, and
    ImportRejected where the unit-year changed since so that the file is not right any more."""
    imported = SheetImport.objects.select_related("file", "unit_year__organisation").get(pk=imported_id)
    if imported.step == Step.DONE:
        return imported
    sheet = SHEETS[imported.sheet]
    progress(5, "正在核对")
    question = question_of(imported)
    ledger = read_apart(question).lines()
    progress(40, f"正在写入 {len(ledger)} 行")
    return _store(imported_id, person, sheet, ledger, question.name)


@transaction.atomic
def _store(imported_id: int, person: User, sheet: Sheet, ledger: Ledger, name: str) -> SheetImport:
    imported = SheetImport.objects.select_for_update(of=("self",)).get(pk=imported_id)
    if imported.step == Step.DONE:
        return imported
    if imported.step not in (Step.READY, Step.STORING):
        raise ImportRejected([rejected("not_judged", "文件还没有核对无误，不能导入", file=name)])
    unit_year = changing(imported.unit_year_id, person)
    if imported.replace:
        empty(sheet, unit_year.pk)
    elif again := _stored_already(imported, sheet, ledger, name):
        raise ImportRejected(again)
    imported.rows = append(sheet, unit_year.pk, ledger_rows(sheet, ledger))
    _remember(unit_year, sheet, imported.mapping)
    imported.step, imported.done_at = Step.DONE, timezone.now()
    imported.save(update_fields=["step", "done_at", "rows"])
    return imported


def _remember(unit_year: UnitYear, sheet: Sheet, mapping: Mapping[str, str]) -> None:
    """The mapping of columns is kept in the settings, so that the next file of that program is understood."""
    if mapping and unit_year.settings.get("columns", {}).get(sheet.id) != mapping:
        columns = {**unit_year.settings.get("columns", {}), sheet.id: dict(mapping)}
        UnitYear.objects.filter(pk=unit_year.pk).update(settings={**unit_year.settings, "columns": columns})


def pasted(sheet: Sheet, text: str, hidden: Collection[str] = ()) -> bytes:
    """Cells copied from a spreadsheet as a CSV of the sheet, whose `hidden` columns nobody sees. Raises RefusedFile where they are no table."""
    try:
        return clipboard.pasted(sheet.kind, text, hidden)
    except clipboard.NoTable as problem:
        raise RefusedFile(str(problem)) from None
