"""Column heads: where they stand among the tokens, and which role each column has."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from shebao.reading.forms.fragments import Words
from shebao.reading.forms.tokens import Gap, Token
from shebao.reading.forms.vocabulary import EXECUTION_HEADS, HEADS, LABELS, cell_role, execution_role, is_label

_DIVIDED = frozenset(("指标值", "目标值", "完成情况", "指标完成情况", "绩效指标"))
_MOST_HEADS = 24
_LONGEST = 60  # tokens that heads may be broken into
_NOTE = re.compile(r"\(?(?:[AB](?:/[AB])?|[\d.]*分?(?:[*×xX](?:预算)?执行率)?|万?元)?\)?%?")


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its head: role, and its place in the table (-1 outside tables)."""

    role: str
    column: int = -1
    span: int = 1


@dataclass(frozen=True, slots=True)
class Heads:
    """Column heads in tokens[start:stop]. `ruled` where they stand in a grid, `cells` where in a grid or between tabs."""

    start: int
    stop: int
    columns: tuple[Column, ...]
    cells: bool
    ruled: bool

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles in order."""
        return tuple(column.role for column in self.columns)


class HeadWords:
    """The heads of one kind of table, as fragments."""

    def __init__(self, roles: Mapping[str, frozenset[str]], extra: Sequence[str] = ()) -> None:
        self.role = {word: role for role, words in roles.items() for word in words} | dict.fromkeys(extra, "label")
        self.words = Words(self.role)


INDICATORS = HeadWords(HEADS, sorted(LABELS))
EXECUTION = HeadWords(EXECUTION_HEADS)


def indicator_heads(tokens: Sequence[Token]) -> list[Heads]:
    """Every run of heads of an indicator table."""
    return _find(tokens, INDICATORS, cell_role, _is_indicator_head)


def execution_heads(tokens: Sequence[Token]) -> list[Heads]:
    """Every run of heads of a budget-execution table."""
    return _find(tokens, EXECUTION, execution_role, _is_execution_head)


def _is_indicator_head(roles: Sequence[str]) -> bool:
    found = set(roles)
    return (
        len(found - {"label", "other"}) >= 3 and "actual" in found and bool(found & {"name", "level_two", "level_one"})
    )


def _is_execution_head(roles: Sequence[str]) -> bool:
    found = set(roles)
    return bool({"actual", "budget"} <= found and found & {"rate", "score"}) or {"rate", "score", "actual"} <= found


def _find(tokens: Sequence[Token], known: HeadWords, role_of: object, accepts: object) -> list[Heads]:
    assert callable(role_of)
    assert callable(accepts)
    found: list[Heads] = []
    position = 0
    while position < len(tokens):
        if tokens[position].column >= 0:
            stop = row_end(tokens, position)
            heads = _of_row(tokens, position, stop, role_of) if tokens[position].gap is Gap.ROW else None
            if heads is not None and not accepts(heads.roles) and stop < len(tokens):
                heads = _of_two_rows(tokens, heads, row_end(tokens, stop), role_of)
            if heads is not None and accepts(heads.roles):
                found.append(heads)
                stop = heads.stop
            position = stop
            continue
        heads = _of_fragments(tokens, position, known) if _may_begin(tokens[position].plain, known) else None
        if heads is not None and accepts(heads.roles):
            found.append(heads)
            position = heads.stop
        else:
            position += 1
    return found


def row_end(tokens: Sequence[Token], start: int) -> int:
    """The index after the last token of the table row that holds tokens[start]."""
    stop = start + 1
    while stop < len(tokens) and tokens[stop].gap is Gap.COLUMN:
        stop += 1
    return stop


def _of_row(tokens: Sequence[Token], start: int, stop: int, role_of: object) -> Heads | None:
    assert callable(role_of)
    columns = []
    for token in tokens[start:stop]:
        role = "label" if is_label(token.text) else role_of(token.text)
        columns.append(Column(role or "other", token.column, token.span))
    if len(columns) < 3:
        return None
    return Heads(start, stop, _each_once(columns, role_of is cell_role), True, tokens[start].ruled)


def _of_two_rows(tokens: Sequence[Token], above: Heads, stop: int, role_of: object) -> Heads:
    """Heads of which some are divided in the row below (指标值: 年度指标值, 实际完成值)."""
    assert callable(role_of)
    below = [Column(role_of(token.text), token.column, token.span) for token in tokens[above.stop : stop]]
    below = [column for column in below if column.role]
    known = [column for column in above.columns if column.role != "other"]
    if not below or len(known) < 4 or not {column.role for column in below} <= {"target", "actual"}:
        return above
    divided = {column.column for column in below}
    kept = [c for c in above.columns if not any(c.column <= column < c.column + c.span for column in divided)]
    columns = sorted((*kept, *below), key=lambda column: column.column)
    return Heads(above.start, stop, _each_once(columns, role_of is cell_role), True, above.ruled)


def _each_once(columns: Sequence[Column], once: bool) -> tuple[Column, ...]:
    """A role that a head repeats is that of its first column; labels are no columns."""
    seen: set[str] = set()
    kept = []
    for column in columns:
        if column.role == "label":
            continue
        role = column.role if column.role not in seen or not once else "other"
        seen.add(role)
        kept.append(Column(role, column.column, column.span))
    return tuple(kept)


@lru_cache(maxsize=8192)
def _may_begin_word(text: str, words: Words) -> bool:
    bare = text.split("(")[0]
    return len(bare) >= 2 and (bare in words.words or bare in words.prefixes)


def _may_begin(text: str, known: HeadWords) -> bool:
    return _may_begin_word(text, known.words) or _several(text, known) is not None


def _several(text: str, known: HeadWords) -> list[str] | None:
    """The words that one token is made of (一级指标二级指标三级指标), None where it is not."""
    found: list[str] = []
    position = 0
    while position < len(text):
        note = re.compile(r"\([^()]{0,14}\)").match(text, position)
        if note:
            position = note.end()
            continue
        longest = next(
            (w for n in range(16, 1, -1) if (w := text[position : position + n]) in known.role and len(w) == n), None
        )
        if longest is None:
            return None
        found.append(longest)
        position += len(longest)
    return found if len(found) > 1 else None


@dataclass(slots=True)
class _Piece:
    """A head while its fragments are gathered."""

    text: str
    noted: str = ""


def _of_fragments(tokens: Sequence[Token], start: int, known: HeadWords) -> Heads | None:
    """Heads from tokens[start], each grown from fragments; broken heads side by side grow in turn."""
    pieces: list[_Piece] = []
    stop = start
    for index in range(start, min(start + _LONGEST, len(tokens))):
        if tokens[index].column >= 0 or not _take(tokens[index].plain, pieces, known):
            break
        if len(pieces) > _MOST_HEADS:
            return None
        stop = index + 1
    complete = [piece for piece in pieces if piece.text in known.role]
    if len(complete) < len(pieces) - 1:
        return None
    columns = _undivided([Column(known.role[piece.text]) for piece in complete], [piece.text for piece in complete])
    return Heads(start, stop, _each_once(columns, known is INDICATORS), False, False)


def _undivided(columns: list[Column], words: Sequence[str]) -> list[Column]:
    """The columns with a head that the next line divides (指标值) in place of which its parts stand."""
    roles = [column.role for column in columns]
    at = next((i for i, word in enumerate(words[:-2]) if word in _DIVIDED), None)
    if at is None or sorted(roles[-2:]) != ["actual", "target"]:
        return columns
    return [*columns[:at], *columns[-2:], *columns[at + 1 : -2]]


def _take(text: str, pieces: list[_Piece], known: HeadWords) -> bool:
    """Whether the fragment belongs to the heads; it then grows the last one that it fits, or begins a new one."""
    for piece in (*pieces[-1:], *pieces[:-1]):
        if (
            piece.noted
            and not piece.noted.endswith(")")
            and (_NOTE.fullmatch(piece.noted + text) or _unclosed(piece.noted + text))
        ):
            piece.noted += text
            return True
    bare, _, note = text.partition("(")
    note = f"({note}" if note or text.endswith("(") else ""
    if not bare and pieces and _NOTE.fullmatch(text):
        target = next((piece for piece in pieces if not piece.noted and piece.text in known.role), pieces[-1])
        (pieces[-1] if not pieces[-1].noted else target).noted = text
        return True
    for piece in (*pieces[-1:], *pieces[:-1]):
        grown = piece.text + bare
        if bare and not piece.noted and _one_head(piece.text, bare, grown, known):
            piece.text = grown
            piece.noted = note
            return True
    if bare and (bare in known.role or (len(bare) >= 2 and bare in known.words.prefixes)) and _is_note(note):
        pieces.append(_Piece(bare, note))
        return True
    several = _several(text, known)
    if several is not None:
        pieces.extend(_Piece(word) for word in several)
        return True
    return False


def _one_head(before: str, bare: str, grown: str, known: HeadWords) -> bool:
    """Whether two fragments are one head; two heads of different columns never are."""
    if grown not in known.role and grown not in known.words.prefixes:
        return False
    one, other = known.role.get(before), known.role.get(bare)
    return one is None or other is None or one == other


def _is_note(note: str) -> bool:
    return not note or bool(_NOTE.fullmatch(note)) or note.count("(") == note.count(")") or _unclosed(note)


def _unclosed(note: str) -> bool:
    """Whether a note is broken off within its bracket."""
    return note.startswith("(") and ")" not in note and len(note) < 12
