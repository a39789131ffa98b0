"""Work targets: a result, the target it completes and the rate (净增 15363 人次，完成年度目标 15000 人次的 102.4%)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from shebao.reading.statements.figures import PERCENT_UNITS
from shebao.reading.statements.state import State
from shebao.reading.statements.tokens import Kind, Token
from shebao.report.provenance import Figure
from shebao.report.statements import Aspect, Completion, Fact

_TARGET = re.compile(r"^(?:年度|全年)?(?:目标|任务|计划)*(?:数|值)?的?$")
_FIGURES = 3


def read_targets(state: State, tokens: Sequence[Token]) -> None:
    """Claim `result ÷ target = rate` wherever three figures stand so in one sentence."""
    positions = [index for index, token in enumerate(tokens) if isinstance(token.value, Figure) and token.value.unit]
    for result, target, rate in zip(positions, islice(positions, 1, None), islice(positions, 2, None), strict=False):
        if not _is_completion(tokens, result, target, rate):
            continue
        values = [tokens[index].value for index in (result, target, rate)]
        figures = [value for value in values if isinstance(value, Figure)]
        year, kind = state.fiscal_year, state.kind
        source = state.source(_clause_start(tokens, result), tokens[rate].end)
        actual = Fact("", Aspect.ACTUAL, figures[0], year, kind, (), source)
        aim = Fact("", Aspect.BUDGET, figures[1], year, kind, (), source)
        state.claims.append(Completion(actual, aim, Aspect.BUDGET, figures[2], source))


def _is_completion(tokens: Sequence[Token], result: int, target: int, rate: int) -> bool:
    first, second, third = (tokens[index].value for index in (result, target, rate))
    if not (isinstance(first, Figure) and isinstance(second, Figure) and isinstance(third, Figure)):
        return False
    if first.unit != second.unit or third.unit not in PERCENT_UNITS or first.unit in PERCENT_UNITS:
        return False
    between = tokens[result + 1 : target]
    after = "".join(token.text for token in tokens[target + 1 : rate])
    if not any(token.kind is Kind.COMPLETE for token in between) or not _TARGET.match(after):
        return False
    return not any(token.text in {"。", ";"} or token.kind is Kind.RESPECTIVELY for token in tokens[result:rate])


def _clause_start(tokens: Sequence[Token], position: int) -> int:
    for index in range(position - 1, -1, -1):
        if tokens[index].kind is Kind.STOP and tokens[index].text in {",", "，", "。", ";", ":"}:
            return tokens[index].end
    return tokens[0].start
