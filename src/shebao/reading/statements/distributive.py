"""Sentences that tell several things of several names at once (甲、乙分别为 3 万元、2 万元，分别占 60%、40%), told one name after the
other: 甲为 3 万元，占 60%，乙为 2 万元，占 40%."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shebao.reading.statements.tokens import Kind, Token

_JOINS = frozenset({"、", "和", "与", "及", "以及", "，", ","})
_ENDS = frozenset({"。", ";", "!", "?"})
_NAMES = frozenset({Kind.MEASURE, Kind.ITEM})


@dataclass(frozen=True, slots=True)
class _Names:
    """tokens[start:stop] are names with conjunctions between; behind them stands what is said of all."""

    start: int
    stop: int
    each: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class _Group:
    """What is told of each name, in their order, with the words before each figure; it ends before tokens[stop]."""

    each: tuple[tuple[Token, ...], ...]
    stop: int


def one_by_one(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with every distributive sentence that names as many things as it gives figures told thing by thing; other
    sentences as they stand."""
    told: list[Token] = []
    for sentence in _sentences(tokens):
        told += _told(sentence) if any(token.kind is Kind.RESPECTIVELY for token in sentence) else sentence
    return tuple(told)


def _sentences(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    start = 0
    for index, token in enumerate(tokens):
        if token.kind is Kind.STOP and token.text in _ENDS:
            yield tokens[start : index + 1]
            start = index + 1
    yield tokens[start:]


def _told(tokens: Sequence[Token]) -> Sequence[Token]:
    first = next(index for index, token in enumerate(tokens) if token.kind is Kind.RESPECTIVELY)
    names = _names_before(tokens, first)
    if names is None:
        return tokens
    groups = list(_groups(tokens, names, first))
    if not groups:
        return tokens
    end = groups[-1].stop
    return [*tokens[: names.start], *_laid_out(names, groups), *_told_or_rest(tokens[end:])]


def _told_or_rest(tokens: Sequence[Token]) -> Sequence[Token]:
    return _told(tokens) if any(token.kind is Kind.RESPECTIVELY for token in tokens) else tokens


def _names_before(tokens: Sequence[Token], at: int) -> _Names | None:
    """The names that a 分别 speaks of: the last ones before it, next to each other but for conjunctions."""
    last = next((i for i in reversed(range(at)) if tokens[i].kind in _NAMES), None)
    if last is None or any(token.kind in {Kind.FIGURE, Kind.STOP} for token in tokens[last + 1 : at]):
        return None
    found = [last]
    while found[0] >= 2 and tokens[found[0] - 1].text in _JOINS and tokens[found[0] - 2].kind in _NAMES:
        found.insert(0, found[0] - 2)
    if len(found) < 2:
        return None
    return _Names(found[0], last + 1, tuple(tokens[index] for index in found))


def _groups(tokens: Sequence[Token], names: _Names, first: int) -> Iterator[_Group]:
    """The figures behind the names, as many at a time as there are names, for as long as nothing else comes between."""
    at = names.stop
    while True:
        group = _group(tokens, at, len(names.each))
        if group is None:
            return
        distributes = any(token.kind is Kind.RESPECTIVELY for token in tokens[at : group.stop])
        bare = not any(token.kind in {*_NAMES, Kind.STOP} for token in tokens[at : _figure_from(tokens, at)])
        if not (distributes or (at > first and bare)):
            return
        yield group
        at = group.stop


def _group(tokens: Sequence[Token], start: int, count: int) -> _Group | None:
    at = _figure_from(tokens, start)
    if at >= len(tokens):
        return None
    shared = [t for t in _without_joins(tokens[start:at]) if t.kind is not Kind.RESPECTIVELY]
    each: list[tuple[Token, ...]] = []
    unit = getattr(tokens[at].value, "unit", None)
    while len(each) < count:
        if at >= len(tokens) or getattr(tokens[at].value, "unit", None) != unit:
            return None
        after = _bracket_end(tokens, at + 1)
        each.append((*shared, *tokens[at:after]))
        if len(each) == count:
            return _Group(tuple(each), after)
        at = _figure_from(tokens, after)
        own = _own_words(tokens[after:at])
        if own is None:
            return None
        if own:
            shared = [t for t in shared if t.kind not in {Kind.DIRECTION, Kind.ORDER}] + own
    return None


def _own_words(between: Sequence[Token]) -> list[Token] | None:
    """A direction of its own before the next figure (分别增加 5 万元、减少 3 万元), nothing else but conjunctions; None otherwise."""
    own = _without_joins(between)
    if len(own) == len(between) or any(token.kind not in {Kind.DIRECTION, Kind.ORDER} for token in own):
        return None
    return own


def _without_joins(tokens: Sequence[Token]) -> list[Token]:
    at = 0
    while at < len(tokens) and tokens[at].text in _JOINS:
        at += 1
    return list(tokens[at:])


def _figure_from(tokens: Sequence[Token], at: int) -> int:
    return next((i for i in range(at, len(tokens)) if tokens[i].kind is Kind.FIGURE), len(tokens))


def _bracket_end(tokens: Sequence[Token], at: int) -> int:
    """Behind the brackets that open at a token; there where none do."""
    if at >= len(tokens) or tokens[at].text != "(":
        return at
    return next((i + 1 for i in range(at, len(tokens)) if tokens[i].text == ")"), at)


def _laid_out(names: _Names, groups: Sequence[_Group]) -> Iterator[Token]:
    for index, name in enumerate(names.each):
        if index:
            yield _comma(groups[-1].each[index - 1][-1])
        yield name
        for number, group in enumerate(groups):
            if number and not _goes_on(groups[number - 1].each[index], group.each[index]):
                yield _comma(groups[number - 1].each[index][-1])
            yield from group.each[index]


def _goes_on(before: Sequence[Token], words: Sequence[Token]) -> bool:
    """Whether a comparison stands between its base's figure and its own (较上年的 3 万元增加 1 万元)."""
    return any(token.kind is Kind.BASE for token in before) and words[0].kind is Kind.DIRECTION


def _comma(behind: Token) -> Token:
    return Token(Kind.STOP, "，", behind.end, behind.end)
