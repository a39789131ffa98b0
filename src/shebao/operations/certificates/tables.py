"""Enrolment as tables of documents: each stretch with line, employer, kind of person and months."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from shebao.fields.dates import Month, month_of
from shebao.operations.enrolment.staff import STAFF_LABELS
from shebao.operations.handling.papers import Table
from shebao.operations.record.lines import insurance_lines
from shebao.operations.record.rows import Spell

NOTHING = "无"
CONTRIBUTIONS = "缴费基数、缴费金额和实际缴费月数：缴费核定尚未开办，本件不含"
ACCOUNTS = "个人账户储存额：个人账户尚未开办，本件不含"
BENEFITS = "待遇核定和发放：待遇业务尚未开办，本件不含"


def months(spell: Spell, day: date) -> int:
    """Calendar months of enrolment up to the month of a day."""
    first, last = month_of(spell.valid.start), last_month(spell, day)
    return max(0, last.since(first) + 1)


def last_month(spell: Spell, day: date) -> Month:
    """The last month of a stretch, or the month of the day where it goes on."""
    current = month_of(day)
    return current if spell.valid.end is None else min(current, month_of(spell.valid.end).plus(-1))


def enrolment(spells: Iterable[Spell], day: date, title: str = "参保时段") -> Table:
    """The stretches in order, with what they add up to in months."""
    lines = insurance_lines()
    rows = [
        (
            lines[spell.line].label,
            str(spell.employer) if spell.employer else "个人身份",
            STAFF_LABELS.get(spell.kind, spell.kind),
            month_of(spell.valid.start).iso,
            "至今" if spell.valid.end is None else last_month(spell, day).iso,
            str(months(spell, day)),
        )
        for spell in spells
    ]
    return Table(title, ("险种", "单位编号", "参保身份", "起始月", "截止月", "参保月数"), tuple(rows))
