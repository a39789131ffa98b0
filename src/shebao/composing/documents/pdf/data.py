"""A manuscript as the data that report.typ sets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from shebao.composing.documents.picture import outlined, watermark
from shebao.composing.documents.references import References
from shebao.composing.documents.sheets import (
    DRAFT,
    TEXT,
    Item,
    Sheet,
    contents_pitch,
    cover_sizes,
    dated,
    is_draft,
    keywords,
    own_line,
    sheets,
    structure,
    title_of,
)
from shebao.composing.documents.uses import cover_role
from shebao.composing.documents.widths import SIDE, Fit, Paper, fit, whole_rows
from shebao.composing.fonts import chosen_faces
from shebao.composing.manuscript import (
    Cell,
    ChartBlock,
    Heading,
    Manuscript,
    PageBreak,
    Paragraph,
    Run,
    RunKind,
    TableBlock,
)
from shebao.composing.placing import placed


def report_data(manuscript: Manuscript) -> dict[str, Any]:
    """Everything that the template needs."""
    levels, references = structure(manuscript), References(manuscript)
    contents = manuscript.contents_levels
    return {
        "title": title_of(manuscript),
        "author": manuscript.report.identity.unit,
        "keywords": keywords(manuscript),
        "date": [dated(manuscript).year, dated(manuscript).month, dated(manuscript).day],
        "watermark": watermark(DRAFT) if is_draft(manuscript) else "",
        "fonts": {
            role.value: {"families": list(dict.fromkeys(f.family for f in faces)), "weight": faces[0].weight}
            for role, faces in chosen_faces().items()
            if faces
        },
        "front": {"paper": TEXT._asdict()},
        "cover": [
            {"text": line, "size": size, "role": cover_role(index).value}
            for index, (line, size) in enumerate(zip(manuscript.cover, cover_sizes(manuscript), strict=True))
        ],
        "contents-title": manuscript.contents_title,
        "contents-pitch": contents_pitch(manuscript),
        "sheets": [_sheet(sheet, levels, references, contents) for sheet in sheets(manuscript)],
    }


def _sheet(sheet: Sheet, levels: Mapping[int, int], references: References, contents: int) -> dict[str, Any]:
    return {
        "paper": sheet.paper._asdict(),
        "blocks": [_block(item, sheet, levels, references, contents) for item in sheet.items],
    }


def _block(
    item: Item, sheet: Sheet, levels: Mapping[int, int], references: References, contents: int
) -> dict[str, Any]:
    block, anchor = item.block, label(item.number)
    match block:
        case Heading():
            listed = block.level <= contents
            level = levels[item.number]
            return {
                "kind": "heading", "anchor": anchor, "look": f"{block.level}+{own_line(block, sheet.paper)}", "level": level, "listed": listed, "text": block.text
            }  # fmt: skip
        case Paragraph():
            runs = [piece for run in block.runs for piece in _runs(run, references)]
            return {"kind": "paragraph", "style": block.style.value, "runs": runs}
        case TableBlock():
            return _table(block, anchor, fit(block, sheet.paper, sheet.headings), sheet.paper)
        case ChartBlock():
            chart = {"svg": outlined(block), "alternative": block.alternative, "caption": block.caption}
            return {"kind": "chart", "anchor": anchor, **chart}
        case PageBreak():
            return {"kind": "break"}


def label(number: int) -> str:
    """The label of a block."""
    return f"b{number}"


def _runs(run: Run, references: References) -> Iterator[tuple[str, str]]:
    """A run as (kind, text); words that name a chart or table are links (`#` and its label)."""
    if run.kind is not RunKind.TEXT:
        yield run.kind.value, run.text
        return
    for text, target in references.split(run.text):
        yield f"#{label(target)}" if target else run.kind.value, text


def _table(block: TableBlock, anchor: str, chosen: Fit, paper: Paper) -> dict[str, Any]:
    return {
        "kind": "table",
        "anchor": anchor,
        "title": block.title,
        "number": block.number,
        "owner": block.owner,
        "unit": block.unit,
        "notes": list(block.notes),
        "size": chosen.size,
        "columns": list(chosen.columns),
        "padding": chosen.padding,
        "side": SIDE,
        "header": list(_cells(block.header, chosen, paper)),
        "body": list(_cells(block.body, chosen, paper)),
    }


def _cells(rows: Sequence[Sequence[Cell]], chosen: Fit, paper: Paper) -> Iterator[list[Any]]:
    """Cells as [text, rows, columns, alignment, look, whole]: a row stays whole unless it would fill much of a page."""
    whole = whole_rows(rows, chosen, paper)
    for row, _, cell in placed(rows):
        look = "gap" if cell.gap else "strong" if cell.strong else ""
        yield [cell.text, cell.rows, cell.columns, cell.align.value[0], look, cell.rows == 1 and whole[row]]
