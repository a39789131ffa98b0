"""A record as data for other programs (`shebao.record/1`, docs/city-export.md) and as lines for the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from shebao.operations.record.acts import AUTHORITY_LABELS, Act
from shebao.operations.record.lines import insurance_lines
from shebao.operations.record.record import CHINA, Record, instant
from shebao.operations.record.registers import registers
from shebao.operations.record.rows import Fact, Row, Spell, SubjectKind

SCHEMA = "shebao.record/1"
NUMBER = {SubjectKind.PERSON: "identity_number", SubjectKind.EMPLOYER: "credit_code"}
_KINDS = {SubjectKind.PERSON: "个人编号", SubjectKind.EMPLOYER: "单位编号"}

Shown = Callable[[Fact], str]
"""How the value of a fact is shown: masked, withheld or in clear."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked: about which day (None: all days and every version), as known by the end of which day, by which law."""

    on: date | None
    known_on: date
    law_version: str


@dataclass(frozen=True, slots=True)
class Journal:
    """An act with what it did: type of effect, table and row, in order."""

    act: Act
    effects: tuple[tuple[str, str, int], ...]


def moment(at: datetime | None) -> str | None:
    """An instant as RFC 3339 in China's time."""
    return None if at is None else at.astimezone(CHINA).isoformat(timespec="microseconds")


def opaque(number: int) -> str:
    """The id of a row or an act as other programs see it, of one length, so that texts sort as numbers do."""
    return f"{number:012}"


def rows_asked(record: Record, asked: Asked) -> tuple[list[Fact], list[Spell]]:
    """The rows that answer: those that held on the day as known then; without a day every version known by then."""
    at = instant(asked.known_on)
    if asked.on is not None:
        view = record.on(asked.on, at)
        return list(view.facts), list(view.spells)
    facts = [fact for fact in record.facts if fact.known_from <= at]
    return sorted(facts, key=_by_id), sorted((s for s in record.spells if s.known_from <= at), key=_by_id)


def as_object(record: Record, asked: Asked, acts: Iterable[Journal], shown: Shown) -> dict[str, Any]:
    """The record as the contract has it; ids are opaque texts, spans half-open, an end that was not known yet is null."""
    facts, spells = rows_asked(record, asked)
    number = record.known(asked.known_on)
    numbers = [fact for fact in number.facts if fact.register == NUMBER[record.kind]]
    return {
        "schema": SCHEMA,
        "asked": {
            "on": asked.on.isoformat() if asked.on else None,
            "known_on": asked.known_on.isoformat(),
            "law_version": asked.law_version,
        },
        "subject": {
            "id": str(record.subject),
            "kind": record.kind.value,
            "number_masked": shown(numbers[-1]) if numbers else None,
        },
        "facts": [_fact(fact, asked, shown) for fact in facts],
        "spells": [_spell(spell, asked) for spell in spells],
        "acts": [_act(journal) for journal in acts],
    }


def lines(record: Record, asked: Asked, acts: Mapping[int, Journal], shown: Shown) -> list[str]:
    """The record for the terminal: each value since when, known since when, by which act, what it was before."""
    facts, spells = rows_asked(record, asked)
    known = registers(record.kind)
    by_id: dict[int, Row] = {fact.id: fact for fact in record.facts}
    told = [
        f"{_KINDS[record.kind]} {record.subject}，{asked.known_on} 终了时所知"
        + (f"的 {asked.on} 的情况" if asked.on else "的全部情况")
    ]
    told.append("登记事项")
    for fact in facts:
        before = by_id.get(fact.supersedes or 0)
        was = f"，原为 {known[before.register].shown(shown(before))}" if isinstance(before, Fact) else ""
        label = known[fact.register].label + (f"（{fact.slot}）" if fact.slot else "")
        told.append(f"  {label}：{known[fact.register].shown(shown(fact))}{was}；{_since(fact, asked, acts)}")
    told.append("参保")
    for spell in spells:
        employer = f"，单位编号 {spell.employer}" if spell.employer else ""
        told.append(f"  {insurance_lines()[spell.line].label}{employer}；{_since(spell, asked, acts)}")
    return told


def _since(row: Row, asked: Asked, acts: Mapping[int, Journal]) -> str:
    journal = acts.get(row.act)
    authority = f"，{AUTHORITY_LABELS[journal.act.authority.kind]} {journal.act.authority.id}" if journal else ""
    ended = "，现已更改" if _known_to(row, asked) else ""
    return f"{row.valid}；{row.known_from.astimezone(CHINA):%Y-%m-%d %H:%M} 起所知{authority}{ended}"


def _fact(fact: Fact, asked: Asked, shown: Shown) -> dict[str, Any]:
    return {
        "id": opaque(fact.id),
        "register": fact.register,
        "slot": fact.slot,
        "value": shown(fact),
        "valid_from": fact.valid.start.isoformat(),
        "valid_to": _day(fact.valid.end),
        **_known(fact, asked),
    }


def _spell(spell: Spell, asked: Asked) -> dict[str, Any]:
    return {
        "id": opaque(spell.id),
        "line": spell.line,
        "kind": spell.kind,
        "scheme_place": spell.scheme_place,
        "office": str(spell.office),
        "employer": _text(spell.employer),
        "from": spell.valid.start.isoformat(),
        "to": _day(spell.valid.end),
        "reason": spell.reason,
        **_known(spell, asked),
    }


def _known(row: Row, asked: Asked) -> dict[str, Any]:
    return {
        "known_from": moment(row.known_from),
        "known_to": moment(_known_to(row, asked)),
        "act": opaque(row.act),
        "supersedes": None if row.supersedes is None else opaque(row.supersedes),
    }


def _known_to(row: Row, asked: Asked) -> datetime | None:
    return row.known_to if row.known_to is not None and row.known_to <= instant(asked.known_on) else None


def _act(journal: Journal) -> dict[str, Any]:
    act = journal.act
    return {
        "id": opaque(act.id),
        "at": moment(act.at),
        "by": _text(act.by),
        "checked_by": _text(act.checked_by),
        "approved_by": _text(act.approved_by),
        "authority": {"kind": act.authority.kind.value, "id": act.authority.id},
        "service": act.service or None,
        "service_version": act.service_version or None,
        "corrects": None if act.corrects is None else opaque(act.corrects),
        "effects": [
            {"type": kind, "table": table, "row": str(row) if table in set(SubjectKind) else opaque(row)}
            for kind, table, row in journal.effects
        ],
    }


def _by_id(row: Row) -> int:
    return row.id


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)
