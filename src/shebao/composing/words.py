"""The unit's own words in a report: duties, organisation, reasons, key work, remarks (words.yaml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class KeyWork:
    """One key task: title, narrative, and the goal and completion of the table."""

    title: str
    text: str = ""
    goal: str = ""
    completion: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """What words.yaml says. `reasons` are by topic (`totals`, `three_public.reception`, `items.2080109`), `remarks` by
    section kind: sentences that are added at the end of that section; `terms` are glossary terms of the unit's own."""

    duties: tuple[str, ...] = ()
    organisation: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)
    key_work: tuple[KeyWork, ...] = ()
    performance: Mapping[str, str] = field(default_factory=dict)
    remarks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    terms: tuple[tuple[str, str], ...] = ()
    attachments: tuple[str, ...] = ()
