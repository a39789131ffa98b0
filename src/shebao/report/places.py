"""Places that have outlines of their own, by words in the name of a unit or on the cover (places.yaml)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from shebao.fields.data_files import load_data


@cache
def _words() -> Mapping[str, tuple[str, ...]]:
    data = load_data(__package__, "places.yaml")
    return {place: tuple(words) for place, words in data.items()}


def place_in(texts: Iterable[str]) -> str:
    """The place that the first of the texts with such a word names, '' where none does."""
    for text in texts:
        for place, words in _words().items():
            if any(word in text for word in words):
                return place
    return ""
