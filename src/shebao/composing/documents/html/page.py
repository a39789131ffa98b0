"""The page: blocks as elements, contents, derivations, and a policy that lets nothing run or load."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Sequence
from functools import cache
from html import escape
from importlib.metadata import version
from importlib.resources import files
from typing import Any

from shebao.composing.charts import svg
from shebao.composing.derivations import Derivation, cell_names, derivations
from shebao.composing.documents.html.tables import table_html
from shebao.composing.manuscript import (
    Block,
    ChartBlock,
    Heading,
    Manuscript,
    PageBreak,
    Paragraph,
    Run,
    RunKind,
    TableBlock,
    TableKind,
)
from shebao.report.measures import CellRef

_NOT_IDENT = re.compile(r"[^\w-]", re.ASCII)


def html_document(manuscript: Manuscript) -> bytes:
    """The manuscript as one HTML file."""
    found = derivations(manuscript)
    cell_ids = _cell_ids(manuscript, found)
    style = _asset("page.css") + "".join(_styles(manuscript, found, cell_ids))
    names = cell_names(manuscript)
    page: str = _template().render(
        title=manuscript.cover[0] if manuscript.cover else manuscript.report.identity.unit,
        version=version("shebao"),
        style=style,
        style_hash=_hash(style),
        cover=manuscript.cover,
        contents_title=manuscript.contents_title,
        contents=[h for h in manuscript.headings() if h.level <= manuscript.contents_levels],
        gaps=manuscript.gaps,
        pages=list(_pages(manuscript.blocks, cell_ids)),
        derivations=[
            (d, [(cell_ids.get(ref, ""), names[ref].words) for ref in d.origin.cells if ref in names]) for d in found
        ],
    )
    return page.encode()


def _cell_ids(manuscript: Manuscript, found: Sequence[Derivation]) -> dict[CellRef, str]:
    """An identity for each printed amount that a figure leads back to."""
    wanted = {ref for derivation in found for ref in derivation.origin.cells}
    shown = dict.fromkeys(
        cell.ref for table in manuscript.tables() for row in table.body for cell in row if cell.ref in wanted
    )
    return {ref: f"cell-{number}" for number, ref in enumerate(shown, 1) if ref is not None}


def _pages(blocks: Sequence[Block], cell_ids: dict[CellRef, str]) -> Iterator[list[str]]:
    """The blocks as elements, page by page where the manuscript starts one; a disclosed table is a sheet of its own
    with the headings before it."""
    page: list[str] = []
    headings: list[str] = []
    for block in blocks:
        if isinstance(block, Heading):
            headings.append(_block(block, cell_ids))
            continue
        if isinstance(block, TableBlock) and block.kind is TableKind.DISCLOSURE:
            sheet = "".join((*headings, _block(block, cell_ids)))
            page.append(f'<div class="sheet{" wide" if block.landscape else ""}">{sheet}</div>')
        elif isinstance(block, PageBreak):
            page += headings
            if page:
                yield page
            page = []
        else:
            page += [*headings, _block(block, cell_ids)]
        headings = []
    yield [*page, *headings]


def _block(block: Heading | Paragraph | TableBlock | ChartBlock, cell_ids: dict[CellRef, str]) -> str:
    match block:
        case Heading():
            tag = f"h{block.level + 1}"
            return f'<{tag} id="{escape(block.anchor)}">{escape(block.text)}</{tag}>'
        case Paragraph():
            return f'<p class="{block.style.value}">{"".join(_run(run) for run in block.runs)}</p>'
        case TableBlock():
            return _table(block, cell_ids)
        case ChartBlock():
            anchor = f' id="{escape(block.anchor)}"' if block.anchor else ""
            return f"<figure{anchor}>{svg(block)}<figcaption>{escape(block.caption)}</figcaption></figure>"


def _run(run: Run) -> str:
    text = escape(run.text)
    if run.origin is not None and run.anchor:
        anchor = escape(run.anchor)
        return f'<a class="figure" id="{anchor}" href="#source-{anchor}">{text}</a>'
    if run.kind is RunKind.STRONG:
        return f"<strong>{text}</strong>"
    return f"<mark>{text}</mark>" if run.kind is RunKind.GAP else text


def _table(block: TableBlock, cell_ids: dict[CellRef, str]) -> str:
    anchor = f' id="{escape(block.anchor)}"' if block.anchor else ""
    notes = "".join(f'<p class="note">{escape(note)}</p>' for note in block.notes)
    label = escape(block.title or "表格")
    return (
        f'<div class="table {block.kind.value}"{anchor}><div class="scroll" role="region" aria-label="{label}" tabindex="0">'
        f"{table_html(block, cell_ids)}</div>{notes}</div>"
    )


def _styles(manuscript: Manuscript, found: Sequence[Derivation], cell_ids: dict[CellRef, str]) -> Iterator[str]:
    """What the stylesheet says of this report: widths of columns; a figure that is looked at marks its cells."""
    for table in manuscript.tables():
        total = sum(table.widths) or 1
        grid = f"#{_ident(table.id)}-grid"
        for number, width in enumerate(table.widths, 1):
            yield f"\n{grid} col:nth-child({number}){{width:{width * 100 / total:.2f}%}}"
        yield f"\n{grid}{{min-width:{min(total * 0.42, 80):.0f}em}}"
    for derivation in found:
        marked = [f"#{cell_ids[ref]}" for ref in dict.fromkeys(derivation.origin.cells) if ref in cell_ids]
        looked_at = f"body:has(#source-{_ident(derivation.anchor)}:target)"
        yield f"\n{looked_at} :is({','.join((f'#{_ident(derivation.anchor)}', *marked))}){{background:#ffe08a}}"


def _ident(name: str) -> str:
    """A name as a CSS identifier that does not stand first."""
    return _NOT_IDENT.sub(lambda match: f"\\{ord(match[0]):x} ", name)


def _hash(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


@cache
def _asset(name: str) -> str:
    return (files(__package__) / name).read_text("utf-8").strip()


@cache
def _template() -> Any:
    from jinja2 import Environment

    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, auto_reload=False)
    return environment.from_string(_asset("page.html.jinja"))
