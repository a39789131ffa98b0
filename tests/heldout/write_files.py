"""Writes a document as Markdown, HTML, Word, Excel or PDF."""

import html
from pathlib import Path

import docx
import openpyxl
import typst
from mplfonts.conf import FONT_DIR

from heldout.blocks import Document, Grid, Heading
from heldout.marks import plain
from heldout.write_text import text, texts


def markdown(document: Document) -> str:
    lines: list[str] = []
    for block in document.blocks:
        if isinstance(block, Heading):
            lines += ["#" * block.level + " " + plain(block.text), ""]
        elif isinstance(block, Grid):
            rows = [[t.replace("\n", "<br>") for t in texts(row)] for row in block.rows]
            lines += [f"**{block.title}**", ""] if block.title else []
            lines += [line for above in block.above for line in (above, "")]
            lines += ["| " + " | ".join(rows[0]) + " |", "|" + " --- |" * block.width]
            lines += ["| " + " | ".join(row) + " |" for row in rows[1:]] + [""]
            lines += [line for below in block.below for line in (plain(below), "")]
        else:
            lines += [plain(block.text), ""]
    return "\n".join(lines)


def page(document: Document) -> str:
    body = []
    for block in document.blocks:
        if isinstance(block, Heading):
            body.append(f"<h{block.level}>{html.escape(plain(block.text))}</h{block.level}>")
        elif isinstance(block, Grid):
            body += [f"<p>{html.escape(t)}</p>" for t in [block.title, *block.above] if t]
            body += ["<table border='1'>", *(_html_row(row) for row in block.rows), "</table>"]
            body += [f"<p>{html.escape(plain(t))}</p>" for t in block.below]
        else:
            body.append(f"<p>{html.escape(plain(block.text))}</p>")
    head = (
        f"<!doctype html><html lang='zh'><head><meta charset='utf-8'><title>{html.escape(document.name)}</title></head>"
    )
    return head + "<body>" + "\n".join(body) + "</body></html>"


def _html_row(row: list) -> str:
    cells = [f"<td rowspan='{c.rows}' colspan='{c.cols}'>{html.escape(plain(c.text)).replace(chr(10), '<br>')}</td>" for c in row if c]  # fmt: skip
    return "<tr>" + "".join(cells) + "</tr>"


def word(document: Document, path: Path) -> None:
    file = docx.Document()
    for block in document.blocks:
        if isinstance(block, Heading):
            file.add_heading(plain(block.text), block.level)
        elif isinstance(block, Grid):
            for line in [block.title, *block.above]:
                if line:
                    file.add_paragraph(line)
            _word_table(file, block)
            for line in block.below or [""]:
                file.add_paragraph(plain(line))
        else:
            file.add_paragraph(plain(block.text))
    file.save(str(path))


def _word_table(file: "docx.document.Document", grid: Grid) -> None:
    table = file.add_table(len(grid.rows), grid.width)
    table.style = "Table Grid"
    cells = list(table._cells)  # asking for each cell again would take quadratic time
    for r, row in enumerate(grid.rows):
        for c, cell in enumerate(row):
            if cell is None:
                continue
            own = cells[r * grid.width + c]
            own.text = plain(cell.text)
            if cell.rows > 1 or cell.cols > 1:
                own.merge(cells[(r + cell.rows - 1) * grid.width + c + cell.cols - 1])


def workbook(document: Document, path: Path) -> None:
    """Every table a sheet, what is told between them on sheets of its own."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    sheet = None
    for block in document.blocks:
        if isinstance(block, Grid):
            sheet = book.create_sheet(f"表{len(book.sheetnames) + 1}") if block.title or sheet is None else sheet
            first = sheet.max_row + 1 if sheet.max_row > 1 else 1
            for at, line in enumerate(t for t in [block.title, *block.above] if t):
                sheet.cell(first + at, 1, line)
            first = sheet.max_row + 1
            _excel_table(sheet, block, first)
            for line in block.below:
                sheet.cell(sheet.max_row + 1, 1, plain(line))
            sheet = None if block.title else sheet
        else:
            sheet = sheet or book.create_sheet(f"文{len(book.sheetnames) + 1}")
            sheet.cell(sheet.max_row + 1, 1, plain(block.text))
    book.save(path)


def _excel_table(sheet: "openpyxl.worksheet.worksheet.Worksheet", grid: Grid, first: int) -> None:
    for r, row in enumerate(grid.rows):
        for c, cell in enumerate(row):
            if cell is None:
                continue
            sheet.cell(first + r, 1 + c, plain(cell.text) or None)
            if cell.rows > 1 or cell.cols > 1:
                sheet.merge_cells(start_row=first + r, start_column=1 + c, end_row=first + r + cell.rows - 1, end_column=c + cell.cols)  # fmt: skip


def pdf(document: Document, path: Path) -> None:
    lines = [
        '#set page(paper: "a4", margin: 1.5cm, numbering: "1")',
        '#set text(font: "Source Han Serif SC", size: 9pt, lang: "zh")',
    ]
    for block in document.blocks:
        if isinstance(block, Heading):
            lines += [f"#block(text(size: {15 - block.level}pt, {_quoted(plain(block.text))}))"]
        elif isinstance(block, Grid):
            lines += [f"#par({_quoted(t)})" for t in [block.title, *block.above] if t]
            lines += [_typst_table(block)] + [f"#par({_quoted(plain(t))})" for t in block.below]
        else:
            lines += [f"#par({_quoted(plain(block.text))})"]
    path.write_bytes(typst.compile("\n".join(lines).encode(), font_paths=[FONT_DIR]))


def _quoted(told: str) -> str:
    return '"' + told.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _typst_table(grid: Grid) -> str:
    wide = grid.width > 9
    cells = [f"table.cell(rowspan: {c.rows}, colspan: {c.cols}, text({_quoted(plain(c.text))}))" for row in grid.rows for c in row if c]  # fmt: skip
    size = "6pt" if wide else "8pt"
    return f"#[#set text(size: {size})\n#table(columns: {grid.width}, inset: 3pt,\n" + ",\n".join(cells) + ")]"


def save(document: Document, folder: Path, stem: str, kind: str) -> str:
    """Writes the document as `kind` (a text mode, md, html, docx, xlsx, pdf) and returns the file's name."""
    name = f"{stem}.{kind}" if kind in ("md", "html", "docx", "xlsx", "pdf") else f"{stem}-{kind}.txt"
    path = folder / name
    if kind in ("docx", "xlsx", "pdf"):
        {"docx": word, "xlsx": workbook, "pdf": pdf}[kind](document, path)
    else:
        told = markdown(document) if kind == "md" else page(document) if kind == "html" else text(document, kind)
        path.write_text(told, "utf-8")
    return name
