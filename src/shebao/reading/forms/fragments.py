"""Words broken over lines: what a run of fragments can still become, by prefixes of the words that are known."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import IntEnum
from functools import lru_cache


class Growth(IntEnum):
    """What the text so far is: nothing known, the beginning of a word, a word, a word with its weight in brackets."""

    NONE = 0
    OPEN = 1
    WHOLE = 2
    CLOSED = 3


_CAPTION = re.compile(r"\((?:\d{1,3}(?:\.\d{0,2})?)?分?(?P<end>\))?|\d{1,3}(?:\.\d{1,2})?分")
_SPLIT = re.compile(r"[(\d]")


class Words:
    """A closed set of words with the grammar word[（weight分）]."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = frozenset(words)
        self.prefixes = frozenset(word[:length] for word in self.words for length in range(1, len(word)))
        self.grow = lru_cache(maxsize=16384)(self._grow)

    def _grow(self, text: str) -> Growth:
        found = _SPLIT.search(text)
        word = text[: found.start()] if found else text
        if found is None:
            if word in self.words:
                return Growth.WHOLE
            return Growth.OPEN if word in self.prefixes else Growth.NONE
        if word not in self.words:
            return Growth.NONE
        match = _CAPTION.fullmatch(text[found.start() :])
        if match is None:
            return Growth.NONE
        return Growth.CLOSED if match["end"] or not text[found.start() :].startswith("(") else Growth.OPEN

    def goes_on(self, text: str) -> bool:
        """Whether more characters could follow the text within the word or its weight."""
        return self.grow(text) in {Growth.OPEN, Growth.WHOLE}
