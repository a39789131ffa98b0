"""The workbook: contents, the tables as printed, and the figures of the narrative with live sources."""

from __future__ import annotations

import datetime
import io
from collections.abc import Mapping
from typing import Any

from shebao.composing.derivations import Derivation, cell_names, derivations
from shebao.composing.documents.xlsx.looks import Looks, pattern_of, stored
from shebao.composing.documents.xlsx.sheet import LINE, TableSheet, lines_of, names
from shebao.composing.manuscript import Cell, Manuscript
from shebao.report.measures import CellRef

_MADE = datetime.datetime(2000, 1, 1)
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_SOURCES = "情况说明数字来源表"
_COLUMNS = (("序号", 6), ("所在标题", 34), ("所写的数", 14), ("算式", 52), ("所用单元格", 52), ("单元格的数", 16))


def workbook_document(manuscript: Manuscript) -> bytes:
    """The manuscript's tables and figures as XLSX; the same manuscript gives the same bytes."""
    import xlsxwriter

    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, _OPTIONS)
    identity = manuscript.report.identity
    title = manuscript.cover[0] if manuscript.cover else identity.unit
    workbook.set_properties({"title": title, "author": identity.unit, "created": _MADE})
    looks = Looks(workbook)
    sheet_names = names(manuscript.tables())
    places: dict[CellRef, str] = {}
    for block in manuscript.tables():
        sheet = TableSheet(workbook.add_worksheet(sheet_names[block.id]), block, looks)
        sheet.write()
        for ref, place in sheet.places.items():
            places.setdefault(ref, f"'{sheet_names[block.id]}'!{place}")
    found = derivations(manuscript)
    if found:
        _figures(workbook.add_worksheet(_SOURCES), found, manuscript, places, looks)
    workbook.close()
    return buffer.getvalue()


def _figures(
    sheet: Any, found: tuple[Derivation, ...], manuscript: Manuscript, places: Mapping[CellRef, str], looks: Looks
) -> None:
    """One line for each cell that a figure was made of, with that cell's amount live."""
    sheet.merge_range(0, 0, 0, len(_COLUMNS) - 1, _SOURCES, looks.named("title"))
    for column, (header, width) in enumerate(_COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(1, column, header, looks.named("header"))
    words = cell_names(manuscript)
    shown = {cell.ref: cell for table in manuscript.tables() for row in table.body for cell in row if cell.ref}
    row = 2
    for number, derivation in enumerate(found, 1):
        cells: list[CellRef | None] = [ref for ref in derivation.origin.cells if ref in places]
        for ref in cells or [None]:
            source = words[ref].words if ref else ""
            texts = (str(number), derivation.where, derivation.text, derivation.origin.formula, source)
            for column, text in enumerate(texts):
                sheet.write_string(row, column, text, looks.named("boxed"))
            _live(sheet, row, shown.get(ref) if ref else None, places[ref] if ref else "", looks)
            sheet.set_row(row, 4 + LINE * max(lines_of(text, _COLUMNS[at][1]) for at, text in enumerate(texts)))
            row += 1
    sheet.freeze_panes(2, 0)
    sheet.autofilter(1, 0, row - 1, len(_COLUMNS) - 1)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, 1)


def _live(sheet: Any, row: int, cell: Cell | None, place: str, looks: Looks) -> None:
    if cell is None or cell.value is None or not cell.text:
        sheet.write_blank(row, 5, None, looks.named("boxed"))
    else:
        sheet.write_formula(row, 5, f"={place}", looks.number(pattern_of(cell.text)), stored(cell.value))
