"""The row of the total score: its label, the full score and the score, in cells or in lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from shebao.reading.forms.builder import FormBuilder
from shebao.reading.forms.columns import Heads, row_end
from shebao.reading.forms.figures import figure, row_source
from shebao.reading.forms.sentences import TOTAL_SENTENCE
from shebao.reading.forms.tokens import Gap, Token
from shebao.reading.forms.vocabulary import REASONS, REMARKS, TOTAL, TOTAL_IN_LINES
from shebao.report.provenance import Figure, Source

_POINTS = re.compile(r"\d{1,4}(?:\.\d{1,4})?分?")
_GLUED = re.compile(rf"({TOTAL_IN_LINES.pattern})(\d{{1,3}}(?:\.\d+)?)分?")
_SUMMED = ("weight", "score")
_ALL_SUMMED = (*_SUMMED, "review")
_BESIDE = frozenset(("分", "/"))


def is_points(text: str) -> bool:
    """Whether the text beside the label of a sum is its points; a slip may exceed a hundred."""
    return bool(_POINTS.fullmatch(text))


def points_of(row: Sequence[Token], heads: Sequence[Heads]) -> dict[str, Figure]:
    """The numbers of a row of sums by role: by the columns of a grid, else by their order."""
    numbers = [(token, found) for token in row if (found := figure(token.plain, token.source, "分"))]
    roles = {c.column: c.role for each in heads for c in each.columns if each.ruled}
    by_role: dict[str, Figure] = {}
    for token, found in numbers:
        columns = range(token.column, token.column + token.span)
        role = next((roles[c] for c in columns if c in roles), "") if token.ruled else ""
        if role in _SUMMED:
            by_role[role] = found
    if by_role or not numbers:
        return by_role
    for added in (_SUMMED, _ALL_SUMMED):
        order = [role for role in heads[-1].roles if role in added] if heads else []
        if len(order) == len(numbers) > 1:
            return {role: found for role, (_, found) in zip(order, numbers, strict=True)}
    return {"score": numbers[-1][1]}


def read_total(tokens: Sequence[Token], heads: Sequence[Heads], builder: FormBuilder) -> tuple[int, int]:
    """The total below the heads. Where its label begins, and the index after its numbers; the ends of the tokens where there
    is none."""
    start = heads[-1].stop if heads else 0
    for index in range(start, len(tokens)):
        token = tokens[index]
        if token.gap in {Gap.SPACE, Gap.GLUED}:
            continue
        if token.column < 0:
            found = _in_lines(tokens, index, heads, builder)
        else:
            found = _in_cells(tokens, index, heads, builder) if token.gap is Gap.ROW else None
        if found:
            return found
        ends = token.gap is not Gap.COLUMN and (REASONS.match(token.plain) or REMARKS.match(token.plain))
        if ends and index > start:
            return index, index
    return len(tokens), len(tokens)


def read_total_above(tokens: Sequence[Token], stop: int, heads: Sequence[Heads], builder: FormBuilder) -> None:
    """The total of a form that prints it first."""
    for index in range(stop):
        token = tokens[index]
        if token.gap in {Gap.SPACE, Gap.GLUED} or not TOTAL.fullmatch(token.plain):
            continue
        end = row_end(tokens, index) if token.column >= 0 else min(index + 3, stop)
        _, numbers = _run(tokens, index + 1, end, end)
        if numbers and token.column >= 0:
            _take_cells(tokens[index:end], heads, builder)
        elif numbers:
            _take(numbers, tokens[index:end], heads, builder)
        if numbers:
            return


def _in_cells(
    tokens: Sequence[Token], index: int, heads: Sequence[Heads], builder: FormBuilder
) -> tuple[int, int] | None:
    stop = row_end(tokens, index)
    row = tokens[index:stop]
    if not any(TOTAL.fullmatch(token.plain) for token in row[:2]):
        return None
    _take_cells(row, heads, builder)
    return index, stop


def _take_cells(row: Sequence[Token], heads: Sequence[Heads], builder: FormBuilder) -> None:
    found = points_of(row, heads)
    builder.total = found.get("score", builder.total)
    builder.total_weight = found.get("weight", builder.total_weight)
    builder.total_row = row_source(row)


def _in_lines(
    tokens: Sequence[Token], index: int, heads: Sequence[Heads], builder: FormBuilder
) -> tuple[int, int] | None:
    told = TOTAL_SENTENCE.match(tokens[index].plain)
    if told:
        builder.total, builder.total_row = figure(told[1], tokens[index].source, "分"), tokens[index].source
        return index, index + 1
    text = ""
    for stop in range(index + 1, min(index + 4, len(tokens)) + 1):
        text += tokens[stop - 1].plain
        if TOTAL_IN_LINES.fullmatch(text):
            return _after_label(tokens, index, stop, heads, builder)
        glued = _GLUED.fullmatch(text)
        if glued:
            builder.total = figure(glued[2], Source(tokens[stop - 1].text, tokens[stop - 1].place), "分")
            builder.total_row = row_source(tokens[index:stop])
            return index, stop
    return None


def _after_label(
    tokens: Sequence[Token], index: int, start: int, heads: Sequence[Heads], builder: FormBuilder
) -> tuple[int, int] | None:
    stop, numbers = _run(tokens, start, len(tokens), 2)
    if not numbers:
        return None
    if stop < len(tokens) and tokens[stop].plain == "分":
        stop += 1
    _take(numbers, tokens[index:stop], heads, builder)
    return index, stop


def _run(tokens: Sequence[Token], start: int, end: int, most: int) -> tuple[int, list[Token]]:
    """The points that stand side by side from tokens[start], at most so many, and the index after them."""
    numbers: list[Token] = []
    stop = start
    while stop < end and len(numbers) < most:
        token = tokens[stop]
        if is_points(token.plain):
            numbers.append(token)
        elif token.plain not in _BESIDE:
            break
        stop += 1
    return stop, numbers


def _take(numbers: Sequence[Token], row: Sequence[Token], heads: Sequence[Heads], builder: FormBuilder) -> None:
    """The last number is the score, and of two the first the full score, where the heads do not say otherwise."""
    order = [role for role in heads[-1].roles if role in _SUMMED] if heads else []
    full, score = (1, 0) if order == ["score", "weight"] and len(numbers) == 2 else (0, -1)
    builder.total = figure(numbers[score].plain, numbers[score].source, "分")
    if len(numbers) == 2:
        builder.total_weight = figure(numbers[full].plain, numbers[full].source, "分")
    builder.total_row = row_source(row)
