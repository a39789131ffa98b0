"""Column heads in a row of a table: by their words, and where these are unknown by what the cells below hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from shebao.reading.forms.columns import Column, Heads, each_once, row_end, weights_of_levels
from shebao.reading.forms.head_stems import may_be_head, may_head_indicators
from shebao.reading.forms.inferred import Roles, Texts, infer
from shebao.reading.forms.tokens import Gap, Token
from shebao.reading.forms.vocabulary import cell_role, is_label, level_of, role_among_heads

_FEWEST = 4
_ROWS_BELOW = 40
_UNTAKEN = {"other", "completion", "ordinal", "review"}
_COMPLETION = re.compile(r"(?:完成|达成|实现)(?:率|比)")
_AUDITED = {"name", "target", "actual", "score"}


class _Head(NamedTuple):
    """The head of a column before its role is known."""

    text: str
    column: int
    span: int


def heads_of_row(tokens: Sequence[Token], start: int, stop: int, role_of: Callable[[str], str]) -> Heads | None:
    """The heads that a row's words are, None where it has too few cells."""
    columns = []
    labels = _labels_as_heads(tokens, start, stop)
    for index in range(start, stop):
        token = tokens[index]
        role = labels.get(index) or ("label" if is_label(token.text) else role_of(token.text))
        columns.append(Column(role or "other", token.column, token.span))
    if len(columns) < 3:
        return None
    return Heads(start, stop, each_once(columns, role_of is cell_role), True, tokens[start].ruled)


def _labels_as_heads(tokens: Sequence[Token], start: int, stop: int) -> dict[int, str]:
    """The heads that would be labels if they stood first, with the roles that no other head of the row has."""
    taken = {cell_role(token.text) for token in tokens[start:stop] if not is_label(token.text)}
    found: dict[int, str] = {}
    for index in range(start + 1, stop):
        role = role_among_heads(tokens[index].text)
        if role and role not in taken:
            found[index] = role
            taken.add(role)
    return found


def heads_of_two_rows(tokens: Sequence[Token], above: Heads, stop: int, role_of: Callable[[str], str]) -> Heads:
    """Heads of which some are divided in the row below (指标值: 年度指标值, 实际完成值)."""
    below = [Column(role_of(token.text), token.column, token.span) for token in tokens[above.stop : stop]]
    below = [column for column in below if column.role]
    known = [column for column in above.columns if column.role not in _UNTAKEN]
    if not below or len(known) < 4 or not {column.role for column in below} <= {"target", "actual"}:
        return above
    divided = {column.column for column in below}
    kept = [c for c in above.columns if not any(c.column <= column < c.column + c.span for column in divided)]
    columns = sorted((*kept, *below), key=lambda column: column.column)
    return Heads(above.start, stop, each_once(columns, role_of is cell_role), True, above.ruled)


def inferred_heads(tokens: Sequence[Token], start: int, stop: int, accepted: Heads | None) -> Heads | None:
    """The heads of an indicator table in a row some of whose words are unknown, None where it is no row of heads; `accepted`
    what its known words come to by themselves."""
    labels = _labels_as_heads(tokens, start, stop)
    shown = [tokens[i] for i in range(start, stop) if i in labels or not is_label(tokens[i].text)]
    row = [_Head(token.plain, token.column, token.span) for token in shown]
    told = weights_of_levels([cell_role(head.text) for head in row])
    weights = tuple(
        Column(role, head.column, head.span) for role, head in zip(told, row, strict=True) if role == "level_weight"
    )
    row = [head for role, head in zip(told, row, strict=True) if role != "level_weight"]
    if (
        len(row) < _FEWEST
        or not may_be_head([head.text for head in row])
        or not may_head_indicators(head.text for head in row)
    ):
        return None
    end = row_end(tokens, stop) if stop < len(tokens) else stop
    below = [_Head(token.plain, token.column, token.span) for token in tokens[stop:end]]
    divided = _divided(row, below)
    if divided is not None:
        row, stop = divided, end
    known = ["" if (role := cell_role(head.text)) in _UNTAKEN else role for head in row]
    known = [
        role if role and role not in known[:index] else "other" if role else "" for index, role in enumerate(known)
    ]
    rows = _rows_below(tokens, stop, row)
    if accepted is None and not any(any(level_of(text)) for texts in rows for text in texts.values()):
        return None
    found = infer([head.text for head in row], known, rows)
    roles = found.roles if found is not None else tuple(role or "other" for role in known)
    if not _AUDITED - {"score"} <= set(roles) or not {"score", "weight"} & set(roles):
        return None
    columns = [
        Column("completion" if role == "other" and _COMPLETION.search(head.text) else role, head.column, head.span)
        for role, head in zip(roles, row, strict=True)
    ]
    columns = sorted((*columns, *weights), key=lambda column: column.column)
    return Heads(start, stop, tuple(columns), True, tokens[start].ruled, *_unsure(found))


def _unsure(found: Roles | None) -> tuple[bool, bool]:
    return (found is not None and not found.sure, found is not None and not found.points_sure)


def _divided(row: Sequence[_Head], below: Sequence[_Head]) -> list[_Head] | None:
    """The heads where the row below divides some that stand over several columns, None where it does not."""
    if len(below) < 2 or not may_be_head([head.text for head in below]) or any(any(level_of(h.text)) for h in below):
        return None
    nexts = [head.column for head in row[1:]]
    reaches = [max(n, h.column + h.span) for h, n in zip(row, [*nexts, below[-1].column + 1], strict=True)]
    kept, taken = [], 0
    for head, reach in zip(row, reaches, strict=True):
        inside = [each for each in below if head.column <= each.column < reach] if reach - head.column > 1 else []
        kept += inside or [head]
        taken += len(inside)
    return kept if taken == len(below) else None


def _rows_below(tokens: Sequence[Token], start: int, row: Sequence[_Head]) -> list[Texts]:
    """The cells of the rows below the heads, by the number of their head."""
    found: list[Texts] = []
    position = start
    while position < len(tokens) and len(found) < _ROWS_BELOW:
        token = tokens[position]
        if token.column < 0 and any(level_of(token.plain)):  # a heading across the table
            position += 1
            continue
        if token.column < 0 or token.gap is not Gap.ROW or token.ruled != tokens[start].ruled:
            break
        stop = row_end(tokens, position)
        texts: dict[int, str] = {}
        for each in tokens[position:stop]:
            number = next(
                (
                    n
                    for n, h in enumerate(row)
                    if each.column < h.column + h.span and h.column < each.column + each.span
                ),
                None,
            )
            if number is not None:
                texts[number] = texts.get(number, "") + each.plain
        if len(texts) > 1:
            found.append(texts)
        position = stop
    return found
