"""Rows of a sheet as the grid shows and edits them. A page shows a hundred rows of a dozen cells, so shown rows are written here
and not by a template; what they share is made once a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from shebao import money
from shebao.classification import department_economic, functional
from shebao.server.accountability.unit_years.models import Line, UnitYear
from shebao.server.accountability.unit_years.sheets import Sheet, texts, written

_WIDTHS = {"note": "wide", "project": "wide", "reason": "wide", "amount": "money"}


@dataclass
class Cell:
    """One cell that is edited: its column, text, what is wrong with it, and what is stored where that differs."""

    id: str
    header: str
    text: str
    required: bool
    words: tuple[str, ...] = ()
    error: str = ""
    theirs: str | None = None
    look: str = ""
    hint: str = ""


@dataclass
class Row:
    """One row that is edited: its line (None for a new one), version and cells."""

    id: int | None
    version: int
    cells: list[Cell]
    error: str = ""
    conflict: bool = False

    @property
    def name(self) -> str:
        """What its parts of the page are called by."""
        return str(self.id or "new")


def cells_of(
    sheet: Sheet,
    values: Mapping[str, str],
    errors: Mapping[str, str],
    hidden: Iterable[str] = (),
    theirs: Line | None = None,
) -> list[Cell]:
    """The cells of a row with those texts; `theirs` is the line as it is stored where somebody else changed it."""
    stored = texts(sheet, theirs) if theirs else {}
    return [
        Cell(
            column.key,
            column.label,
            values.get(column.key, ""),
            column.required,
            sheet.words.get(column.key, ()),
            errors.get(column.key, ""),
            stored[column.key] if theirs and stored[column.key] != values.get(column.key, "") else None,
            _WIDTHS.get(column.key, ""),
            column.help,
        )
        for column in sheet.columns
        if column.key not in hidden
    ]


def row_of(sheet: Sheet, line: Line, hidden: Iterable[str] = ()) -> Row:
    """A stored line to be edited."""
    return Row(line.pk, line.version, cells_of(sheet, texts(sheet, line), {}, hidden))


class ShownRows:
    """Writes the rows of a sheet as markup."""

    def __init__(self, unit_year: UnitYear, sheet: Sheet, hidden: Iterable[str], *, can_edit: bool) -> None:
        self._address = reverse("unit_years:line", args=[unit_year.pk, sheet.id, 0]).removesuffix("0/")
        self._names = {"functional": functional(), "economic": department_economic()}
        self._year = unit_year.fiscal_year
        self._can_edit, self._leads_to_cells = can_edit, sheet.id != "plan"
        self._cells = [
            (
                column.key,
                f'<td data-column="{column.key}" data-label="{escape(column.label)}" class="{_WIDTHS.get(column.key, "")}">',
            )
            for column in sheet.columns
            if column.key not in hidden
        ]
        self._edit, self._edit_label = escape(_("改")), escape(_("修改第 %(n)s 行"))
        self._cells_of, self._cells_label = escape(_("去向")), escape(_("第 %(n)s 行影响的单元格"))

    def write(self, line: Line, *, is_fresh: bool = False) -> SafeString:
        """The row of a line; a fresh one was just saved."""
        address = f"{self._address}{line.pk}/"
        editing = f' tabindex="0" hx-get="{address}" hx-trigger="edit" hx-target="this" hx-swap="outerHTML"'
        fresh = ' class="saved"' if is_fresh else ""
        attributes = f"{editing}{fresh}" if self._can_edit else fresh
        cells = "".join(f"{start}{self._text(name, getattr(line, name))}</td>" for name, start in self._cells)
        return mark_safe(
            f'<tr id="line-{line.pk}" data-line="{line.pk}" data-version="{line.version}"{attributes}>\n{cells}\n'
            f'<td class="row-actions">{self._actions(address, line.position)}</td>\n</tr>'
        )

    def _text(self, name: str, value: Any) -> str:
        """A value as it is read: amounts with separators, codes with their names, which copying leaves out."""
        text = written(name, value)
        if name == "amount":
            return money.yuan_text(value)
        if name in self._names and text:
            subject = self._names[name].get(text, self._year)
            return f'{escape(text)}<span class="code-name">{escape(subject.name)}</span>' if subject else escape(text)
        return escape(text)

    def _actions(self, address: str, position: int) -> str:
        number = {"n": position}
        edit = f'<a class="button button-small" data-edit href="{address}" aria-label="{self._edit_label % number}">{self._edit}</a>'
        cells = (
            f'<a class="button button-small" href="{address}cells/" aria-label="{self._cells_label % number}">'
            f"{self._cells_of}</a>"
        )
        return f"{edit if self._can_edit else ''}{cells if self._leads_to_cells else ''}"
