"""Names broken around the line of their code: `机关事业单位⏎30108 504.38⏎养老保险缴费` is one row."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass

from shebao.classification.names import normalise
from shebao.reading.tables.flat.tokens import Token

_REACHES = ((1, 1), (0, 1), (1, 0), (2, 2), (1, 2), (2, 1))
_LONGEST_CODE = 7


@dataclass(frozen=True)
class _Gap:
    """A code at `position` of its line whose words, up to `stop`, are no whole name."""

    position: int
    stop: int
    words: str


def unwrap(
    lines: Sequence[list[Token]], is_code: Callable[[str], bool], names: Container[str]
) -> tuple[list[Token], ...]:
    """The lines with the words above and below a code that lacks its name put beside it; the lines they came from are
    gone. Words that make up a known name go first; then those evenly around a code without one."""
    rows: list[list[Token] | None] = list(lines)
    for certain in (True, False):
        for index in range(len(rows)):
            _fill(rows, index, is_code, names, certain)
    return tuple(row for row in rows if row is not None)


def _fill(
    rows: list[list[Token] | None], index: int, is_code: Callable[[str], bool], names: Container[str], certain: bool
) -> None:
    row = rows[index]
    gaps = list(_gaps(row, is_code, names)) if row else []
    if not row or not gaps:
        return
    for above, below in _REACHES if certain else _REACHES[:1]:
        before, after = _words(rows, range(index - above, index)), _words(rows, range(index + 1, index + 1 + below))
        if before is None or after is None:
            continue
        pieces = _distributed(before, after, len(gaps))
        if pieces is None:
            continue
        joined = [_joined(b, gap.words, a) for gap, (b, a) in zip(gaps, pieces, strict=True)]
        if not certain or all(name in names for name in joined):
            rows[index] = _with_names(row, gaps, pieces)
            rows[index - above : index] = [None] * above
            rows[index + 1 : index + 1 + below] = [None] * below
            return


def _gaps(row: Sequence[Token], is_code: Callable[[str], bool], names: Container[str]) -> Iterator[_Gap]:
    """The codes of a line that have amounts or nothing beside them where their name should be."""
    for position, token in enumerate(row):
        before = row[position - 1].text if position and row[position - 1].number is not None else ""
        begins = not before or "." in before or is_code(before)
        if token.integer is None or len(token.text) > _LONGEST_CODE or not (begins and is_code(token.text)):
            continue
        stop = position + 1
        while stop < len(row) and row[stop].number is None:
            stop += 1
        words = "".join(part.text for part in row[position + 1 : stop])
        if normalise(words) not in names:
            yield _Gap(position, stop, words)


def _words(rows: Sequence[list[Token] | None], indexes: range) -> list[list[Token]] | None:
    """The lines at `indexes`, None where one is not there, was taken or holds a number or a dash for a blank."""
    found = []
    for index in indexes:
        row = rows[index] if 0 <= index < len(rows) else None
        if not row or any(token.number is not None or token.is_dash for token in row):
            return None
        found.append(row)
    return found


def _distributed(
    before: Sequence[list[Token]], after: Sequence[list[Token]], count: int
) -> list[tuple[list[Token], list[Token]]] | None:
    """What of the words above and below belongs to each of `count` codes: all to one, or one word of a line to each."""
    if count == 1:
        return [([t for line in before for t in line], [t for line in after for t in line])]
    if any(len(line) != count for line in (*before, *after)):
        return None
    return [([line[i] for line in before], [line[i] for line in after]) for i in range(count)]


def _joined(before: Sequence[Token], words: str, after: Sequence[Token]) -> str:
    return normalise("".join(token.text for token in before) + words + "".join(token.text for token in after))


def _with_names(
    row: Sequence[Token], gaps: Sequence[_Gap], pieces: Sequence[tuple[list[Token], list[Token]]]
) -> list[Token]:
    found: list[Token] = []
    done = 0
    for gap, (before, after) in zip(gaps, pieces, strict=True):
        found += [*row[done : gap.position + 1], *before, *row[gap.position + 1 : gap.stop], *after]
        done = gap.stop
    return [*found, *row[done:]]
