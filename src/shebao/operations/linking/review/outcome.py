"""What the marks came to, as a workbook: merges to propose, contradictions, every pair with who said what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from shebao.batch.files import draft, publish
from shebao.operations.linking.decisions import Decided, Merge
from shebao.operations.linking.pairs import Pair


def write_outcome(
    path: Path,
    found: Sequence[Decided],
    merges: Sequence[Merge],
    apart: Sequence[tuple[Merge, tuple[str, ...]]],
    pairs: Mapping[str, Pair],
) -> None:
    """Writes the workbook. Raises OSError."""
    book = xlsxwriter.Workbook(draft(path), {"strings_to_formulas": False, "strings_to_urls": False})
    head = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1})

    def write(title: str, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        sheet = book.add_worksheet(title)
        sheet.set_column(0, len(names) - 1, 24)
        for column, name in enumerate(names):
            sheet.write_string(0, column, name, head)
        for row, values in enumerate(rows, start=1):
            for column, value in enumerate(values):
                sheet.write_string(row, column, str(value))
        sheet.freeze_panes(1, 0)

    write("建议合并", ("登记", "依据的对"), [("；".join(each.members), "、".join(each.pairs)) for each in merges])
    write(
        "自相矛盾",
        ("登记", "认为同一人的对", "其中认为不同的对"),
        [("；".join(each.members), "、".join(each.pairs), "、".join(ids)) for each, ids in apart],
    )
    write(
        "逐对",
        ("编号", "结论", "甲", "乙", "匹配分", "标记"),
        [
            (
                each.id,
                each.verdict.title,
                label(pairs[each.id].one),
                label(pairs[each.id].other),
                pairs[each.id].score,
                "；".join(f"{who}：{mark.title}{f'（{note}）' if note else ''}" for who, mark, note in each.markers),
            )
            for each in found
        ],
    )
    book.close()
    publish(draft(path), path)


def label(person: Mapping[str, str]) -> str:
    """A registration in few words."""
    source = f"{person['source']} " if person["source"] else ""
    return f"{source}{person['number']} {person['name']}"
