"""The fiscal year that a question means by a word of today: 去年 is the year before this one."""

from __future__ import annotations

import re
from dataclasses import dataclass

_BACK = {"大前年": 3, "前年": 2, "去年": 1, "今年": 0}
_WORDS = re.compile("|".join(_BACK))


@dataclass(frozen=True, slots=True)
class MeantYear:
    """The word that was written, the year that it means, and the query without it."""

    word: str
    year: int
    rest: str


def meant_year(query: str, this_year: int) -> MeantYear | None:
    """The year that a query means by a word, None where it has none or speaks of several years."""
    words = set(_WORDS.findall(query))
    if len(words) != 1:
        return None
    word = words.pop()
    return MeantYear(word, this_year - _BACK[word], " ".join(_WORDS.sub(" ", query).split()))
