"""Code lists (代码表): codes with the words that people choose, one place for registers, forms of services and columns of lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from shebao.fields.data_files import DataFileError, load_data

_FILE = "codes.yaml"


@cache
def code_lists() -> Mapping[str, Mapping[str, str]]:
    """All lists by name: code → words. Raises DataFileError for a mistake in the file."""
    found: dict[str, Mapping[str, str]] = {}
    for name, entries in load_data(__package__, _FILE).items():
        if not isinstance(entries, Mapping) or not entries:
            raise DataFileError(f"{_FILE}：{name} 应是“代码: 说法”")
        wrong = [code for code, words in entries.items() if not isinstance(code, str) or not isinstance(words, str)]
        if wrong or len(set(entries.values())) < len(entries):
            raise DataFileError(f"{_FILE}：{name} 的代码和说法应是不重复的文字（代码加引号），请看 {wrong or '说法'}")
        found[name] = MappingProxyType(dict(entries))
    return MappingProxyType(found)


def codes_of(names: Iterable[str]) -> dict[str, str]:
    """The codes of several lists together, in order. Raises KeyError with the name that is unknown."""
    return {code: words for name in names for code, words in code_lists()[name].items()}
