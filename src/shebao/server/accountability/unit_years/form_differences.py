"""Two records of a self-evaluation form compared field by field."""

from __future__ import annotations

from typing import Any

from shebao.server.accountability.unit_years.scoring import evidence_text, text_of


def form_differences(mine: dict[str, Any], theirs: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What the two records say differently: where, what was typed, what is stored."""
    found = [
        (key, text_of(mine.get(key)), text_of(theirs.get(key)))
        for key in dict.fromkeys((*mine, *theirs))
        if key != "指标" and mine.get(key) != theirs.get(key)
    ]
    own, stored = mine.get("指标") or [], theirs.get("指标") or []
    for number in range(max(len(own), len(stored))):
        one = own[number] if number < len(own) else {}
        other = stored[number] if number < len(stored) else {}
        for key in dict.fromkeys((*one, *other)):
            if one.get(key) != other.get(key):
                name = one.get("名称") or other.get("名称") or ""
                shown = evidence_text if key == "证据" else text_of
                place = f"第 {number + 1} 个指标“{name}”的{key}"
                found.append((place, shown(one.get(key)), shown(other.get(key))))
    return found
