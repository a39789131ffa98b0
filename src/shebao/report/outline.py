"""Kinds of parts and sections by the words of their titles (data in outline.yaml)."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from shebao.fields.data_files import load_data, mapping
from shebao.report.tables import normalise


@cache
def _patterns() -> dict[str, tuple[tuple[str, re.Pattern[str]], ...]]:
    data = load_data(__package__, "outline.yaml")
    mapping("outline.yaml", data, ("parts", "sections"))
    return {
        level: tuple((kind, re.compile("|".join(patterns))) for kind, patterns in kinds.items())
        for level, kinds in data.items()
    }


@lru_cache(maxsize=4096)
def part_kind(title: str) -> str:
    """The kind of part (overview, tables, narrative …) with that title, '' where none."""
    return _kind("parts", title)


@lru_cache(maxsize=4096)
def section_kind(title: str) -> str:
    """The kind of section (narrative.totals …) with that title, '' where none."""
    return _kind("sections", title)


def _kind(level: str, title: str) -> str:
    text = normalise(title)
    return next((kind for kind, pattern in _patterns()[level] if pattern.search(text)), "")


def known_parts() -> set[str]:
    """The ids of all kinds of parts."""
    return {kind for kind, _ in _patterns()["parts"]}


def known_sections() -> set[str]:
    """The ids of all kinds of sections."""
    return {kind for kind, _ in _patterns()["sections"]}
