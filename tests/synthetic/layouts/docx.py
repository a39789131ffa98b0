"""DOCX with heading styles and merged cells."""

from __future__ import annotations

import io
from typing import Any

from synthetic.pieces import Composed, Contents, Grid, Heading, PageBreak, plain


def docx(report: Composed) -> bytes:
    """The report as a Word document."""
    from docx import Document

    document: Any = Document()
    for block in report.blocks:
        if isinstance(block, Heading):
            document.add_heading(plain(block.text), level=block.level)
        elif isinstance(block, Contents):
            document.add_paragraph("目录")
            for _, title in block.entries:
                document.add_paragraph(title)
        elif isinstance(block, PageBreak):
            document.add_page_break()
        elif isinstance(block, Grid):
            _grid(document, block)
        else:
            document.add_paragraph(plain(block.text))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _grid(document: Any, grid: Grid) -> None:
    if grid.title:
        document.add_paragraph(f"{grid.title}{f'（{grid.number}）' if grid.number else ''}")
    if grid.owner:
        document.add_paragraph(f"单位：{grid.owner}　单位：{grid.unit}" if grid.unit else f"单位名称：{grid.owner}")
    width = max(sum(cell.columns for cell in row) for row in grid.rows)
    table = document.add_table(rows=len(grid.rows), cols=width)
    cells = list(table._cells)
    taken: set[tuple[int, int]] = set()
    for r, row in enumerate(grid.rows):
        c = 0
        for cell in row:
            while (r, c) in taken:
                c += 1
            area = {(r + i, c + j) for i in range(cell.rows) for j in range(cell.columns)}
            taken |= area
            own = cells[r * width + c]
            if len(area) > 1:
                own = own.merge(cells[(r + cell.rows - 1) * width + min(c + cell.columns, width) - 1])
            own.text = plain(cell.text)
            c += cell.columns
    for note in grid.notes:
        document.add_paragraph(note)
