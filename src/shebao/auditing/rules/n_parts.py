"""N09, N10, N15: the parts that a section names add up to their whole, and none exceeds it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from shebao.auditing.amounts import Known, is_tail
from shebao.auditing.assertions import MOST_PRINTS, Assertions, Key, title_of
from shebao.auditing.context import Context
from shebao.auditing.registry import rule
from shebao.auditing.verdicts import Holds, Severity, Undecided, Verdict, Violated
from shebao.money import total
from shebao.report import Report
from shebao.report.measures import measures
from shebao.report.provenance import Figure
from shebao.report.statements import Absence, Aspect, Fact, Parts

_BALANCES = ("carry_over_in", "carry_over_out")
MONEY_UNITS = frozenset({"元", "万元", "亿元"})
Stated = Mapping[Key, Sequence[Fact]]


@rule(
    "N09",
    Severity.ERROR,
    "其中各项与总数",
    proves="一节所列各组成部分之和等于总数：收入合计、支出合计、基本支出、“三公”经费、政府采购等。",
    basis="总数＝各组成部分之和",
)
def partitions(context: Context) -> Iterator[Verdict]:
    """The declared parts of a measure within one section; a part said to be nothing counts as zero."""
    assertions = context.assertions
    for section, facts in _by_section(context.report.facts).items():
        absent = {claim.measure for claim in assertions.claims(Absence) if _related(claim.section, section)}
        stated = _by_key(facts)
        for whole in facts:
            measure = measures().get(whole.measure)
            if measure is None:
                continue
            names = max(measure.partitions, key=lambda names: _found(stated, whole, names), default=())
            parts = [part for name in names for part in _parts(stated, whole, name)]
            missing = [name for name in names if name not in absent and not _parts(stated, whole, name)]
            if parts:
                unread = missing and _unread_beside(context.report, whole, parts)
                yield _partition(assertions, whole, parts, missing, bool(unread))


def _unread_beside(report: Report, whole: Fact, parts: Sequence[Fact]) -> bool:
    """Whether an amount that was not understood stands among those of a list: it may be of a part that seems to be missing."""
    lines = [fact.source.place.line for fact in (whole, *parts)]
    page = whole.source.place.page
    known = [line for line in lines if line is not None]
    if len(known) < len(lines):
        return any(figure.unit in MONEY_UNITS for figure in report.unassigned)
    places = (figure.source.place for figure in report.unassigned if figure.unit in MONEY_UNITS)
    return any(p.page == page and p.line is not None and min(known) <= p.line <= max(known) + 1 for p in places)


def _by_key(facts: Sequence[Fact]) -> dict[Key, list[Fact]]:
    found: dict[Key, list[Fact]] = defaultdict(list)
    for fact in facts:
        same = found[fact.measure, fact.item, fact.aspect]
        if len(same) < MOST_PRINTS:
            same.append(fact)
    return found


def _found(stated: Stated, whole: Fact, names: Sequence[str]) -> int:
    return sum(1 for name in names if _parts(stated, whole, name))


def _by_section(facts: Sequence[Fact]) -> dict[str, list[Fact]]:
    """Facts by section: the whole and its items may stand in sections beside each other."""
    found: dict[str, list[Fact]] = {}
    for fact in facts:
        found.setdefault(_family(fact.section), []).append(fact)
    return found


def _family(section: str) -> str:
    return ".".join(section.split(".")[:2])


def _related(section: str, family: str) -> bool:
    return _family(section) == family


def _parts(stated: Stated, whole: Fact, name: str) -> Sequence[Fact]:
    """The last fact of the section about one part, nearest to how the whole is stated; where it is not stated, its own
    parts."""
    own = _stated(stated, whole, name)
    if own:
        return own
    return [
        part for below in measures()[name].partitions[:1] for inner in below for part in _stated(stated, whole, inner)
    ]


def _stated(stated: Stated, whole: Fact, name: str) -> Sequence[Fact]:
    found = stated.get((name, whole.item, whole.aspect), ())
    near = [f for f in found if f.section == whole.section] or found
    return near[-1:]


def _partition(
    assertions: Assertions, whole: Fact, parts: Sequence[Fact], missing: Sequence[str], unread: bool
) -> Verdict:
    known = [assertions.known(part) for part in parts]
    total_known = assertions.known(whole)
    left = assertions.narrowed(whole)
    right = total(assertions.narrowed(part) for part in parts)
    figures = (whole.figure, *(part.figure for part in parts))
    if left.meets(right):
        return Holds(whole.source, figures)
    if right.low < left.low and missing:
        gap = _gap(assertions, whole, missing)
        if gap is not None and right.plus(gap.interval).meets(left):
            return Undecided(whole.source, f"{total_known.name}的组成部分没有列出{gap.name}。", figures)
        needed = [
            name for name in missing if not measures()[name].optional and not assertions.cells(name, whole.aspect)
        ]
        if needed or unread or (gap is None and len(parts) == 1):
            return Undecided(whole.source, f"{total_known.name}的组成部分没有列全，无法核对。", figures)
    return sum_violation(total_known, known, figures)


def _gap(assertions: Assertions, whole: Fact, missing: Sequence[str]) -> Known | None:
    """What the tables show for a part that the text leaves out, where it is not zero."""
    cells = [cell for name in missing for cell in assertions.cells(name, whole.aspect, whole.item)[:1]]
    found = [cell for cell in cells if cell.value != 0]
    return found[0] if len(found) == 1 else None


def sum_violation(
    whole: Known, parts: Sequence[Known], figures: tuple[Figure, ...], suspect: Figure | None = None
) -> Violated:
    """The parts do not add up to the whole."""
    summed = sum((part.value for part in parts), Decimal(0))
    tail = abs(whole.value - summed) <= max(part.last_digit for part in (whole, *parts)) * len(parts)
    return Violated(
        source=whole.source,
        message=f"{terms(parts)} = {whole.show(summed)}，而{whole.name}为 {whole.shown}，"
        f"相差 {whole.show(abs(whole.value - summed))}。",
        stated=whole.shown,
        expected=whole.show(summed),
        operands=(whole.operand, *(part.operand for part in parts)),
        figures=figures,
        suspect=suspect,
        severity=Severity.WARNING if tail else None,
    )


def terms(parts: Sequence[Known]) -> str:
    """The parts as a printed sum."""
    shown = " + ".join(f"{part.name} {part.shown}" for part in parts[:12])
    return shown if len(parts) <= 12 else f"{shown} + …（共 {len(parts)} 项）"


@rule(
    "N10",
    Severity.ERROR,
    "列举与总数",
    proves="“其中：”“主要用于”之后列举的各项之和不超过总数；按功能分类逐类列举的等于总数。",
    basis="部分之和不大于整体",
)
def lists(context: Context) -> Iterator[Verdict]:
    """Lists of classes, uses and kinds that a sentence gives for a whole."""
    assertions = context.assertions
    for claim in assertions.claims(Parts):
        whole = assertions.known(claim.whole)
        parts = [assertions.known(part) for part in claim.parts]
        figures = (claim.whole.figure, *(part.figure for part in claim.parts))
        left = assertions.narrowed(claim.whole)
        right = total(assertions.narrowed(part) for part in claim.parts)
        if left.meets(right):
            yield Holds(claim.source, figures)
        elif right.low > left.high or (claim.complete and len(parts) > 1) or _counts_all(claim):
            yield _list_violation(claim, whole, parts, figures)
        else:
            yield Undecided(claim.source, f"{whole.name}的列举不一定完整，无法核对合计。", figures)


_EXHAUSTIVE = frozenset({"assets.vehicles", "performance.projects"})


def _counts_all(claim: Parts) -> bool:
    """Kinds of vehicles and grades of projects are listed in full."""
    return claim.whole.aspect is Aspect.COUNT and claim.whole.measure in _EXHAUSTIVE


def _list_violation(claim: Parts, whole: Known, parts: Sequence[Known], figures: tuple[Figure, ...]) -> Violated:
    violated = sum_violation(whole, parts, figures)
    names = "、".join(title_of("", part.item) for part in claim.parts)
    over = sum((part.value for part in parts), Decimal(0)) > whole.value
    hint = f"列举的{names}合计大于总数，疑有一项取错口径。" if over else f"列举的{names}合计小于总数。"
    severity = Severity.WARNING if len(parts) == 1 and not over else violated.severity
    return replace(violated, source=claim.source, message=violated.message + hint, severity=severity)


@rule(
    "N15",
    Severity.ERROR,
    "部分不大于整体",
    proves="文字中部分的数额不大于它所属整体的数额：一般公共预算支出不大于本年支出合计，中小企业合同金额不大于采购总额等。",
    basis="部分不大于整体",
)
def part_and_whole(context: Context) -> Iterator[Verdict]:
    """Each measure of the text against the measures that it can never exceed, in the text or the tables."""
    assertions = context.assertions
    overdrawn = _overdrawn(assertions)
    for fact in context.report.facts:
        spec = measures().get(fact.measure)
        if spec is None or fact.item or fact.aspect not in {Aspect.ACTUAL, Aspect.COUNT}:
            continue
        for name in spec.within:
            whole = assertions.value(name, fact.aspect)
            if whole is not None and not (overdrawn and name.endswith("grand_total")):
                yield _part_and_whole(assertions, fact, whole)


def _overdrawn(assertions: Assertions) -> bool:
    """Whether a carry-over is negative: the totals that include it can then be smaller than income or expenditure."""
    tables = (assertions.report.table(name) for name in ("income_and_expenditure", "appropriation_balance"))
    cells = (figure.value < 0 for table in tables if table for figure in table.figures())
    facts = (fact.figure.value < 0 for name in _BALANCES for fact in assertions.facts(name, Aspect.ACTUAL))
    return any(cells) or any(facts)


def _part_and_whole(assertions: Assertions, fact: Fact, whole: Known) -> Verdict:
    part = assertions.known(fact)
    figures = tuple(f for f in (part.figure, whole.figure) if f)
    if part.interval.low <= whole.interval.high:
        return Holds(fact.source, figures, weak=True)
    return Violated(
        source=fact.source,
        message=f"{part.name} {part.shown} 大于它所属的{whole.name} {whole.shown}，超出 {part.show(part.value - whole.value)}。",
        stated=part.shown,
        expected=f"不大于 {whole.shown}",
        operands=(part.operand, whole.operand),
        figures=figures,
        severity=Severity.WARNING if is_tail(part, whole) else None,
    )
