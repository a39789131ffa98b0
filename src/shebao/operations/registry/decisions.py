"""What two people decided about a merge or its undoing, row by row: nothing of it is guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from shebao.fields.dates import parse_day
from shebao.fields.problem import Problem, Wrong
from shebao.operations.record.effects import Effect
from shebao.operations.record.registers import registers
from shebao.operations.record.rows import SubjectKind
from shebao.operations.record.valid import Valid

_SPAN = re.compile(r"(\S+)\s*(?:至|到|~|—)\s*(\S*)")
_MOST_LINES = 400


class Fate(StrEnum):
    """What becomes of a spell that stands in another's way."""

    KEEP = "保留"
    WITHDRAW = "撤销"


class Side(StrEnum):
    """Whose: the number that stays, or the one that is merged into it."""

    KEPT = "本方"
    OTHER = "对方"


@dataclass(frozen=True, slots=True)
class Decisions:
    """By row of a spell what becomes of it (its bounds where they are cut), by register and slot whose values hold, and when a
    merge is undone by row whose a spell is that came meanwhile."""

    spells: Mapping[int, Fate | Valid] = field(default_factory=dict)
    registers: Mapping[tuple[str, str], Side] = field(default_factory=dict)
    rows: Mapping[int, Side] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """What has to be decided: the row of a spell, or the register and slot; in words, with what may be answered."""

    told: str
    answers: tuple[str, ...]
    row: int = 0
    register: str = ""
    slot: str = ""


@dataclass(frozen=True, slots=True)
class Merging:
    """What a merge or its undoing comes to: effects only where no question is open and no problem stands against it."""

    effects: tuple[Effect, ...] = ()
    questions: tuple[Question, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_decisions(text: str) -> Decisions:
    """Decisions as people write them, a line each: “4711 保留”, “4711 撤销”, “4711 2015-01-01 至 2018-07-01” (up to, not including),
    “4711 对方”, “证件号码 本方”, “待遇账户/养老 对方”. Raises Wrong with the line."""
    spells: dict[int, Fate | Valid] = {}
    rows: dict[int, Side] = {}
    sides: dict[tuple[str, str], Side] = {}
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > _MOST_LINES:
        raise Wrong("too_many", f"最多 {_MOST_LINES} 行，现有 {len(lines)} 行")
    for line in lines:
        what, _, answer = line.partition(" ")
        if not what.isdecimal():
            sides[_register(what, line)] = _side(answer, line)
        elif answer.strip() in set(Side):
            rows[int(what)] = Side(answer.strip())
        else:
            spells[int(what)] = _fate(answer.strip(), line)
    return Decisions(MappingProxyType(spells), MappingProxyType(sides), MappingProxyType(rows))


def register_label(register: str, slot: str = "") -> str:
    """A register as it is written in decisions."""
    label = registers(SubjectKind.PERSON)[register].label
    return f"{label}/{slot}" if slot else label


def _register(text: str, line: str) -> tuple[str, str]:
    label, _, slot = text.partition("/")
    for name, register in registers(SubjectKind.PERSON).items():
        if label in (name, register.label):
            return name, slot
    raise Wrong("unknown_register", f"“{line[:40]}”：没有登记项“{label[:20]}”")


def _side(answer: str, line: str) -> Side:
    if answer.strip() not in set(Side):
        raise Wrong("not_a_side", f"“{line[:40]}”应写本方或对方")
    return Side(answer.strip())


def _fate(answer: str, line: str) -> Fate | Valid:
    if answer in set(Fate):
        return Fate(answer)
    met = _SPAN.fullmatch(answer)
    try:
        if met:
            return Valid(parse_day(met[1]), parse_day(met[2]) if met[2] else None)
    except ValueError:
        pass
    raise Wrong("not_a_decision", f"“{line[:40]}”应写保留、撤销，或起止日期如 2015-01-01 至 2018-07-01")
