"""Column heads in running tokens: known words grown from fragments, side by side if need be."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from shebao.reading.forms.columns import Column, Heads, each_once
from shebao.reading.forms.fragments import Words
from shebao.reading.forms.tokens import Token
from shebao.reading.forms.vocabulary import EXECUTION_HEADS, HEADS, LABELS, role_among_heads

_DIVIDED = frozenset(("指标值", "目标值", "完成情况", "指标完成情况", "绩效指标"))
_MOST_HEADS = 24
_LONGEST = 60  # tokens that heads may be broken into
_NOTE = re.compile(r"\(?(?:[AB](?:/[AB])?|[\d.]*分?(?:[*×xX](?:预算)?执行率)?|万?元)?\)?%?")


class HeadWords:
    """The heads of one kind of table, as fragments."""

    def __init__(self, roles: Mapping[str, frozenset[str]], extra: Sequence[str] = ()) -> None:
        self.role = {word: role for role, words in roles.items() for word in words} | dict.fromkeys(extra, "label")
        self.words = Words(self.role)


INDICATORS = HeadWords(HEADS, sorted(LABELS))
EXECUTION = HeadWords(EXECUTION_HEADS)


@lru_cache(maxsize=8192)
def _may_begin_word(text: str, words: Words) -> bool:
    bare = text.split("(")[0]
    return len(bare) >= 2 and (bare in words.words or bare in words.prefixes)


def may_begin(text: str, known: HeadWords) -> bool:
    """Whether heads may begin with the text."""
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


def heads_of_fragments(tokens: Sequence[Token], start: int, known: HeadWords) -> Heads | None:
    """Heads from tokens[start], each grown from fragments; broken heads side by side grow in turn."""
    pieces: list[_Piece] = []
    stop = start
    for index in range(start, min(start + _LONGEST, len(tokens))):
        if tokens[index].column >= 0 or not _take(tokens[index].plain, pieces, known):
            break
        if len(pieces) > _MOST_HEADS:
            return None
        stop = index + 1
    complete = [piece.text for piece in pieces if piece.text in known.role]
    if len(complete) < len(pieces) - 1:
        return None
    columns = _undivided(_columns(complete, known), complete)
    return Heads(start, stop, each_once(columns, known is INDICATORS), False, False)


def _columns(words: Sequence[str], known: HeadWords) -> list[Column]:
    """The columns under whole heads; a label among them stands over names or targets where no other head does."""
    roles = [known.role[word] for word in words]
    for at, word in enumerate(words):
        role = role_among_heads(word) if at and roles[at] == "label" else ""
        if role and role not in roles:
            roles[at] = role
    return [Column(role) for role in roles]


def is_fragment(text: str, known: HeadWords) -> bool:
    """Whether the text is a known head, a part of one or a note beside one."""
    return _take(text, [], known) or (bool(_NOTE.fullmatch(text)) and not text[0].isdigit())


def heads_in(tokens: Sequence[Token], known: HeadWords) -> list[list[tuple[str, str]]]:
    """The ways in which a run of tokens can be heads, each as (role, words): grown from fragments, and one a token; the role is
    '' where the words are unknown."""
    grown: list[_Piece] = []
    single: list[_Piece] = []
    for token in tokens:
        if not _take(token.plain, grown, known):
            grown.append(_Piece(token.plain, "()"))
        bare = token.plain.partition("(")[0]
        if bare:
            single.append(_Piece(bare))
    ways = [[(known.role.get(piece.text, ""), piece.text) for piece in pieces] for pieces in (grown, single)]
    return ways[:1] if ways[0] == ways[1] else ways


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
