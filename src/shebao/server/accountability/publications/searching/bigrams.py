"""Text and queries as bigrams: 社会保险 → 社会 会保 保险. Words and numbers of other scripts stay whole."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_HAN = r"㐀-䶿一-鿿豈-﫿\U00020000-\U0003134f"
_RUNS = re.compile(rf"[{_HAN}]+|\d[\d,]*(?:\.\d+)?|[^\W\d_{_HAN}]+")
_IS_HAN = re.compile(rf"[{_HAN}]")
_MOST_POSITIONS = 16_000
_LONGEST_WORD = 60
_LONGEST_QUERY = 100
_MOST_TERMS = 8


def folded(text: str) -> str:
    """`text` as it is compared: full-width and compatibility forms unified, lower case."""
    return unicodedata.normalize("NFKC", text).lower()


def tokens(text: str) -> Iterator[str]:
    """The tokens of a text in order. The last character of a run stands alone too, so that one character can be sought."""
    for match in _RUNS.finditer(folded(text)):
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
    words = folded(query[:_LONGEST_QUERY]).split()
    return tuple(dict.fromkeys(word for word in words if _RUNS.search(word)))[:_MOST_TERMS]


def tsquery(query: str) -> str:
    """The query as a `tsquery` literal: every term must occur, each as a phrase; '' where nothing can be sought."""
    return " & ".join(f"({phrase})" for term in terms(query) if (phrase := _phrase(term)))


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
