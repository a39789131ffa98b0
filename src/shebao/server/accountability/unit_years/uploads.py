"""Sheets from files or the clipboard: read and judged for a preview, stored only when a person confirms, and only once."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from shebao.accounts.importing.entries import read_ledger
from shebao.accounts.importing.rejects import ImportRejected, rejected
from shebao.accounts.importing.schema import match_headers
from shebao.accounts.importing.sheet_file import SheetFile
from shebao.accounts.importing.sheets import read_sheets
from shebao.accounts.ledger import Ledger
from shebao.fields.problem import Problem
from shebao.server.accountability.unit_years.changes import changing
from shebao.server.accountability.unit_years.headers import headers_of
from shebao.server.accountability.unit_years.models import SheetImport, UnitYear
from shebao.server.accountability.unit_years.sheets import SHEETS, Sheet, ledger_rows, written
from shebao.server.accountability.unit_years.stored import rules_for
from shebao.server.accountability.unit_years.storing import append, empty
from shebao.server.platform.files.kinds import RefusedFile
from shebao.server.platform.files.store import read

if TYPE_CHECKING:
    from shebao.server.platform.people.models import User

SHOWN = 20
KEPT_REJECTS = 2_000
INLINE_BYTES = 400_000
_LONGEST_STEM = 50
_MOST_COLUMNS = 100
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
Step = SheetImport.Step
Progress = Callable[[int, str], None]


def file_of(imported: SheetImport) -> SheetFile:
    """The uploaded file under its own name, as the importer reads it; cells separated by tabs are made a CSV."""
    name, data = imported.file.name, read(imported.file)
    if imported.file.kind == "xlsx":
        return SheetFile(short_name(name, ".xlsx"), data)
    return SheetFile(short_name(name, ".csv"), _as_csv(SHEETS[imported.sheet], data))


def _as_csv(sheet: Sheet, data: bytes) -> bytes:
    if data.startswith(_UTF16):
        data = data.decode("utf-16", "replace").encode("utf-8", "replace")
    data = data.replace(b"\x00", b"")
    first = data.split(b"\n", 1)[0]
    if b"\t" not in first or b"," in first:
        return data
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return pasted(sheet, data.decode(encoding))
        except UnicodeDecodeError:
            continue
        except RefusedFile:
            break
    return data


def short_name(name: str, ending: str) -> str:
    """A file's name as messages show it, with that ending."""
    stem = name[: -len(ending)] if name.lower().endswith(ending) else name
    return f"{stem[:_LONGEST_STEM]}{ending}"


def look(imported: SheetImport) -> SheetImport:
    """Reads and judges the uploaded file and keeps what was found for the preview. Nothing of it is stored as lines."""
    sheet = SHEETS[imported.sheet]
    file = file_of(imported)
    headers = headers_of(file)
    missing = _missing(sheet, headers, imported.mapping)
    if missing and headers:
        imported.step = Step.UNMAPPED
        imported.preview = {"headers": list(headers), "missing": missing}
    else:
        _judge(imported, sheet, file)
    imported.save(update_fields=["step", "preview", "rows", "total_fen", "rejected_rows", "rejects_total"])
    return imported


def _told(problem: Problem) -> dict[str, object]:
    place = problem.place
    return {
        "file": place.file,
        "sheet": place.sheet,
        "row": place.row,
        "column": problem.field,
        "value": problem.value,
        "reason": problem.reason,
        "advice": problem.advice,
    }


def _missing(sheet: Sheet, headers: Sequence[str], mapping: Mapping[str, str]) -> list[str]:
    found = match_headers(headers, sheet.columns, mapping)
    return [column.key for column in sheet.columns if column.required and column.key not in found]


def _judge(imported: SheetImport, sheet: Sheet, file: SheetFile) -> None:
    try:
        ledger = read_ledger(sheet.kind, file, rules_for(imported.unit_year).of(imported.mapping))
        again = [] if imported.replace else _stored_already(imported, sheet, ledger, file.name)
        if again:
            raise ImportRejected(again)
    except ImportRejected as problem:
        imported.step = Step.REJECTED
        imported.rows = _count(sheet, file, imported.mapping)
        imported.rejects_total = problem.total
        imported.rejected_rows = len(
            {(reject.place.sheet, reject.place.row) for reject in problem.problems if reject.place.row}
        )
        imported.preview = {"rejects": [_told(reject) for reject in problem.problems[:KEPT_REJECTS]]}
        return
    imported.step = Step.READY
    imported.rows, imported.total_fen = len(ledger), sum(ledger.amount.tolist())
    imported.rejected_rows = imported.rejects_total = 0
    imported.preview = {"first": list(_first(sheet, ledger))}


def _first(sheet: Sheet, ledger: Ledger) -> Iterator[list[str]]:
    for row in islice(ledger_rows(sheet, ledger), SHOWN):
        yield [written(name, row[name]) for name in sheet.fields]


def _count(sheet: Sheet, file: SheetFile, mapping: Mapping[str, str]) -> int:
    try:
        return sum(len(part) for part in read_sheets(file, sheet.columns, mapping))
    except ImportRejected:
        return 0


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
    file = file_of(imported)
    ledger = read_ledger(sheet.kind, file, rules_for(imported.unit_year).of(imported.mapping))
    progress(40, f"正在写入 {len(ledger)} 行")
    return _store(imported_id, person, sheet, ledger, file.name)


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


def pasted(sheet: Sheet, text: str) -> bytes:
    """Cells copied from a spreadsheet (tabs and lines) as a CSV of the sheet; the header row may be among them or not.
    Raises RefusedFile where they are no table."""
    try:
        rows = list(csv.reader(text.replace("\x00", "").splitlines(), delimiter="\t"))
    except csv.Error:
        raise RefusedFile("有一格的内容太长，多半是多了或少了一个引号；请检查后重新粘贴。") from None
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    headers = [column.label for column in sheet.columns]
    if not rows or not match_headers(rows[0], sheet.columns, {}):
        rows.insert(0, headers)
    width = len(rows[0])
    if width > _MOST_COLUMNS:
        raise RefusedFile(f"表头有 {width} 列，超过 {_MOST_COLUMNS} 列；请只选需要的列再粘贴。")
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([(row + [""] * width)[:width] for row in rows])
    return out.getvalue().encode()
