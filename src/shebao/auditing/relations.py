"""Linear relations between printed figures, decided by intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from shebao.auditing.verdicts import Holds, Operand, Severity, Undecided, Verdict, Violated
from shebao.money import Interval, exactly, format_amount, total
from shebao.report.provenance import Figure, Source
from shebao.report.tables import Cell


@dataclass(frozen=True, slots=True)
class Addend:
    """One signed operand of a relation; `cell` is None where the table has no such cell, which counts as zero."""

    name: str
    cell: Cell | None
    sign: int = 1

    @property
    def figure(self) -> Figure | None:
        """The printed figure, None where blank."""
        return self.cell.figure if self.cell else None

    @property
    def interval(self) -> Interval:
        """The possible true values, sign included; exactly zero where blank."""
        figure = self.figure
        return figure.interval.scaled(self.sign) if figure else exactly(0)

    @property
    def value(self) -> Decimal:
        """The printed value, sign included; zero where blank."""
        figure = self.figure
        return figure.value * self.sign if figure else Decimal(0)


def decide(
    left: Sequence[Addend],
    right: Sequence[Addend],
    *,
    where: str,
    source: Source,
    operator: str = "=",
    tail: Severity = Severity.INFO,
    rounding: Callable[[str], str] | None = None,
) -> Verdict | None:
    """Whether Σ left = (or >=) Σ right can be true of the printed figures; None where all of them are blank.

    `where` says in Chinese what is compared. A violation by rounding in the last digit only has severity `tail`.
    """
    addends = (*left, *right)
    figures = tuple(addend.figure for addend in addends if addend.figure)
    if not figures:
        return None
    doubtful = next((a.cell.doubtful for a in addends if a.cell and a.cell.doubtful), "")
    if doubtful:
        return Undecided(source, f"{where}：{doubtful}", figures)
    low, high = total(a.interval for a in left), total(a.interval for a in right)
    if low.meets(high) or (operator == ">=" and low.high > high.low):
        return Holds(source, figures, weak=operator == ">=")
    stated = sum((a.value for a in left), Decimal(0))
    expected = sum((a.value for a in right), Decimal(0))
    difference = stated - expected
    unit = max(Decimal(1).scaleb(-figure.number.decimals) for figure in figures)
    return Violated(
        source=source,
        message=_message(where, operator, left, right, stated, expected),
        stated=_shown(left, stated),
        expected=format_amount(expected) if any(a.figure for a in right) else "填列所属各项的金额",
        operands=tuple(_operand(addend) for addend in addends),
        figures=figures,
        suspect=left[0].figure if len(left) == 1 and len(right) != 1 else None,
        severity=tail if abs(difference) <= unit * max(1, len(figures) - 1) and abs(difference) <= 3 * unit else None,
    )


def _shown(addends: Sequence[Addend], value: Decimal) -> str:
    if len(addends) == 1:
        figure = addends[0].figure
        return figure.text if figure else "空"
    return format_amount(value)


def _operand(addend: Addend) -> Operand:
    figure = addend.figure
    source = addend.cell.source if addend.cell else None
    return Operand(addend.name, figure.text if figure else "空", figure.source if figure else source)


def _message(
    where: str, operator: str, left: Sequence[Addend], right: Sequence[Addend], stated: Decimal, expected: Decimal
) -> str:
    sides = f"{_sum(left)}，而{_sum(right)}"
    needed = "应相等" if operator == "=" else "前者不应小于后者"
    return f"{where}{needed}：{sides}，相差 {format_amount(abs(stated - expected))}。"


_SHOWN_TERMS = 12


def _sum(addends: Sequence[Addend]) -> str:
    terms = [a for a in addends if a.figure]
    if not terms:
        return f"{addends[0].name}{f' 等 {len(addends)} 项都是' if len(addends) > 1 else ' '}空"
    names = "".join(f"{'−' if a.sign < 0 else '+' if i else ''}{_term(a)}" for i, a in enumerate(terms[:_SHOWN_TERMS]))
    if len(terms) > _SHOWN_TERMS:
        names += f"+…（共 {len(terms)} 项）"
    if len(terms) == 1:
        return names
    value = sum((a.value for a in terms), Decimal(0))
    return f"{names} = {format_amount(value)}"


def _term(addend: Addend) -> str:
    figure = addend.figure
    return f"{addend.name} {figure.text if figure else '空'}"
