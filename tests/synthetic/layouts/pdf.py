"""PDF with ruled tables, wide ones on landscape pages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from synthetic.pieces import Block, Composed, Contents, Grid, Heading, PageBreak, plain

_TEMPLATE = Path(__file__).with_name("report.typ")


def pdf(report: Composed) -> bytes:
    """The report as a PDF."""
    import mplfonts
    import typst

    compiler: Any = typst
    data = json.dumps([_block(block) for block in report.blocks], ensure_ascii=False)
    fonts = [str(Path(mplfonts.__file__).parent / "fonts")]
    made: bytes = compiler.compile(_TEMPLATE.read_bytes(), font_paths=fonts, sys_inputs={"blocks": data})
    return made


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"kind": "heading", "level": block.level, "text": plain(block.text)}
    if isinstance(block, Contents):
        return {"kind": "contents", "entries": [list(entry) for entry in block.entries]}
    if isinstance(block, PageBreak):
        return {"kind": "break"}
    if isinstance(block, Grid):
        return {
            "kind": "grid",
            "id": block.id,
            "title": f"{block.title}{f'（{block.number}）' if block.number else ''}",
            "owner": f"单位：{block.owner}" if block.owner else "",
            "unit": f"单位：{block.unit}" if block.unit else "",
            "columns": max(sum(cell.columns for cell in row) for row in block.rows),
            "rows": [[[plain(cell.text), cell.rows, cell.columns] for cell in row] for row in block.rows],
            "notes": list(block.notes),
            "landscape": block.landscape,
        }
    return {"kind": "text", "text": plain(block.text)}
