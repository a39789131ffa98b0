"""The words that service files may use, and what people read for them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from shebao.fields.data_files import load_data, mapping

_FILE = "words.yaml"
_KINDS = ("groups", "applicants", "channels", "deciders", "levels", "risks", "limit_kinds", "confidences")


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """Kind of word → word → Chinese. Raises DataFileError."""
    loaded = mapping(_FILE, load_data(__package__, _FILE), _KINDS)
    return MappingProxyType({kind: MappingProxyType(loaded[kind]) for kind in _KINDS})


def label(kind: str, word: str) -> str:
    """What people read for a word of a kind."""
    return words()[kind][word]
