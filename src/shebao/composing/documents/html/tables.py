"""Tables of the page: spans, header cells named by each amount, identities of the cells that figures lead back to."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from shebao.composing.manuscript import Align, Cell, TableBlock, TableKind
from shebao.composing.placing import Placed, placed
from shebao.report.measures import CellRef

_CLASSES = {Align.LEFT: "l", Align.CENTRE: "", Align.RIGHT: "r"}


def table_html(block: TableBlock, cell_ids: Mapping[CellRef, str]) -> str:
    """The `table` element; `cell_ids` are the identities of the amounts that are linked to."""
    columns = "<col>" * len(block.widths)
    caption = "".join(
        f'<{tag} class="{name}">{escape(words)}</{tag}>'
        for tag, name, words in (
            ("strong", "title", block.title),
            ("div", "number", block.number),
            ("div", "owner", block.owner),
            ("div", "unit", block.unit),
        )
        if words
    )
    rows = _Rows(block, cell_ids)
    head = f"<thead>{rows.header()}</thead>" if block.header else ""
    return (
        f'<table id="{escape(block.id)}-grid"><caption>{caption}</caption><colgroup>{columns}</colgroup>'
        f"{head}<tbody>{rows.body()}</tbody></table>"
    )


class _Rows:
    """The rows of one table; of two cells that show one amount only the first is linked to."""

    def __init__(self, block: TableBlock, cell_ids: Mapping[CellRef, str]) -> None:
        self._block, self._cell_ids = block, cell_ids
        self._linked: set[CellRef] = set()
        self._above: dict[int, list[str]] = {}

    def header(self) -> str:
        """The header rows; a row of column numbers (栏次) is no header of its columns."""
        rows: list[list[str]] = [[] for _ in self._block.header]
        for at in placed(self._block.header):
            name = f"{self._block.id}-h{at.row}-{at.column}"
            for column in range(at.column, at.column + at.cell.columns):
                if at.cell.text and not at.cell.text.isdecimal():
                    self._above.setdefault(column, []).append(name)
            scope = "colgroup" if at.cell.columns > 1 else "col"
            if at.cell.text:
                rows[at.row].append(f'<th id="{escape(name)}" scope="{scope}"{_span(at.cell)}>{_text(at.cell)}</th>')
            else:
                rows[at.row].append(f"<td{_span(at.cell)}></td>")
        return _joined(rows)

    def body(self) -> str:
        """The body rows; each amount names the headers above it and the nearest label to its left."""
        rows: list[list[str]] = [[] for _ in self._block.body]
        labels: dict[int, str] = {}
        for at in placed(self._block.body):
            if self._block.kind is not TableKind.DISCLOSURE:
                rows[at.row].append(_plain(at))
            elif at.cell.ref is None:
                rows[at.row].append(self._label(at, labels))
            else:
                rows[at.row].append(self._amount(at, labels.get(at.row, "")))
        return _joined(rows)

    def _label(self, at: Placed, labels: dict[int, str]) -> str:
        if at.cell.align is not Align.LEFT or not at.cell.text:
            return _plain(at)
        labels[at.row] = f"{self._block.id}-r{at.row}-{at.column}"
        return f'<th id="{escape(labels[at.row])}" class="l" scope="row"{_span(at.cell)}>{_text(at.cell)}</th>'

    def _amount(self, at: Placed, label: str) -> str:
        identity = ""
        if (ref := at.cell.ref) is not None and ref in self._cell_ids and ref not in self._linked:
            self._linked.add(ref)
            identity = f' id="{self._cell_ids[ref]}"'
        headers = " ".join(escape(name) for name in (label, *self._above.get(at.column, ())) if name)
        named = f' headers="{headers}"' if headers else ""
        return f'<td{identity} class="r"{named}{_span(at.cell)}>{_text(at.cell)}</td>'


def _plain(at: Placed) -> str:
    name = _CLASSES[at.cell.align]
    kind = f' class="{name}"' if name else ""
    tag = "th" if at.cell.strong and at.cell.ref is None and at.cell.text else "td"
    return f"<{tag}{kind}{_span(at.cell)}>{_text(at.cell)}</{tag}>"


def _text(cell: Cell) -> str:
    text = escape(cell.text).replace("\n", "<br>")
    if cell.gap:
        return f"<mark>{text}</mark>"
    return f"<strong>{text}</strong>" if cell.strong and text and cell.ref is not None else text


def _span(cell: Cell) -> str:
    rows = f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
    return rows + (f' colspan="{cell.columns}"' if cell.columns > 1 else "")


def _joined(rows: list[list[str]]) -> str:
    return "".join(f"<tr>{''.join(row)}</tr>\n" for row in rows)
