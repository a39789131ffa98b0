"""Column heads: where they stand among the tokens, and which role each column has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from shebao.reading.forms.columns import Heads, row_end
from shebao.reading.forms.execution_words import likely_execution_role, run_of_stems
from shebao.reading.forms.head_rows import heads_of_row, heads_of_two_rows, inferred_heads
from shebao.reading.forms.head_runs import inferred_runs
from shebao.reading.forms.head_words import EXECUTION, INDICATORS, HeadWords, heads_of_fragments, may_begin
from shebao.reading.forms.tokens import Gap, Token
from shebao.reading.forms.vocabulary import cell_role

_NEEDED = frozenset(("level_one", "level_two", "name", "target", "actual", "score"))
"""Where a row of known heads lacks one of these, its other columns are looked at too."""


def indicator_heads(tokens: Sequence[Token], tried: bool = True) -> list[Heads]:
    """Every run of heads of an indicator table; `tried` where unknown heads in running text are tried on the rows."""
    return _find(tokens, INDICATORS, cell_role, _is_indicator_head, inferred_runs(tokens, tried))


def execution_heads(tokens: Sequence[Token]) -> list[Heads]:
    """Every run of heads of a budget-execution table."""
    return _find(tokens, EXECUTION, likely_execution_role, _is_execution_head, {})


def _is_indicator_head(roles: Sequence[str]) -> bool:
    found = set(roles)
    return (
        len(found - {"label", "other", "completion", "ordinal", "review"}) >= 3
        and "actual" in found
        and bool(found & {"name", "level_two", "level_one"})
    )


def _is_execution_head(roles: Sequence[str]) -> bool:
    found = set(roles)
    return bool({"actual", "budget"} <= found and found & {"rate", "score"}) or {"rate", "score", "actual"} <= found


def _find(
    tokens: Sequence[Token],
    known: HeadWords,
    role_of: Callable[[str], str],
    accepts: Callable[[Sequence[str]], bool],
    runs: Mapping[int, Heads],
) -> list[Heads]:
    found: list[Heads] = []
    position = 0
    while position < len(tokens):
        in_row = tokens[position].column >= 0
        if position in runs:
            heads: Heads | None = runs[position]
        elif in_row:
            stop = row_end(tokens, position)
            heads = _of_row(tokens, position, stop, role_of, accepts) if tokens[position].gap is Gap.ROW else None
        else:
            stop = position + 1
            heads = _of_tokens(tokens, position, known, accepts)
        if heads is not None:
            found.append(heads)
            stop = heads.stop
        position = stop
    return found


def _of_tokens(
    tokens: Sequence[Token], start: int, known: HeadWords, accepts: Callable[[Sequence[str]], bool]
) -> Heads | None:
    """Heads in running text: known words, or for execution stems where these lead further."""
    grown = heads_of_fragments(tokens, start, known) if may_begin(tokens[start].plain, known) else None
    stems = run_of_stems(tokens, start) if known is EXECUTION else None
    found = [heads for heads in (grown, stems) if heads is not None and accepts(heads.roles)]
    return max(found, key=lambda heads: heads.stop, default=None)


def _of_row(
    tokens: Sequence[Token],
    start: int,
    stop: int,
    role_of: Callable[[str], str],
    accepts: Callable[[Sequence[str]], bool],
) -> Heads | None:
    heads = heads_of_row(tokens, start, stop, role_of)
    if heads is None:
        return None
    if not accepts(heads.roles) and stop < len(tokens):
        heads = heads_of_two_rows(tokens, heads, row_end(tokens, stop), role_of)
    accepted = heads if accepts(heads.roles) else None
    if role_of is cell_role and (
        accepted is None
        or ({"other", "completion", "ordinal", "review"} & set(accepted.roles) and not set(accepted.roles) >= _NEEDED)
    ):
        return inferred_heads(tokens, start, stop, accepted) or accepted
    return accepted
