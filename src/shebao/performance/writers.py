"""Official forms as XLSX and DOCX files, each with an appendix that says which actuals have evidence."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shebao.performance.layout import Cell, Layout, Style, evidence_rows, layout_of
from shebao.performance.scored import ScoredForm

_EVIDENCE_HEAD = ("三级指标", "实际完成值", "佐证材料（类型、出处、日期、提供人）")
_FORBIDDEN = str.maketrans("", "", "[]:*?/\\'")
_FONT = "宋体"


def write_xlsx(path: Path, forms: Sequence[ScoredForm]) -> None:
    """Writes the forms as XLSX. Raises OSError."""
    path.write_bytes(forms_xlsx(forms))


def write_docx(path: Path, forms: Sequence[ScoredForm]) -> None:
    """Writes the forms as DOCX. Raises OSError."""
    path.write_bytes(forms_docx(forms))


def forms_xlsx(forms: Sequence[ScoredForm]) -> bytes:
    """One sheet a form in the official layout, and a sheet of evidence."""
    import xlsxwriter

    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"strings_to_formulas": False, "strings_to_urls": False})
    base = {"font_name": _FONT, "font_size": 10, "text_wrap": True, "valign": "vcenter", "border": 1}
    formats = {
        Style.HEAD: book.add_format({**base, "bold": True, "align": "center", "bg_color": "#EFEFEF"}),
        Style.CENTRE: book.add_format({**base, "align": "center"}),
        Style.TEXT: book.add_format({**base, "align": "left"}),
    }
    title = book.add_format({"font_name": _FONT, "font_size": 15, "bold": True, "align": "center", "valign": "vcenter"})
    above = book.add_format({"font_name": _FONT, "font_size": 10, "align": "left"})
    used: set[str] = set()
    for scored in forms:
        layout = layout_of(scored)
        page = book.add_worksheet(_sheet_name(scored, used))
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        _xlsx_form(page, layout, formats, title, above)
    _xlsx_evidence(book.add_worksheet("佐证材料"), forms, formats)
    book.close()
    return content.getvalue()


def _sheet_name(scored: ScoredForm, used: set[str]) -> str:
    """A sheet name of at most 31 allowed characters, unique in the workbook."""
    base = ("整体" if scored.form.kind.value == "overall" else scored.form.name).translate(_FORBIDDEN)[:26] or "自评表"
    name, number = base, 2
    while name.lower() in used or name == "佐证材料":
        name, number = f"{base}{number}", number + 1
    used.add(name.lower())
    return name


def _xlsx_form(page: Any, layout: Layout, formats: dict[Style, Any], title: Any, above: Any) -> None:
    last = len(layout.widths) - 1
    page.merge_range(0, 0, 0, last, layout.title, title)
    page.set_row(0, 30)
    page.merge_range(1, 0, 1, last, layout.above, above)
    for column, width in enumerate(layout.widths):
        page.set_column(column, column, width)
    for row in range(layout.height):
        page.set_row(row + 2, _height(layout, row))
    for cell in layout.cells:
        top, bottom = cell.row + 2, cell.row + 1 + cell.rows
        if cell.rows > 1 or cell.columns > 1:
            page.merge_range(top, cell.column, bottom, cell.column + cell.columns - 1, cell.text, formats[cell.style])
        else:
            page.write_string(top, cell.column, cell.text, formats[cell.style])


def _height(layout: Layout, row: int) -> float:
    """Points for a row: as many lines as its longest single-row cell needs."""
    lines = 1
    for cell in layout.cells:
        if cell.row == row and cell.rows == 1:
            width = sum(layout.widths[cell.column : cell.column + cell.columns])
            lines = max(lines, -(-2 * len(cell.text) // max(width - 1, 1)))
    return min(15.0 * lines + 6, 400.0)


def _xlsx_evidence(page: Any, forms: Sequence[ScoredForm], formats: dict[Style, Any]) -> None:
    for column, (text, width) in enumerate(zip(("自评表", *_EVIDENCE_HEAD), (24, 28, 20, 60), strict=True)):
        page.set_column(column, column, width)
        page.write_string(0, column, text, formats[Style.HEAD])
    row = 1
    for scored in forms:
        for entry in evidence_rows(scored):
            name = "整体" if scored.form.kind.value == "overall" else scored.form.name
            for column, text in enumerate((name, *entry)):
                page.write_string(row, column, text, formats[Style.TEXT])
            row += 1


def forms_docx(forms: Sequence[ScoredForm]) -> bytes:
    """One page (or more) a form in the official layout, each followed by its evidence."""
    import docx
    from docx.enum.section import WD_SECTION
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    document = docx.Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(9)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    for number, scored in enumerate(forms):
        section = document.sections[0] if number == 0 else document.add_section(WD_SECTION.NEW_PAGE)
        section.left_margin = section.right_margin = Cm(2)
        section.top_margin = section.bottom_margin = Cm(1.8)
        layout = layout_of(scored)
        heading = document.add_paragraph()
        heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = heading.add_run(layout.title)
        run.bold, run.font.size = True, Pt(15)
        document.add_paragraph(layout.above)
        _docx_table(document, layout, Cm(17))
        _docx_evidence(document, scored)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _docx_table(document: Any, layout: Layout, width: Any) -> None:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    table = document.add_table(layout.height, len(layout.widths))
    table.style = "Table Grid"
    table.autofit = False
    total = sum(layout.widths)
    for column, share in zip(table.columns, layout.widths, strict=True):
        column.width = int(width * share / total)
    grid = [list(row.cells) for row in table.rows]
    for cell in layout.cells:
        made = _docx_cell(grid, cell)
        made.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        paragraph = made.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if cell.style is Style.TEXT else WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(cell.text).bold = cell.style is Style.HEAD
        made.width = int(width * sum(layout.widths[cell.column : cell.column + cell.columns]) / total)
    _never_split(table)


def _docx_cell(grid: list[list[Any]], cell: Cell) -> Any:
    first = grid[cell.row][cell.column]
    if cell.rows == 1 and cell.columns == 1:
        return first
    return first.merge(grid[cell.row + cell.rows - 1][cell.column + cell.columns - 1])


def _never_split(table: Any) -> None:
    """No row breaks over a page."""
    from docx.oxml import OxmlElement

    for row in table.rows:
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))


def _docx_evidence(document: Any, scored: ScoredForm) -> None:
    rows = evidence_rows(scored)
    if not any(item.evidence for item in scored.form.indicators):
        return
    document.add_paragraph()
    document.add_paragraph("佐证材料清单").runs[0].bold = True
    table = document.add_table(1, len(_EVIDENCE_HEAD))
    table.style = "Table Grid"
    for cell, text in zip(table.rows[0].cells, _EVIDENCE_HEAD, strict=True):
        cell.text = text
    for entry in rows:
        for cell, text in zip(table.add_row().cells, entry, strict=True):
            cell.text = text
    _never_split(table)
