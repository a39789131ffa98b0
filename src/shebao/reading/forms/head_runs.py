"""Column heads outside tables some of whose words are unknown: the run of short words before the first heading of the rows.

Nothing stands in columns there. The likeliest assignments of roles, by word stems and order, are tried on the first rows; the
one under which these read most cheaply is taken, and is unsure where another one costs hardly more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shebao.reading.forms.columns import Column, Heads, each_once
from shebao.reading.forms.head_stems import may_be_head, may_head_indicators, speaks_of
from shebao.reading.forms.head_words import INDICATORS, heads_in, heads_of_fragments, is_fragment, may_begin
from shebao.reading.forms.headings import begins_heading
from shebao.reading.forms.inferred import likely, points_of
from shebao.reading.forms.search import Search
from shebao.reading.forms.tokens import Gap, Token
from shebao.reading.forms.vocabulary import HEADS, LEVEL_ONE, LEVEL_TWO, without_ordinal

_HEADINGS = frozenset(word for word in LEVEL_ONE | LEVEL_TWO if word.endswith("指标"))
_FIRST = "1"
_LONGEST = 40  # tokens of a run
_FEWEST = 4
_SAMPLE = 70  # tokens of the first rows
_ROW = 7  # tokens of a row, about
_MOST_TRIED = 6
_MOST_RUNS = 24
_SURE = 0.25
_WEIGHT = 0.3  # of what words and order say against what the rows say


def inferred_runs(tokens: Sequence[Token], tried: bool) -> dict[int, Heads]:
    """The runs of heads before the rows of which the known words are not all, by their first token; only the
    first `_MOST_RUNS` that may be such are looked at, and their roles are tried on the rows only where `tried`."""
    found: dict[int, Heads] = {}
    free = looked = 0
    for index, token in enumerate(tokens):
        if token.column >= 0 or index < free + _FEWEST or not _begins_rows(tokens, index):
            continue
        start = _start(tokens, index, free)
        if index - start < _FEWEST or (token.plain == _FIRST and tokens[start].plain not in HEADS["ordinal"]):
            continue
        looked += 1
        if looked > _MOST_RUNS:
            break
        heads = _heads(tokens, start, index, tried)
        if heads is not None:
            found[start], free = heads, index
    return found


def _begins_rows(tokens: Sequence[Token], index: int) -> bool:
    """Whether the rows can begin with tokens[index]: a heading, one without the word 指标 before one of level two, or the number of
    the first row."""
    token = tokens[index]
    word = without_ordinal(token.plain.partition("(")[0])
    if word in _HEADINGS:
        return True
    following = tokens[index + 1].plain.partition("(")[0] if index + 1 < len(tokens) else ""
    numbered = token.plain == _FIRST and token.gap not in {Gap.SPACE, Gap.GLUED}
    return numbered or (word in LEVEL_ONE and following in LEVEL_TWO)


def _start(tokens: Sequence[Token], stop: int, least: int) -> int:
    """The first token of the run of possible heads that ends before tokens[stop]."""
    start = stop
    while start > max(least, stop - _LONGEST) and _may_belong(tokens[start - 1]):
        start -= 1
    while start < stop and not (speaks_of(tokens[start].plain) or may_begin(tokens[start].plain, INDICATORS)):
        start += 1
    return start


def _may_belong(token: Token) -> bool:
    return token.column < 0 and (may_be_head([token.plain]) or is_fragment(token.plain, INDICATORS))


def _heads(tokens: Sequence[Token], start: int, stop: int, tried: bool) -> Heads | None:
    if any(_is_known(tokens, each, stop) for each in range(start, stop - _FEWEST + 1)):
        return None
    runs = heads_in(tokens[start:stop], INDICATORS)
    if all(role for role, _ in runs[0]) or not any(may_head_indicators(word for _, word in run) for run in runs):
        return None
    found = sorted(_tried(tokens, start, stop, runs, _MOST_TRIED if tried else 0))
    if not found:
        return None
    cost, heads = found[0][0], found[0][2]
    near = [other.roles for dear, _, other in found[1:] if dear - cost < _SURE]
    points_unsure = any(points_of(roles) != points_of(heads.roles) for roles in near)
    return Heads(start, stop, heads.columns, False, False, bool(near), points_unsure)


def _is_known(tokens: Sequence[Token], start: int, stop: int) -> bool:
    """Whether known words alone lead from a token to the rows."""
    if not may_begin(tokens[start].plain, INDICATORS):
        return False
    heads = heads_of_fragments(tokens, start, INDICATORS)
    if heads is None or "actual" not in heads.roles:
        return False
    return heads.stop >= stop or begins_heading(tokens, heads.stop, len(tokens))


def _tried(
    tokens: Sequence[Token], start: int, stop: int, runs: Sequence[Sequence[tuple[str, str]]], most: int
) -> Iterator[tuple[float, int, Heads]]:
    """The `most` likeliest assignments, each with what the first rows cost under it; for none the likeliest alone, not tried."""
    end = min(stop + _SAMPLE, len(tokens))
    ways = {
        roles: cost
        for run in runs
        for order in [list(range(len(run))), *_undivided([word for _, word in run])]
        for cost, roles in likely([run[i][1] for i in order], [run[i][0] for i in order], _MOST_TRIED)
        if {"target", "actual", "name"} <= set(roles)
    }
    likeliest = sorted(ways, key=lambda roles: ways[roles])[: most or 1]
    for number, roles in enumerate(likeliest):
        heads = Heads(start, stop, each_once([Column(role) for role in roles], True), False, False)
        if not most:
            yield ways[roles], number, heads
            return
        search = Search(tokens, heads, stop, end)
        search.read()
        yield search.best * _ROW / (end - stop) + _WEIGHT * ways[roles], number, heads


def _undivided(words: Sequence[str]) -> Iterator[list[int]]:
    """The orders in which the last two heads stand in place of an earlier one that the next line divides."""
    values = {"target", "actual"}
    last = len(words) - 2
    if last < _FEWEST or not all(speaks_of(word) & values for word in words[last:]):
        return
    for at in range(2, last):
        if speaks_of(words[at]) & values:
            yield [*range(at), last, last + 1, *range(at + 1, last)]
