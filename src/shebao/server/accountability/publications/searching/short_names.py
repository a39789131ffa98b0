"""Short names and the names that they are short for; words of a question that nothing is sought by."""

from __future__ import annotations

import re
from functools import cache

from shebao.fields.data_files import load_data

_MOST_FORMS = 8


@cache
def _data() -> tuple[dict[str, list[str]], re.Pattern[str], re.Pattern[str]]:
    data = load_data(__package__, "short_names.yaml")
    names: dict[str, list[str]] = data["names"]
    return names, _any_of(names), _any_of(data["words"])


def _any_of(words: object) -> re.Pattern[str]:
    longest_first = sorted(map(str, words), key=len, reverse=True)  # type: ignore[call-overload]
    return re.compile("|".join(map(re.escape, longest_first)))


def forms(term: str) -> tuple[str, ...]:
    """A term as it was written, and with the first short name in it written out: 人社局 also as 人力资源和社会保障局."""
    names, short, _words = _data()
    match = short.search(term)
    if match is None:
        return (term,)
    written = (f"{term[: match.start()]}{name}{term[match.end() :]}" for name in names[match[0]])
    return (term, *written)[:_MOST_FORMS]


def without_questions(query: str) -> str:
    """A query without the words that make it a question."""
    return _data()[2].sub(" ", query)
