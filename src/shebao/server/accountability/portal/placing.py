"""Where forms and the table of key work stand on the reading page: in the annex or part that is called after them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

_ANNEX = "attachments"
_KEY_WORK = "key_work"
_ORDINAL = re.compile(
    r"^(?:第[一二三四五六七八九十]+部分|[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+[.．、]|附件\d*[:：]?)"
)


def forms_by_section(document: Mapping[str, Any]) -> dict[str, list[tuple[int, Mapping[str, Any]]]]:
    """The forms, numbered from 1, by the id of the section that they stand in: the annex with their title, else the part of
    the annexes, '' where the report has none."""
    annexes = _part(document["sections"], _ANNEX)
    placed: dict[str, list[tuple[int, Mapping[str, Any]]]] = {}
    for number, form in enumerate(document["forms"], 1):
        titled = next((section for section in annexes if _is_titled(section, form)), None)
        home = titled or (annexes[0] if annexes else None)
        placed.setdefault(home["id"] if home else "", []).append((number, form))
    return placed


def key_work_section(document: Mapping[str, Any]) -> str:
    """The id of the last section of the part of key work, under which its table stands; '' where there is no such part."""
    part = _part(document["sections"], _KEY_WORK)
    return part[-1]["id"] if part and document["key_work"] else ""


def _part(sections: Sequence[Mapping[str, Any]], kind: str) -> list[Mapping[str, Any]]:
    """The part of that kind with the sections under it."""
    found: list[Mapping[str, Any]] = []
    for section in sections:
        if section["level"] == 1 and found:
            break
        if found or (section["level"] == 1 and section["kind"] == kind):
            found.append(section)
    return found


def _is_titled(section: Mapping[str, Any], form: Mapping[str, Any]) -> bool:
    return bool(form["title"]) and _bare(section["title"]) == _bare(form["title"])


def _bare(title: str) -> str:
    """A title without its ordinal and spaces, which differ between a heading and the form below it."""
    return _ORDINAL.sub("", re.sub(r"\s", "", title))
