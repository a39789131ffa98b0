"""What a section is about, where its first amount is called so by words that tell nothing else (由财政拨款安排的支出共)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from shebao.fields.data_files import load_data
from shebao.reading.statements.lead import Lead
from shebao.reading.statements.positions import Subject
from shebao.reading.statements.state import State


@dataclass(frozen=True, slots=True)
class _Total:
    measure: str
    words: re.Pattern[str]


@cache
def _totals() -> dict[str, _Total]:
    """By topic: the measure of its total, and all words that may stand before it."""
    data = load_data(__package__, "section_totals.yaml")
    plain = "|".join(data["plain"])
    found = {}
    for topic, total in data["topics"].items():
        more = "|".join((plain, *total.get("more", ())))
        found[topic] = _Total(total["measure"], re.compile(f"(?:{more})*{total['name']}(?:{plain})*"))
    return found


def total_of_section(state: State, lead: Lead) -> Subject | None:
    """What a section is about, where its first amount is called so by words that tell nothing else (由财政拨款安排的支出共)."""
    if (lead.subject is not None and not lead.label) or state.facts or lead.direction or lead.share:
        return None
    found = _totals().get(state.topic)
    if state.main is not None and state.main.item:
        return None
    if found is None or state.kind.endswith((".items", ".structure")) or not found.words.fullmatch(lead.phrase):
        return None
    return Subject(found.measure, start=lead.start)
