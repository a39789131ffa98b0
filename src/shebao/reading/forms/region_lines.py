"""What lines outside grids say about where a form begins and ends: column heads, the total, what stands below the rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from shebao.reading.document import Block, Line
from shebao.reading.forms import costs
from shebao.reading.forms.columns import Heads
from shebao.reading.forms.heads import execution_heads, indicator_heads
from shebao.reading.forms.tokens import Token, tokens_of
from shebao.reading.forms.totals import is_points
from shebao.reading.forms.vocabulary import (
    LEVEL_ONE,
    LEVEL_TWO,
    MEASURES,
    REASONS,
    REMARKS,
    TOTAL,
    TOTAL_IN_LINES,
    plain,
)

_HEADING = re.compile(
    "(?:" + "|".join(sorted((w for w in LEVEL_ONE | LEVEL_TWO if w.endswith("指标")), key=len, reverse=True)) + ")"
)
_HEAD_PIECES = (
    "一级", "二级", "三级", "四级", "预算数", "执行数", "执行率", "指标名", "实际完", "完成值", "目标值", "指标值", "得分", "全年预", "全年执",
)  # fmt: skip
_TOTAL_AND_POINTS = re.compile(TOTAL_IN_LINES.pattern + r"\d{1,3}(?:\.\d+)?分?")
_LONGEST_ROW = 45
_BEFORE_HEADS, _AFTER_HEADS = 12, 14

Spans = dict[int, int]
"""Of runs of heads the last line by the first."""


def heads_in_lines(blocks: Sequence[Block], texts: Sequence[str]) -> tuple[Spans, Spans]:
    """The runs of heads of indicator tables and of budget execution in lines outside grids."""
    heads: Spans = {}
    executions: Spans = {}
    finders: tuple[tuple[Spans, Callable[[Sequence[Token]], list[Heads]]], ...] = (
        (heads, lambda tokens: indicator_heads(tokens, tried=False)),
        (executions, execution_heads),
    )
    for run in _runs(blocks, texts):
        span = [
            i
            for i in range(max(run[0] - _BEFORE_HEADS, 0), min(run[-1] + _AFTER_HEADS, len(blocks)))
            if isinstance(blocks[i], Line) and texts[i]
        ]
        tokens = tokens_of([blocks[i] for i in span])
        owners = {blocks[i].place: i for i in span}
        for target, find in finders:
            for each in find(tokens):
                target[owners[tokens[each.start].place]] = owners[tokens[each.stop - 1].place]
    return heads, executions


def _runs(blocks: Sequence[Block], texts: Sequence[str]) -> list[list[int]]:
    """Lines near each other that may hold heads or begin with a heading."""
    runs: list[list[int]] = []
    for index, block in enumerate(blocks):
        text = texts[index]
        if not isinstance(block, Line) or not text or not (_may_hold_heads(text) or _HEADING.match(text)):
            continue
        if runs and index - runs[-1][-1] <= 6:
            runs[-1].append(index)
        else:
            runs.append([index])
    return runs


def _may_hold_heads(text: str) -> bool:
    return len(text) < 200 and any(piece in text for piece in _HEAD_PIECES)


def ends_rows(text: str) -> bool:
    """Whether a line without a total before it begins what stands below the rows."""
    return bool(REASONS.fullmatch(text) or MEASURES.match(text) or REMARKS.match(text)) and text != "备注"


def is_running_text(line: Line, text: str) -> bool:
    """Whether a line without a total before it can be no row: long, without a heading before it or a score in it."""
    if len(text) <= _LONGEST_ROW or text[-1].isdigit() or _HEADING.match(text):
        return False
    return not any(costs.is_score(plain(piece)) for piece in line.text.split())


def is_total_line(line: Line) -> bool:
    """Whether a line begins with the label of the total (its number may stand on the next)."""
    if "\t" in line.text.strip("\n"):
        return any(TOTAL.fullmatch(plain(cell)) for cell in line.text.strip().split("\t")[:2])
    pieces = [plain(piece) for piece in line.text.split()]
    if not pieces:
        return False
    for count in (1, 2):
        if TOTAL_IN_LINES.fullmatch("".join(pieces[:count])):
            return all(is_points(piece) or piece in {"分", "/"} for piece in pieces[count:])
    return bool(_TOTAL_AND_POINTS.fullmatch("".join(pieces)))
