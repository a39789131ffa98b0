"""Text and queries as bigrams: 社会保险 → 社会 会保 保险. Words and numbers of other scripts stay whole. Quotation marks, brackets and
middle dots inside words do not count: “三公”经费 and 三公经费 are the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from shebao.server.accountability.publications.searching.short_names import forms

_HAN = r"㐀-䶿一-鿿豈-﫿\U00020000-\U0003134f"
_RUNS = re.compile(rf"[{_HAN}]+|\d[\d,]*(?:\.\d+)?|[^\W\d_{_HAN}]+")
_MARKS = re.compile(r"[“”‘’\"'「」『』《》〈〉()（）\[\]【】·•]")
_BETWEEN = re.compile(r"[\s，、；;。！!？?：:]+|(?<!\d)[,.]|[,.](?!\d)")
_IS_HAN = re.compile(rf"[{_HAN}]")
_MOST_POSITIONS = 16_000
_LONGEST_WORD = 60
_LONGEST_QUERY = 100
_MOST_TERMS = 8


def folded(text: str) -> str:
    """`text` as it is compared: full-width and compatibility forms unified, lower case."""
    return unicodedata.normalize("NFKC", text).lower()


def bare(text: str) -> str:
    """Folded text without the marks that stand inside words."""
    return _MARKS.sub("", folded(text))


def spaced(text: str) -> str:
    """Folded text with the marks that stand inside words taken as spaces between them."""
    return _MARKS.sub(" ", folded(text))


def tokens(text: str) -> Iterator[str]:
    """The tokens of a text in order. The last character of a run stands alone too, so that one character can be sought."""
    for match in _RUNS.finditer(bare(text)):
        run = match[0]
        if _IS_HAN.match(run):
            yield from (run[i : i + 2] for i in range(len(run) - 1))
            yield run[-1]
        else:
            yield run.replace(",", "")[:_LONGEST_WORD]


def vector(text: str) -> str:
    """The text as a `tsvector` literal with positions."""
    places: dict[str, list[int]] = {}
    for position, token in enumerate(tokens(text), 1):
        if position > _MOST_POSITIONS:
            break
        places.setdefault(token, []).append(position)
    return " ".join(f"'{token}':{','.join(map(str, at[:250]))}" for token, at in places.items())


def terms(query: str) -> tuple[str, ...]:
    """The words of a query, at most eight of at most a hundred characters together: what has to be found, in any order."""
    words = _BETWEEN.split(bare(query[:_LONGEST_QUERY]))
    return tuple(dict.fromkeys(word for word in words if _RUNS.search(word)))[:_MOST_TERMS]


def tsquery(query: str) -> str:
    """The query as a `tsquery` literal: every term must occur, each as a phrase; '' where nothing can be sought."""
    return " & ".join(one_of(term) for term in terms(query))


def one_of(term: str) -> str:
    """A term as a `tsquery` literal: as a phrase, or any of the names that it is short for."""
    return "(" + " | ".join(f"({_phrase(form)})" for form in forms(term)) + ")"


def pairs(query: str) -> tuple[str, ...]:
    """The pairs of characters and the words of a query, each as a `tsquery` literal: for what is found roughly."""
    found = [token for term in terms(query) for token in tokens(term) if len(token) > 1]
    return tuple(f"'{token}'" for token in dict.fromkeys(found))


def _phrase(term: str) -> str:
    parts = []
    for match in _RUNS.finditer(term):
        run = match[0]
        if not _IS_HAN.match(run):
            parts.append(f"'{run.replace(',', '')[:_LONGEST_WORD]}'")
        elif len(run) == 1:
            parts.append(f"'{run}':*")
        else:
            parts.append(" <-> ".join(f"'{run[i : i + 2]}'" for i in range(len(run) - 1)))
    return " & ".join(f"({part})" for part in parts)
