"""The web page of a closing: one self-contained file, nothing loaded from elsewhere."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from shebao.accounts.closing.closing import Closing
from shebao.accounts.output.grid import Grid, GridCell, grids
from shebao.accounts.output.summary import comparisons
from shebao.money import format_amount, wan

if TYPE_CHECKING:
    from jinja2 import Template

_MOST_FINDINGS = 200


@cache
def _template() -> Template:
    from jinja2 import Environment

    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string((files(__package__) / "page.html.j2").read_text("utf-8"))


def closing_page(closing: Closing) -> str:
    """The page as HTML."""
    from markupsafe import Markup

    def spans(cell: GridCell) -> str:
        rows = f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
        return Markup(rows + (f' colspan="{cell.columns}"' if cell.columns > 1 else ""))

    def title(grid: Grid) -> str:
        return closing.owner.filled(grid.layout.title)

    return _template().render(
        unit=closing.unit.name,
        year=closing.unit.fiscal_year,
        word=closing.owner.word,
        money_unit=closing.money_unit,
        owner=closing.owner.filled(closing.layout.owner_line),
        findings=closing.findings[:_MOST_FINDINGS],
        grids=grids(closing),
        comparisons=list(comparisons(closing)),
        spans=spans,
        title=title,
        amount=lambda fen: format_amount(wan(fen)),
    )
