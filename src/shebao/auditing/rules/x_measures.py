"""X01–X03: the same measure of the same scope wherever it is stated, in the text and in the tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shebao.auditing.amounts import Known, is_tail
from shebao.auditing.assertions import Assertions, title_of
from shebao.auditing.context import Context
from shebao.auditing.registry import rule
from shebao.auditing.verdicts import Holds, Severity, Undecided, Verdict, Violated
from shebao.report.measures import measures
from shebao.report.provenance import Source
from shebao.report.statements import Aspect, Fact

_TABLE_BUDGET = ("全年预算", "调整后的预算", "调整预算")


@dataclass(frozen=True, slots=True)
class Print:
    """One print of a value: of a fact of the narrative, or of a cell of a table (`fact` None)."""

    known: Known
    fact: Fact | None

    @property
    def source(self) -> Source:
        """Where a finding about it points."""
        return self.fact.source if self.fact else self.known.source


def things(assertions: Assertions) -> Iterator[tuple[Fact, list[Print], list[Print]]]:
    """Each thing that the narrative states, with its prints in cells and in the text."""
    seen: set[tuple[str, tuple[str, ...], Aspect]] = set()
    for fact in assertions.report.facts:
        key = (fact.measure, fact.item, fact.aspect)
        spec = measures().get(fact.measure)
        if key in seen or spec is None or spec.varies or fact.aspect in {Aspect.PRIOR, Aspect.ADDITION}:
            continue
        seen.add(key)
        if fact.item and not fact.item[-1]:
            continue
        facts = [Print(assertions.known(other), other) for other in assertions.facts(*_unordered(key))]
        cells = [Print(cell, None) for cell in assertions.cells(fact.measure, fact.aspect, fact.item)]
        yield fact, cells, facts


def _unordered(key: tuple[str, tuple[str, ...], Aspect]) -> tuple[str, Aspect, tuple[str, ...]]:
    return key[0], key[2], key[1]


def _reference(prints: Sequence[Print]) -> Print:
    """The print that most others agree with; the first of them where several do."""

    def agreeing(candidate: Print) -> int:
        return sum(1 for other in prints if other.known.interval.meets(candidate.known.interval))

    return max(prints, key=agreeing)


@rule(
    "X01",
    Severity.ERROR,
    "同一数额文字前后一致",
    proves="同一指标在文字各处的数额相同。",
    basis="同一口径同一指标数额唯一",
)
def repeated_facts(context: Context) -> Iterator[Verdict]:
    """Facts of one measure, item and aspect, where no table shows it."""
    for _, cells, facts in things(context.assertions):
        if not cells and len(facts) > 1:
            yield from _against(_reference(facts), facts)


@rule(
    "X02",
    Severity.ERROR,
    "文字与表格一致",
    proves="文字中的数额与九张表中同一指标的单元格相同。",
    basis="决算情况说明应与决算表一致",
)
def facts_and_cells(context: Context) -> Iterator[Verdict]:
    """Each fact with the cells that show the same measure; two against one decides which is suspected."""
    assertions = context.assertions
    for fact, cells, facts in things(assertions):
        if not cells or _is_total_misused(assertions, fact, cells):
            continue
        if fact.aspect is Aspect.INITIAL_BUDGET and _shows_adjusted_budget(assertions, fact):
            reason = "表中预算数是全年预算数，文中说的是年初预算，口径不同。"
            yield Undecided(fact.source, reason, tuple(p.fact.figure for p in facts if p.fact))
            continue
        reference = _reference([*cells, *facts])
        agreed = [p for p in cells if p.known.interval.meets(reference.known.interval)]
        yield from _against(agreed[0] if agreed else reference, [*facts, *(cells if not agreed else ())], assertions)


def _shows_adjusted_budget(assertions: Assertions, fact: Fact) -> bool:
    references = measures()[fact.measure].cells.get(Aspect.BUDGET, ())
    for reference in references:
        table = assertions.report.table(reference.table)
        if table and any(word in note.source.quote for note in table.notes for word in _TABLE_BUDGET):
            return True
    return False


def _against(reference: Print, prints: Sequence[Print], assertions: Assertions | None = None) -> Iterator[Verdict]:
    for other in prints:
        if other is reference:
            continue
        figures = tuple(f for f in (other.known.figure, reference.known.figure) if f)
        if other.known.interval.meets(reference.known.interval):
            yield Holds(other.source, figures)
        elif (
            assertions is not None
            and assertions.report.text_only
            and None in (other.known.figure, reference.known.figure)
        ):
            reason = f"{reference.known.name}没有读到数，文本提取可能丢了空格的位置，无法与文字核对。"
            yield Undecided(other.source, reason, figures)
        else:
            yield _differs(other, reference, assertions)


def _differs(other: Print, reference: Print, assertions: Assertions | None) -> Violated:
    where = "文中" if other.fact else "表中"
    against = f"{reference.known.name}为" if reference.fact is None else "另一处为"
    name = title_of(other.fact.measure, other.fact.item, other.fact.aspect) if other.fact else other.known.name
    message = f"{name}{where}为 {other.known.shown}，而{against} {reference.known.shown}，应当相同。"
    if assertions is not None:
        message += _elsewhere(assertions, other)
    return Violated(
        source=other.source,
        message=message,
        stated=other.known.shown,
        expected=reference.known.shown,
        operands=(other.known.operand, reference.known.operand),
        figures=tuple(f for f in (other.known.figure, reference.known.figure) if f),
        suspect=other.known.figure,
        severity=Severity.WARNING if _is_mild(other, reference) else None,
    )


def _is_mild(other: Print, reference: Print) -> bool:
    """A difference in the last digit, or between 年初预算 and a table that does not say which budget it shows."""
    initial = other.fact is not None and other.fact.aspect is Aspect.INITIAL_BUDGET and reference.fact is None
    return initial or is_tail(other.known, reference.known)


def _elsewhere(assertions: Assertions, other: Print) -> str:
    """Which other cell shows the stated value, where exactly one measure has it: a mistaken scope."""
    if other.fact is None or other.fact.item or other.known.value == 0:
        return ""
    found = {
        cell.name
        for measure in measures().values()
        for cell in assertions.cells(measure.id, Aspect.ACTUAL)[:1]
        if measure.id != other.fact.measure and cell.figure and cell.value == other.known.value
    }
    return f"文中的数是{found.pop()}的数，疑取错口径。" if len(found) == 1 else ""


def _is_total_misused(assertions: Assertions, fact: Fact, cells: Sequence[Print]) -> bool:
    spec = measures()[fact.measure]
    known = assertions.known(fact)
    return (
        bool(spec.mistaken_for)
        and not any(cell.known.interval.meets(known.interval) for cell in cells)
        and any(_is_one_of(known, assertions.cells(other, Aspect.ACTUAL)) for other in spec.mistaken_for)
    )


def _is_one_of(known: Known, others: Sequence[Known]) -> bool:
    return any(other.figure is not None and other.interval.meets(known.interval) for other in others)


@rule(
    "X03",
    Severity.ERROR,
    "总计与合计",
    proves="“总计”含年初、年末结转和结余，收入总计等于支出总计；不把本年收入合计、本年支出合计称为总计。",
    basis="收入支出决算总表：总计＝本年合计＋结转和结余，收支总计相等",
)
def totals_misnamed(context: Context) -> Iterator[Verdict]:
    """A figure called 总计 that is the table's 合计, and unequal totals of income and expenditure."""
    assertions = context.assertions
    for fact, cells, facts in things(assertions):
        if cells and _is_total_misused(assertions, fact, cells):
            for misnamed in facts:
                yield _misnamed(assertions, misnamed, cells[0].known)
        elif not cells and fact.aspect is Aspect.ACTUAL:
            yield from _sides(assertions, fact)


def _misnamed(assertions: Assertions, misnamed: Print, total: Known) -> Violated:
    assert misnamed.fact is not None
    spec = measures()[misnamed.fact.measure]
    others = [cell for other in spec.mistaken_for for cell in assertions.cells(other, Aspect.ACTUAL)]
    meant = next(cell for cell in others if _is_one_of(misnamed.known, [cell]))
    name = title_of(misnamed.fact.measure)
    return Violated(
        source=misnamed.source,
        message=f"{name}文中为 {misnamed.known.shown}，这是{meant.name}；总计含结转和结余，{total.name}为 {total.shown}。",
        stated=misnamed.known.shown,
        expected=f"{total.shown}，或改称“合计”",
        operands=(misnamed.known.operand, total.operand, meant.operand),
        figures=tuple(f for f in (misnamed.known.figure, total.figure) if f),
        suspect=misnamed.known.figure,
    )


def _sides(assertions: Assertions, fact: Fact) -> Iterator[Verdict]:
    """Income total against expenditure total, where no table tells which of them is wrong."""
    spec = measures()[fact.measure]
    for whole in spec.equals:
        for other in measures().values():
            if whole not in other.equals or other.id <= fact.measure:
                continue
            for second in assertions.facts(other.id, fact.aspect)[:1]:
                yield _equal_sides(assertions.known(fact), assertions.known(second), fact)


def _equal_sides(first: Known, second: Known, fact: Fact) -> Verdict:
    figures = tuple(f for f in (first.figure, second.figure) if f)
    if first.interval.meets(second.interval):
        return Holds(fact.source, figures)
    return Violated(
        source=fact.source,
        message=f"{first.name} {first.shown} 与{second.name} {second.shown} 应当相等；如果是本年数，应称“合计”。",
        stated=f"{first.shown}、{second.shown}",
        expected="收支总计相等，或改称“合计”",
        operands=(first.operand, second.operand),
        figures=figures,
    )
