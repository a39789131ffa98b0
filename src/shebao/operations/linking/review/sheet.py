"""Pairs as a workbook to mark, for those who would rather work in a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import xlsxwriter

from shebao.batch.files import draft, publish
from shebao.operations.linking.marks import LIST_CELL, MARK, MARKER_CELL, NOTE, NUMBER, SHEET, Mark
from shebao.operations.linking.model import Model
from shebao.operations.linking.pairs import PERSON, Pair

_HEAD = 3
_WIDTHS = {NUMBER: 19, MARK: 10, NOTE: 24, "匹配分": 8, "分类": 16}


def write_review(pairs: Iterable[Pair], code: str, model: Model, path: Path) -> int:
    """Writes the workbook; returns its pairs. Raises OSError."""
    book = xlsxwriter.Workbook(draft(path), {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(SHEET)
    head = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1, "text_wrap": True, "valign": "vcenter"})
    cell = book.add_format({"text_wrap": True, "valign": "top"})
    names = [NUMBER, MARK, NOTE, "匹配分", "分类", *(f"{title}{side}" for title in PERSON.values() for side in "甲乙")]
    names += [f"{each.title}比较" for each in model.comparisons]
    for row, (label, value) in enumerate(((LIST_CELL, code), (MARKER_CELL, ""))):
        sheet.write_string(row, 0, label, head)
        sheet.write_string(row, 1, value)
    for column, name in enumerate(names):
        sheet.set_column(column, column, _WIDTHS.get(name, 20 if "比较" in name or "身份" in name else 13), cell)
        sheet.write_string(_HEAD, column, name, head)
    count = 0
    for count, pair in enumerate(pairs, start=1):
        texts = [pair.id, "", "", "", pair.class_title]
        texts += [person[name] for name in PERSON for person in (pair.one, pair.other)]
        texts += [pair.reasons[each.title] for each in model.comparisons]
        for column, text in enumerate(texts):
            sheet.write_string(_HEAD + count, column, text)
        sheet.write_number(_HEAD + count, names.index("匹配分"), pair.score)
    words = [each.title for each in Mark]
    place = names.index(MARK)
    sheet.data_validation(_HEAD + 1, place, _HEAD + max(count, 1), place, {"validate": "list", "source": words})
    sheet.freeze_panes(_HEAD + 1, 3)
    sheet.autofilter(_HEAD, 0, _HEAD + max(count, 1), len(names) - 1)
    book.close()
    publish(draft(path), path)
    return count
