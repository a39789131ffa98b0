"""Word lists of the grammar as one pattern, and the names of functional classes."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

_Trie = dict[str, Any]


def trie_pattern(words: Iterable[str]) -> str:
    """A regular expression that matches the longest of `words`, sharing their beginnings."""
    root: _Trie = {}
    for word in words:
        node = root
        for character in word:
            node = node.setdefault(character, {})
        node[""] = {}
    return _alternatives(root)


def _alternatives(node: _Trie) -> str:
    branches = [re.escape(character) + _alternatives(below) for character, below in node.items() if character]
    if not branches:
        return ""
    inner = branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
    return f"(?:{inner})?" if "" in node else inner


@cache
def class_names() -> tuple[str, ...]:
    """The names of functional classes (类) of every year, the longest first."""
    text = (files("shebao.classification") / "data" / "functional.csv").read_text("utf-8")
    names = {row["name"] for row in csv.DictReader(text.splitlines()) if row["level"] == "类"}
    return tuple(sorted(names, key=lambda name: (-len(name), name)))
