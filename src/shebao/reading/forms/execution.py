"""The budget-execution lines of a form: 预算数, 执行数, 执行率, 得分 by their heads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from shebao.reading.forms.builder import FormBuilder
from shebao.reading.forms.columns import Heads, row_end
from shebao.reading.forms.figures import figure, row_source
from shebao.reading.forms.heads import execution_heads
from shebao.reading.forms.tokens import Gap, Token
from shebao.reading.forms.vocabulary import TOTAL, execution_role, is_amount_head
from shebao.report.forms import Execution
from shebao.report.provenance import Figure

_NUMBER = re.compile(r"[-−]?[\d,，]*\d(?:\.\d+)?(?:[%％]|万元|元|分)?|[-—－/\\]+")
_UNIT = re.compile(r"万元|元|%|％|分")
_NOT_AMOUNTS = re.compile(r"^(?:年度(?:总体|绩效)?目标|总体目标|年度绩效|绩效目标|预期目标|绩效指标)")
_CAPTION = re.compile(r"[\u4e00-\u9fff]{2,12}(?:\([^()]{1,12}\)){1,3}$")
_MOST_LINES = 12
_AMOUNTS, _POINTS = frozenset(("initial", "budget", "actual")), frozenset(("rate", "weight", "score"))
_NEAR_AMOUNTS = 8


def read_execution(tokens: Sequence[Token], stop: int, builder: FormBuilder) -> None:
    """Every line under the heads of budget execution above tokens[stop]."""
    found = execution_heads(tokens[:stop])
    if not found:
        _read_labels(tokens[:stop], builder)
    for heads in found:
        if heads.cells:
            _read_cells(tokens, heads, stop, builder)
        else:
            _read_lines(tokens, heads, stop, builder)


def execution_below(tokens: Sequence[Token], start: int, stop: int) -> int:
    """Where in tokens[start:stop], below the rows of indicators, the lines of budget execution begin; `stop` where none do."""
    for index in range(start, stop):
        if not any(is_amount_head(tokens[index].plain, role) for role in _AMOUNTS):
            continue
        near = [token.plain for token in tokens[index : min(index + _NEAR_AMOUNTS, stop)]]
        if all(any(is_amount_head(text, role) for text in near) for role in ("budget", "actual")):
            return _with_caption(tokens, index, start)
    return stop


def _with_caption(tokens: Sequence[Token], index: int, start: int) -> int:
    """The first token of the row that holds tokens[index], in running text with the caption before it."""
    if tokens[index].column < 0:
        return index - 1 if index > start and _CAPTION.match(tokens[index - 1].plain) else index
    while index > start and tokens[index].gap is not Gap.ROW:
        index -= 1
    return index


def _read_labels(tokens: Sequence[Token], builder: FormBuilder) -> None:
    """Figures beside their labels (全年预算数（万元） 120 全年执行数（万元） 90), where no heads were found; rate, weight and score
    where they follow soon after an amount."""
    found: dict[str, Token] = {}
    row: list[Token] = []
    last = len(tokens)
    for index, (label, value) in enumerate(pairwise(tokens)):
        if not _NUMBER.fullmatch(value.plain) or value.gap is Gap.ROW or TOTAL.fullmatch(label.plain):
            continue
        role = execution_role(label.plain)
        if role in _AMOUNTS:
            last = index
        elif role not in _POINTS or index - last > _NEAR_AMOUNTS:
            continue
        if role not in found:
            found[role] = value
            row += [label, value]
    if {"budget", "actual"} <= found.keys():
        percent = "%" if any("%" in token.plain for token in row if execution_role(token.plain) == "rate") else ""
        _add("", found, row, builder, percent)


def _read_cells(tokens: Sequence[Token], heads: Heads, stop: int, builder: FormBuilder) -> None:
    position, percent = heads.stop, _percent(tokens, heads)
    for _ in range(_MOST_LINES):
        if position >= stop:
            return
        end = row_end(tokens, position)
        row = tokens[position:end]
        position = end
        if _NOT_AMOUNTS.match(row[0].plain):
            return
        numbers = [token for token in row if _NUMBER.fullmatch(token.plain)]
        if len(numbers) < 2 or _labelled(row, numbers):
            continue
        by_role = _by_column(numbers, heads)
        if by_role is None and not _under_unknown(numbers, heads):
            by_role = _by_order(numbers, heads.roles)
        if by_role is None:
            continue
        names = [token for token in row if token not in numbers]
        _add("".join(names[-1].text.split()) if names else "", by_role, row, builder, percent)


def _labelled(row: Sequence[Token], numbers: Sequence[Token]) -> bool:
    """Whether the row has several labels, each with an amount of its own (其中：基本支出 12 项目支出 30): no line under the heads."""
    inside = row[row.index(numbers[0]) : row.index(numbers[-1])]
    return any(token not in numbers and len(token.plain) > 1 and not _UNIT.fullmatch(token.plain) for token in inside)


def _by_column(numbers: Sequence[Token], heads: Heads) -> dict[str, Token] | None:
    """The numbers by the columns of a grid; None where one stands under no head."""
    if not heads.ruled:
        return None
    found: dict[str, Token] = {}
    for token in numbers:
        column = next(
            (
                c
                for c in heads.columns
                if token.column < c.column + c.span and c.column < token.column + token.span and c.role != "other"
            ),
            None,
        )
        if column is None or column.role in found:
            return None
        found[column.role] = token
    return found if found.keys() & {"budget", "actual"} else None


def _under_unknown(numbers: Sequence[Token], heads: Heads) -> bool:
    """Whether one of the numbers of a grid stands under a head that says nothing known, beside other numbers."""
    unknown = [c for c in heads.columns if c.role == "other"] if heads.ruled else []
    return any(c.column <= token.column < c.column + c.span for c in unknown for token in numbers[1:])


def _by_order(numbers: Sequence[Token], heads: Sequence[str]) -> dict[str, Token] | None:
    """The numbers by the order of the heads; the percentage tells where a column is left out."""
    roles = [role for role in heads if role not in {"other", "deviation"}]
    for names in (roles, roles[1:], list(dict.fromkeys(roles))):  # the first head may stand over the names of the lines
        if len(numbers) == len(names) == len(set(names)):
            return dict(zip(names, numbers, strict=True))
    percent = [i for i, token in enumerate(numbers) if token.plain.endswith("%")]
    amounts = [role for role in roles if role in {"budget", "actual", "rate"}]
    if len(percent) == 1 and percent[0] >= 2 and amounts == ["budget", "actual", "rate"] and _together(roles, amounts):
        at = percent[0]
        found = {"budget": numbers[at - 2], "actual": numbers[at - 1], "rate": numbers[at]}
        if at + 1 < len(numbers):
            found["score"] = numbers[at + 1]
        return found
    if len(numbers) in {2, 3} and roles[: len(numbers)] in (["budget", "actual"], ["initial", "budget", "actual"]):
        return dict(zip(roles, numbers, strict=False))
    return None


def _together(roles: Sequence[str], run: Sequence[str]) -> bool:
    """Whether the roles stand side by side in that order."""
    at = roles.index(run[0])
    return list(roles[at : at + len(run)]) == list(run)


def _read_lines(tokens: Sequence[Token], heads: Heads, stop: int, builder: FormBuilder) -> None:
    """Runs of numbers in lines: what stands before a run is its name."""
    position, name_from, percent = heads.stop, heads.stop, _percent(tokens, heads)
    lines = 0
    while position < stop and lines < _MOST_LINES:
        run = position
        while run < stop and (
            _NUMBER.fullmatch(tokens[run].plain) or (run > position and _UNIT.fullmatch(tokens[run].plain))
        ):
            run += 1
        numbers = [token for token in tokens[position:run] if _NUMBER.fullmatch(token.plain)]
        by_role = _by_order(numbers, heads.roles) if len(numbers) >= 2 else None
        if by_role is not None and _ends_line(tokens, run, stop):
            name = "".join(token.text for token in tokens[name_from:position])[-20:]
            _add(name, by_role, tokens[position:run], builder, percent)
            name_from = run
            lines += 1
        elif _NOT_AMOUNTS.match(tokens[position].plain):
            return
        position = max(run, position + 1)


def _ends_line(tokens: Sequence[Token], index: int, stop: int) -> bool:
    return index >= stop or tokens[index].gap is not Gap.SPACE


def _percent(tokens: Sequence[Token], heads: Heads) -> str:
    """The unit of a rate that prints none: % where the heads say so."""
    said = any("%" in token.plain or "百分" in token.plain for token in tokens[heads.start : heads.stop])
    return "%" if said else ""


def _add(name: str, by_role: dict[str, Token], row: Sequence[Token], builder: FormBuilder, percent: str) -> None:
    def number(role: str, unit: str) -> Figure | None:
        token = by_role.get(role)
        return figure(token.plain, token.source, unit) if token else None

    weight = number("weight", "分") or (builder.execution_weight if not builder.executions else None)
    builder.executions.append(
        Execution(
            name, number("budget", builder.money), number("actual", builder.money), number("rate", percent), number("score", "分"), weight,
            row_source(row), number("initial", builder.money),
        )
    )  # fmt: skip
