"""Tables and narrative of a published report as HTML: thousands of cells, so plain strings, each escaped where it enters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from html import escape
from typing import Any
from urllib.parse import quote

from django.utils.safestring import SafeString, mark_safe

from shebao.money import parse_number
from shebao.server.accountability.portal.links import address_of
from shebao.server.accountability.publications.content.tables import address


def block_html(table: Mapping[str, Any], block: Mapping[str, Any], base: str, head: str = "") -> SafeString:
    """A block of a table as rows of an HTML table; each figure leads to its derivation below `base`. `head` replaces the
    row of column titles."""
    columns = block["columns"]
    has_codes = any(row["code"] for row in block["rows"])
    titles = head or "".join(f'<th scope="col" class="money">{escape(column["title"])}</th>' for column in columns)
    has_lines = any(row.get("line") is not None for row in block["rows"])
    code_title = '<th scope="col" class="code">科目编码</th>' if has_codes else ""
    line_title = '<th scope="col" class="line-number">行次</th>' if has_lines else ""
    body = "".join(_row(table, row, columns, has_codes, has_lines, base) for row in block["rows"])
    return mark_safe(
        f'<thead><tr>{code_title}<th scope="col" class="pin">{escape(block["title"] or "项目")}</th>{line_title}{titles}</tr></thead>'
        f"<tbody>{body}</tbody>"
    )


def _row(
    table: Mapping[str, Any],
    row: dict[str, Any],
    columns: Sequence[Mapping[str, str]],
    has_codes: bool,
    has_lines: bool,
    base: str,
) -> str:
    code = f'<td class="code">{escape(row["code"])}</td>' if has_codes else ""
    line = f'<td class="line-number">{escape(str(row.get("line") or ""))}</td>' if has_lines else ""
    indent = f" indent-{row['depth']}" if row["depth"] else ""
    cells = []
    for column in columns:
        text = row["cells"].get(column["id"])
        if text is None:
            cells.append("<td></td>")
        else:
            link = address_of(address(table["id"], row, column["id"]), base)
            cells.append(f'<td class="money"><a href="{escape(link)}">{escape(text)}</a></td>')
    total = ' class="total"' if row["total"] else ""
    return f'<tr{total}>{code}<th scope="row" class="pin{indent}">{escape(row["name"])}</th>{line}{"".join(cells)}</tr>'


def paragraph_html(paragraph: Mapping[str, Any], base: str) -> SafeString:
    """A paragraph; its figures lead to where they come from."""
    text, position, parts = paragraph["text"], 0, []
    for start, end, leads_to in sorted(paragraph.get("links", ())):
        if start < position:
            continue
        link = escape(address_of(leads_to, base))
        parts.append(f'{escape(text[position:start])}<a class="figure" href="{link}">{escape(text[start:end])}</a>')
        position = end
    parts.append(escape(text[position:]))
    return mark_safe("".join(parts))


def sorted_block(block: Mapping[str, Any], column: str, descending: bool) -> dict[str, Any]:
    """The block with its rows by the figures of a column; totals stay on top, blank cells come last."""
    totals = [row for row in block["rows"] if row["total"]]
    others = [row for row in block["rows"] if not row["total"]]
    filled = [row for row in others if _value(row, column) is not None]
    blank = [row for row in others if _value(row, column) is None]
    filled.sort(key=lambda row: _value(row, column) or Decimal(0), reverse=descending)
    return {**block, "rows": [{**row, "depth": 0} for row in (*totals, *filled, *blank)]}


def _value(row: Mapping[str, Any], column: str) -> Decimal | None:
    number = parse_number(row["cells"].get(column, ""))
    return number.value if number else None


def sort_head(columns: Iterable[Mapping[str, str]], block: int, current: tuple[int, str, bool]) -> str:
    """Column titles that sort: each a link that sorts by it, downwards first."""
    return "".join(_sort_title(column, block, current) for column in columns)


def _sort_title(column: Mapping[str, str], block: int, current: tuple[int, str, bool]) -> str:
    chosen = current[:2] == (block, column["id"])
    state = ("descending" if current[2] else "ascending") if chosen else "none"
    direction = "up" if chosen and current[2] else "down"
    link = escape(f"?sort={block}:{quote(column['id'])}:{direction}")
    return f'<th scope="col" class="money" aria-sort="{state}"><a class="sort" href="{link}">{escape(column["title"])}</a></th>'
