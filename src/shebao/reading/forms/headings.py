"""Labels and headings at the left of rows, put together from fragments that other columns may come between."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from shebao.reading.forms.columns import Heads
from shebao.reading.forms.costs import is_score
from shebao.reading.forms.fragments import Growth, Words
from shebao.reading.forms.tokens import Gap, Token
from shebao.reading.forms.vocabulary import LABELS, LEVEL_ONE, LEVEL_TWO, without_ordinal

_LABEL, _ONE, _TWO = Words(LABELS), Words(LEVEL_ONE), Words(LEVEL_TWO)
_WORDS = (_LABEL, _ONE, _TWO)
_KINDS = ("label", "one", "two")
_WHOLE = frozenset((Growth.WHOLE, Growth.CLOSED))
_MOST_PIECES = 14
_MOST_WAYS = 8
_MOST_ALIKE = 3
_FAR = 2.5
_BEGIN, _GO_ON, _UNFINISHED, _LEFT_OPEN, _BARE = 0.25, 0.02, 2.0, 0.5, 0.35


class Open(NamedTuple):
    """A label or heading that more fragments may follow: its text, and the tokens it is made of."""

    text: str = ""
    tokens: tuple[int, ...] = ()

    @property
    def unfinished(self) -> bool:
        """Whether it is no whole word yet."""
        return bool(self.text) and all(words.grow(self.text) in {Growth.NONE, Growth.OPEN} for words in _WORDS)


class Margin(NamedTuple):
    """What stands open at the left, by kind."""

    label: Open = Open()
    one: Open = Open()
    two: Open = Open()


class Way(NamedTuple):
    """One reading of the tokens at the left of a row: where the row's own begin, and headings as (level, tokens)."""

    stop: int
    margin: Margin
    begun: tuple[tuple[int, int], ...]  # (level, first token) of each heading that began here
    grown: tuple[
        tuple[int, int, int], ...
    ]  # (level, first token, token): a fragment more of a heading, or ~token its weight
    cost: float


ANY, LABEL, LEVEL_ONE_COLUMN, LEVEL_TWO_COLUMN, LEVEL_WEIGHT, NONE = range(6)
"""What the column of a grid says about a token: nothing, that it is a label, a heading of a level or the weight of one, or that
it is none of these. Outside grids LEVEL_WEIGHT is said of a number that may be the weight of the heading before it."""


_SAID = {"level_one": LEVEL_ONE_COLUMN, "level_two": LEVEL_TWO_COLUMN, "level_weight": LEVEL_WEIGHT}


def hints(tokens: Sequence[Token], heads: Heads) -> list[int]:
    """For each token what its column says."""
    if not heads.ruled:
        weighed = any(column.role == "level_weight" for column in heads.columns)
        return [LEVEL_WEIGHT if weighed and is_score(token.plain) else ANY for token in tokens]
    first = min((c.column for c in heads.columns if c.role in {"level_one", "level_two", "name"}), default=0)
    found = [_hint(token, heads, first) if token.ruled else ANY for token in tokens]
    for index, token in enumerate(tokens):
        alone = token.gap is Gap.ROW and (index + 1 == len(tokens) or tokens[index + 1].gap is Gap.ROW)
        if alone and token.ruled:
            found[index] = _across(token, found[index])
    return found


def _across(token: Token, said: int) -> int:
    """What is said of a token that has a row of the table to itself: a heading across it, where its words are those of a level."""
    word = without_ordinal(token.plain)
    if _ONE.grow(word) in _WHOLE:
        return LEVEL_ONE_COLUMN
    return LEVEL_TWO_COLUMN if _TWO.grow(word) in _WHOLE else said


def _hint(token: Token, heads: Heads, first: int) -> int:
    column = next(
        (c for c in heads.columns if c.column < token.column + token.span and token.column < c.column + c.span), None
    )
    if column is None:
        return LABEL if token.column + token.span <= first else ANY
    return _SAID.get(column.role, NONE)


def ways(tokens: Sequence[Token], start: int, stop: int, margin: Margin, says: Sequence[int]) -> list[Way]:
    """The cheapest readings of the fragments from tokens[start], the one that takes none among them; `says` is what
    columns say of each token."""
    front = [Way(start, margin, (), (), 0.0)]
    done: list[Way] = []
    for _ in range(_MOST_PIECES):
        following: list[Way] = []
        for way in front:
            done.append(way)
            if way.stop < stop:
                following.extend(_steps(tokens, way, says[way.stop]))
        if not following:
            break
        following.sort(key=lambda way: way.cost)
        front = following[:_MOST_WAYS]
    done.sort(key=lambda way: (way.cost + _left(tokens, way, stop, says), -way.stop))
    unique: dict[tuple[int, str, str], Way] = {}
    for way in done:
        cost = way.cost + _left(tokens, way, stop, says)
        unique.setdefault((way.stop, way.margin.one.text, way.margin.two.text), way._replace(cost=cost))
    cheapest = min(way.cost for way in unique.values())
    kept: dict[int, int] = {}
    found = []
    for way in unique.values():
        kept[way.stop] = kept.get(way.stop, 0) + 1
        if way.cost <= cheapest + _FAR and kept[way.stop] <= _MOST_ALIKE:
            found.append(way)
    return found


def _left(tokens: Sequence[Token], way: Way, stop: int, says: Sequence[int]) -> float:
    """What it costs to leave the next token to the row, where an open heading could go on with it."""
    if way.stop >= stop or says[way.stop] == NONE:
        return 0.0
    token = tokens[way.stop]
    if says[way.stop] == LEVEL_WEIGHT:
        return 4.0 if token.ruled else _UNFINISHED if _may_weigh(way) else 0.0
    if says[way.stop] != ANY:
        return 4.0
    text = without_ordinal(token.plain)
    for words, open_ in zip(_WORDS, way.margin, strict=True):
        if open_.text and words.grow(open_.text + text) is not Growth.NONE:
            return _UNFINISHED if open_.unfinished else 2.2 if len(text) > 1 else 1.2
    if not begins_heading(tokens, way.stop, stop):
        return 0.0
    return 0.8 if any(level == 2 for level, _ in way.begun) else 1.6


def _steps(tokens: Sequence[Token], way: Way, says: int) -> list[Way]:
    """The readings of one token more as a fragment."""
    token = tokens[way.stop]
    if says == NONE:
        return []
    if says == LEVEL_WEIGHT:
        return [_weighed(way)] if token.ruled or _may_weigh(way) else []
    if says != ANY:
        kind = {LABEL: 0, LEVEL_ONE_COLUMN: 1, LEVEL_TWO_COLUMN: 2}[says]
        return [_begin(way, kind, token, _WORDS[kind], True)]
    found = []
    for kind, words in enumerate(_WORDS):
        open_ = way.margin[kind]
        if open_.text and token.column < 0:
            grown = open_.text + token.plain
            if words.grow(grown) is not Growth.NONE:
                found.append(_grow(way, kind, Open(grown, (*open_.tokens, way.stop))))
        if _can_begin(words, token):
            found.append(_begin(way, kind, token, words))
    return found


def _may_weigh(way: Way) -> bool:
    """Whether the next number may be the weight of the heading that has just ended."""
    return bool(way.begun) and way.begun[-1][1] not in {first for _, first, index in way.grown if index < 0}


def _weighed(way: Way) -> Way:
    """The number after a heading is its weight; where no heading begins here, that of one above."""
    if not way.begun:
        return way._replace(stop=way.stop + 1, cost=way.cost + _GO_ON)
    level, first = way.begun[-1]
    grown = (*way.grown, (level, first, ~way.stop))
    return way._replace(stop=way.stop + 1, grown=grown, cost=way.cost + _GO_ON)


def _can_begin(words: Words, token: Token) -> bool:
    growth = words.grow(without_ordinal(token.plain))
    if growth is Growth.OPEN:
        return len(token.plain) >= 2 and token.column < 0 and not token.plain.startswith("(")
    return growth in {Growth.WHOLE, Growth.CLOSED}


def _grow(way: Way, kind: int, open_: Open) -> Way:
    margin = way.margin._replace(**{_KINDS[kind]: open_})
    grown = (*way.grown, (kind, open_.tokens[0], open_.tokens[-1])) if kind else way.grown
    return Way(way.stop + 1, margin, way.begun, grown, way.cost + _GO_ON)


def _begin(way: Way, kind: int, token: Token, words: Words, placed: bool = False) -> Way:
    """A heading begins; where its column says that it is one (`placed`), the one before it need be no known word."""
    cost = way.cost + _BEGIN + (0.15 if token.gap is Gap.SPACE else 0.0) + (0.1 if kind == 1 else 0.0)
    replaced = way.margin[kind]
    if replaced.unfinished and not placed:
        cost += _UNFINISHED
    word = without_ordinal(token.plain)
    if words.grow(word) is Growth.OPEN:
        cost += 0.3
    margin = way.margin._replace(**{_KINDS[kind]: Open(word, (way.stop,))})
    if kind == 1:
        if way.margin.two.unfinished and not placed and not any(level == 2 for level, _ in way.begun):
            cost += _UNFINISHED
        if not any(level == 2 for level, _ in way.begun):
            margin = margin._replace(two=Open())
    begun = (*way.begun, (kind, way.stop)) if kind else way.begun
    if kind and sum(level == kind for level, _ in begun) > 1:
        cost += 3.0
    if kind == 1 and any(level == 2 for level, _ in way.begun):
        cost += 0.3
    return Way(way.stop + 1, margin, begun, way.grown, cost)


def begins_heading(tokens: Sequence[Token], start: int, stop: int) -> bool:
    """Whether a label or heading begins with tokens[start], whole within the next few."""
    for words in _WORDS:
        text = ""
        for index in range(start, min(start + 5, stop)):
            text += without_ordinal(tokens[index].plain)
            growth = words.grow(text)
            if growth in {Growth.WHOLE, Growth.CLOSED} and (len(text) > 2 or len(tokens[start].plain) > 1):
                return True
            if growth is Growth.NONE:
                break
    return False
