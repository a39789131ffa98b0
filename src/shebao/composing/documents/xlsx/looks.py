"""How cells of the workbook look: one format for each look, made when it is first needed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from shebao.composing.manuscript import Align

_FONT = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
_NAMES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "align": "center", "text_wrap": True},
    "plain": {"text_wrap": True},
    "above": {},
    "right": {"align": "right"},
    "note": {"text_wrap": True, "font_size": 9, "valign": "top"},
    "header": {"border": 1, "align": "center", "bold": True, "text_wrap": True, "bg_color": "#F2F2F2"},
    "link": {"font_color": "#0B4F8A", "underline": 1},
    "boxed": {"border": 1, "text_wrap": True},
}


class Looks:
    """The formats of one workbook."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def named(self, name: str) -> Any:
        """A format by its name."""
        return self._format(_NAMES[name])

    def cell(self, align: Align, strong: bool) -> Any:
        """A cell of words."""
        return self._format(
            {"border": 1, "text_wrap": True, "align": align.value.replace("centre", "center"), "bold": strong}
        )

    def number(self, pattern: str, align: Align = Align.RIGHT, strong: bool = False) -> Any:
        """A cell with a number."""
        return self._format(
            {"border": 1, "num_format": pattern, "align": align.value.replace("centre", "center"), "bold": strong}
        )

    def _format(self, look: dict[str, Any]) -> Any:
        key = tuple(sorted(look.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format({**_FONT, **look})
        return self._made[key]


def pattern_of(text: str, separators: bool = True) -> str:
    """The number format that prints a number as `text` does; a dropped trailing zero stays dropped."""
    decimals = len(text.rpartition(".")[2]) if "." in text else 0
    whole = "#,##0" if separators else "0"
    return f"{whole}.{'0' * decimals}" if decimals else whole


def stored(value: Decimal) -> float:
    """A number as a spreadsheet keeps it: this is the only place where an amount of the report becomes a double."""
    return float(value)
