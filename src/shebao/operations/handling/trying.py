"""A service tried on a record that somebody wrote down: given record, form and day → assessments and effects, no server.

A fact is written `register: value`, one of several as `register/slot: value`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import count
from typing import Any

from shebao.fields.data_files import DataFileError, mapping
from shebao.fields.problem import Problem
from shebao.operations.handling.declaring import declared_of
from shebao.operations.handling.outcome import RESULT_LABELS, Outcome
from shebao.operations.handling.registry import effects
from shebao.operations.handling.situation import Situation
from shebao.operations.handling.telling import told_in
from shebao.operations.record.record import CHINA, Record, record_of
from shebao.operations.record.rows import Fact, Row, Spell, SubjectKind
from shebao.operations.record.valid import Valid
from shebao.services.forms import read_form
from shebao.services.model import Service

_KEYS = ("day", "place", "form")
_OPTIONAL = ("service", "what", "office", "person", "employer", "other", "expect")
_SPELL = ("line", "kind", "from")
_SPELL_OPTIONAL = ("to", "employer", "reason")
NEW_PERSON, NEW_EMPLOYER = 9_000_000_001, 9_000_000_002


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of it: problems of the form, or the outcome with its effects in words."""

    problems: tuple[Problem, ...]
    outcome: Outcome | None
    told: tuple[str, ...]

    @property
    def against(self) -> list[str]:
        """The codes of what stands against it: problems of the form, conditions that are not fulfilled."""
        conditions = [one.condition for one in self.outcome.against] if self.outcome else []
        return [problem.code for problem in self.problems] + conditions


def try_service(service: Service, case: Any, name: str) -> Tried:
    """Runs a service on the case of a file. Raises DataFileError with file, key and reason, and for a service without effect."""
    values = mapping(name, case, _KEYS, _OPTIONAL)
    if not service.available or (service.enters is None and service.effect not in effects()):
        raise DataFileError(f"{service.code} {service.name}：还没有办理规则（effect），不能试办")
    situation = _situation(values, name)
    form, problems = read_form(service, {key: str(text) for key, text in values["form"].items()})
    if problems:
        return Tried(tuple(problems), None, ())
    found = declared_of(service).function(situation, form)
    return Tried((), found, tuple(told_in(found.effects, situation)))


def _situation(values: Mapping[str, Any], name: str) -> Situation:
    day = values["day"]
    if type(day) is not date:
        raise DataFileError(f"{name}：day 应是日期，像 2026-03-10，实为 {day!r}")
    ids = count(1)
    person = _record(values.get("person"), SubjectKind.PERSON, f"{name}：person", day, ids)
    employer = _record(values.get("employer"), SubjectKind.EMPLOYER, f"{name}：employer", day, ids)
    other = _other(values.get("other"), f"{name}：other", day, ids)
    return Situation(
        person=person.subject if person else NEW_PERSON,
        record=person,
        employer_number=employer.subject if employer else NEW_EMPLOYER,
        other=other,
        staff=(values.get("employer") or {}).get("staff", 0),
        employer=employer,
        office=values.get("office", 1),
        place=str(values["place"]),
        day=day,
        known=datetime.combine(day, time(23, 59), CHINA),
    )


def _other(entry: Any, where: str, day: date, ids: Any) -> Record | None:
    """The second record of a case: of a person, or of an employer where `kind` says so."""
    if entry is None:
        return None
    kind = entry.get("kind", SubjectKind.PERSON) if isinstance(entry, Mapping) else SubjectKind.PERSON
    if kind not in set(SubjectKind):
        raise DataFileError(f"{where}.kind 应是 person 或 employer，实为 {kind!r}")
    return _record(entry, SubjectKind(kind), where, day, ids)


def _record(entry: Any, kind: SubjectKind, where: str, day: date, ids: Any) -> Record | None:
    if entry is None:
        return None
    values = mapping(where, entry, ("number",), ("facts", "spells", "staff", "kind"))
    known = datetime.combine(date(2000, 1, 1), time(), CHINA)
    rows: list[Row] = [
        Fact(next(ids), values["number"], register, slot, str(value), Valid(date(1900, 1, 1)), known, None, 0, None)
        for (register, _, slot), value in (
            (name.partition("/"), value) for name, value in values.get("facts", {}).items()
        )
    ]
    for number, spell in enumerate(values.get("spells", []), 1):
        row = mapping(f"{where}.spells[{number}]", spell, _SPELL, _SPELL_OPTIONAL)
        rows.append(
            Spell(
                next(ids), values["number"], row["line"], row["kind"], "", 1, row.get("employer"),
                Valid(row["from"], row.get("to")), str(row.get("reason", "111")), known, None, 0, None,
            )
        )  # fmt: skip
    return record_of(values["number"], kind, rows)


def lines(tried: Tried) -> list[str]:
    """What came of it, for the terminal."""
    if tried.outcome is None:
        return ["不能办理，表单有错误：", *(f"  {problem}" for problem in tried.problems)]
    assessed = [
        f"  {RESULT_LABELS[one.result]} {one.label}（{one.basis}）：{one.told}" for one in tried.outcome.assessments
    ]
    verdict = "不能办理。" if tried.outcome.against else "可以办理，结果如下："
    notices = [f"  提示：{notice}" for notice in tried.outcome.notices]
    papers = [f"  出具《{paper.title}》" for paper in tried.outcome.papers]
    past = [f"  改变已过的月份：{one.told}" for one in tried.outcome.consequences]
    return ["条件：", *assessed, *notices, *past, verdict, *(f"  {line}" for line in tried.told), *papers]


def compared(tried: Tried, expected: Any) -> list[str]:
    """Where it differs from what was expected (`against`: codes, `effects`, `past`: lines, `papers`: titles). Raises DataFileError."""
    values = mapping("expect", expected, (), ("against", "effects", "past", "papers"))
    past = [one.told for one in tried.outcome.consequences] if tried.outcome else []
    papers = [paper.title for paper in tried.outcome.papers] if tried.outcome else []
    found = {"against": tried.against, "effects": list(tried.told), "past": past, "papers": papers}
    return [
        f"与所写不同：{key} 应为 {values[key]}，实为 {found[key]}" for key in values if list(values[key]) != found[key]
    ]
