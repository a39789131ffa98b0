"""N20–N24: what sentences on anything at all say of their figures: parts of a total, a rate of its target, growth, so much
each, how many are listed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from shebao.auditing.amounts import Fit, fit, percent_of, show_percent, show_rate
from shebao.auditing.context import Context
from shebao.auditing.quantities import interval_of, is_slip, is_swap, operand, show, shown
from shebao.auditing.registry import rule
from shebao.auditing.verdicts import Holds, Operand, Severity, Undecided, Verdict, Violated
from shebao.money import total
from shebao.report import Report
from shebao.report.kinds import DocumentKind
from shebao.report.provenance import Figure
from shebao.report.quantities import Each, Enumeration, Growth, Quantity, Ratio, Sum
from shebao.report.statements import Aspect, Change, Completion, Parts, Share

_SMALL_REST = Decimal("0.05")


def _figures(*quantities: Quantity) -> tuple[Figure, ...]:
    return tuple(quantity.figure for quantity in quantities)


@rule(
    "N20",
    Severity.ERROR,
    "分项与总数",
    proves="重点工作、绩效说明等文字中“其中”“分别为”“合计”所列的各项（户、人次、处、公里、万元……）加起来与总数相符。",
    basis="总数＝各项之和；部分之和不大于总数",
)
def sums(context: Context) -> Iterator[Verdict]:
    """Each list of parts beside its total, of any unit; those of the final accounts' measures have rules of their own."""
    known, facts = _totals_known(context.report), {fact.figure for fact in context.report.facts}
    for relation in context.report.quantities.relations:
        if not isinstance(relation, Sum):
            continue
        understood = all(part.figure in facts for part in relation.parts)
        if relation.whole.figure not in known or (relation.complete and not understood):
            yield _sum(relation)


def _totals_known(report: Report) -> set[Figure]:
    """The totals that the grammar of the narrative understands: of its lists, and the facts of final accounts, whose parts
    it knows."""
    found = {fact.figure for fact in report.facts if fact.aspect is not Aspect.COUNT}
    if report.document is DocumentKind.BUDGET:
        found = set()
    return found | {
        claim.whole.figure
        for claim in report.claims
        if isinstance(claim, Parts) and claim.whole.aspect is not Aspect.COUNT
    }


def _sum(relation: Sum) -> Verdict:
    whole, parts = relation.whole, relation.parts
    figures = _figures(whole, *parts)
    left, right = interval_of(whole), total(interval_of(part) for part in parts)
    if left.meets(right):
        return Holds(relation.source, figures)
    summed = sum((part.value for part in parts), Decimal(0))
    over = right.low > left.high
    if over and len(parts) == 1:
        return _not_added_up(relation, summed, Severity.WARNING)
    if over or _divides_in_two(parts):
        return _not_added_up(relation, summed, None)
    if relation.complete:
        return _not_added_up(relation, summed, Severity.WARNING)
    if len(parts) > 1 and (_leaves_a_crumb(whole, parts, summed) or _is_mended_by_a_slip(whole, parts, summed)):
        return _not_added_up(relation, summed, Severity.WARNING)
    return Undecided(relation.source, f"“{whole.noun}”之后的列举不一定完整，无法核对合计。", figures)


def _leaves_a_crumb(whole: Quantity, parts: Sequence[Quantity], summed: Decimal) -> bool:
    """Whether the list lacks so little that nobody would have left it out: less than any part and than a twentieth."""
    rest = whole.value - summed
    return 0 < rest < min(part.value for part in parts) and rest <= whole.value * _SMALL_REST


_OPPOSITES = (
    ("线上", "线下"), ("网上", "窗口"), ("线上", "窗口"), ("线上", "现场"), ("城镇", "乡村"), ("城镇", "农村"), ("城市", "农村"), ("城区", "乡镇"),
    ("男", "女"), ("国内", "国外"), ("国内", "境外"), ("新建", "改建"), ("新建", "续建"), ("在职", "退休"), ("行政", "事业"), ("中央", "地方"), ("一致", "差异"), ("一致", "不符"), ("合格", "不合格"), ("通过", "未通过"), ("办结", "在办"),
)  # fmt: skip


_CONTRARY = [
    set(pair)
    for pair in (
        "上下",
        "内外",
        "男女",
        "新旧",
        "新老",
        "城乡",
        "前后",
        "左右",
        "公私",
        "初复",
        "主副",
        "正副",
        "收支",
        "进出",
        "早晚",
        "干支",
    )
]


def _divides_in_two(parts: Sequence[Quantity]) -> bool:
    """Whether a list of two names the two sides of one thing, which leave nothing out."""
    if len(parts) != 2:
        return False
    first, second = parts[0].noun, parts[1].noun
    if len(first) == len(second) > 1:
        differ = [{a, b} for a, b in zip(first, second, strict=True) if a != b]
        if len(differ) == 1 and differ[0] in _CONTRARY:
            return True
    return any((a in first and b in second) or (b in first and a in second) for a, b in _OPPOSITES)


def _is_mended_by_a_slip(whole: Quantity, parts: Sequence[Quantity], summed: Decimal) -> bool:
    """Whether the list adds up once two neighbouring digits of one exact number change places: no list of the greater part
    leaves out just that."""
    rest = whole.value - summed
    numbers = [(whole, -rest), *((part, rest) for part in parts)]
    return any(is_swap(number.figure.text, number.figure.value + step / number.scale) for number, step in numbers)


def _not_added_up(relation: Sum, summed: Decimal, severity: Severity | None) -> Violated:
    whole, parts = relation.whole, relation.parts
    terms = " + ".join(f"{part.noun} {shown(part)}" for part in parts[:12])
    difference = abs(whole.value - summed)
    side = "小于" if summed < whole.value else "大于"
    return Violated(
        source=relation.source,
        message=f"{terms} = {show(summed, whole)}，{side}“{whole.noun}”的 {shown(whole)}，相差 {show(difference, whole)}。",
        stated=shown(whole),
        expected=show(summed, whole),
        operands=(operand(whole), *(operand(part) for part in parts)),
        figures=_figures(whole, *parts),
        suspect=whole.figure if is_slip(whole.figure.text, show(summed, whole).split(" ")[0]) else None,
        severity=severity,
    )


@rule(
    "N21",
    Severity.ERROR,
    "目标完成率与占比",
    proves="重点工作、绩效说明等文字中“完成目标（数）的百分之几”“计划…实际…完成率”“某某率”等于所给的两个数相除。",
    basis="完成率＝完成数÷目标数×100%；比率＝部分÷整体×100%",
)
def ratios(context: Context) -> Iterator[Verdict]:
    """Each rate beside the two figures that it is of."""
    known = {c.rate for c in context.report.claims if isinstance(c, Share | Completion)}
    for relation in context.report.quantities.relations:
        if isinstance(relation, Ratio) and relation.rate.figure not in known:
            yield _ratio(relation)


def _ratio(relation: Ratio) -> Verdict:
    part, whole, rate = relation.part, relation.whole, relation.rate.figure
    figures = _figures(part, whole, relation.rate)
    true = percent_of(interval_of(part), interval_of(whole))
    if true is None:
        return Undecided(relation.source, f"“{whole.noun}”为零，比率没有意义。", figures)
    fitting = fit(rate, true)
    if fitting is Fit.EXACT:
        return Holds(relation.source, figures)
    expected = show_percent(part.value, whole.value, rate.number.decimals)
    severity = None if relation.certain else Severity.WARNING
    return Violated(
        source=relation.source,
        message=f"{shown(part)} ÷ {shown(whole)} = {expected}，文中写 {show_rate(rate)}"
        + ("：是截去尾数，没有四舍五入。" if fitting is Fit.TRUNCATED else "。"),
        stated=show_rate(rate),
        expected=expected,
        operands=(operand(part), operand(whole), Operand("比率", show_rate(rate), rate.source)),
        figures=figures,
        suspect=rate,
        severity=Severity.INFO if fitting is Fit.TRUNCATED else severity,
    )


@rule(
    "N22",
    Severity.ERROR,
    "工作量的增减率",
    proves="重点工作、绩效说明等文字中“比上年增加多少、增长百分之几”与本年数相符。",
    basis="增减率＝增减数÷（本年数∓增减数）×100%",
)
def growth(context: Context) -> Iterator[Verdict]:
    """This year's figure, the difference, the rate and the earlier figure, as far as a sentence prints them."""
    known = {change.rate for change in context.report.claims if isinstance(change, Change)}
    years = {None, context.report.identity.fiscal_year}
    for relation in context.report.quantities.relations:
        if not isinstance(relation, Growth) or relation.now.year not in years:
            continue
        if relation.rate is not None and relation.rate.figure in known:
            continue
        if relation.sign != relation.rate_sign:
            yield _opposed(relation)
            continue
        if relation.base is not None:
            yield _difference(relation, relation.base)
        if relation.rate is not None:
            yield _growth(relation, relation.rate)


def _difference(relation: Growth, base: Quantity) -> Verdict:
    """This year's figure less the earlier one is the difference, in the direction that is said."""
    now, change = relation.now, relation.change
    figures = _figures(now, base, change)
    true = interval_of(now).minus(interval_of(base))
    if true.meets(interval_of(change).scaled(relation.sign)):
        return Holds(relation.source, figures)
    value = now.value - base.value
    word = "增加" if value > 0 else "减少"
    stated = f"{'增加' if relation.sign > 0 else '减少'} {shown(change)}"
    return Violated(
        source=relation.source,
        message=f"“{now.noun}” {shown(now)}，上年 {shown(base)}，应为{word} {show(abs(value), change)}，文中写{stated}。",
        stated=stated,
        expected=f"{word} {show(abs(value), change)}",
        operands=(operand(now), operand(base), operand(change)),
        figures=figures,
        suspect=change.figure,
    )


def _growth(relation: Growth, stated: Quantity) -> Verdict:
    now, change, rate = relation.now, relation.change, stated.figure
    figures = _figures(*(q for q in (now, change, stated, relation.base) if q is not None))
    step = interval_of(change)
    base = interval_of(relation.base) if relation.base else interval_of(now).minus(step.scaled(relation.sign))
    true = percent_of(step, base)
    if true is None:
        return Undecided(relation.source, "上年数接近零，增减率没有意义。", figures)
    whole = percent_of(interval_of(now).minus(base).scaled(relation.sign), base) if relation.base else None
    if any(fit(rate, each) in {Fit.EXACT, Fit.TRUNCATED} for each in (true, whole) if each is not None):
        return Holds(relation.source, figures)  # a wrong difference beside a right rate is found as such
    before = relation.base.value if relation.base else now.value - relation.sign * change.value
    expected = show_percent(change.value, before, rate.number.decimals) if before else "无法计算"
    return Violated(
        source=relation.source,
        message=f"“{now.noun}” {shown(now)}，上年 {show(before, now)}，{shown(change)} ÷ {show(before, now)} = {expected}，"
        f"文中写 {show_rate(rate)}。",
        stated=show_rate(rate),
        expected=expected,
        operands=(operand(now), operand(change), Operand("增减率", show_rate(rate), rate.source)),
        figures=figures,
        suspect=rate,
        severity=Severity.WARNING,
    )


def _opposed(relation: Growth) -> Violated:
    words = {1: ("增加", "增长"), -1: ("减少", "下降")}
    first, second = words[relation.sign][0], words[relation.rate_sign][1]
    rate = show_rate(relation.rate.figure) if relation.rate else ""
    return Violated(
        source=relation.source,
        message=f"同一比较前面说“{first}” {shown(relation.change)}，后面说“{second}” {rate}，方向相反，其中一个写错。",
        stated=f"{first}…{second}",
        expected=f"{first}…{words[relation.sign][1]}，或{words[relation.rate_sign][0]}…{second}",
        figures=_figures(*(q for q in (relation.change, relation.rate, relation.base) if q is not None)),
        key="direction",
    )


@rule(
    "N23",
    Severity.ERROR,
    "每项相同时的总数",
    proves="“几个各多少，共多少”的总数等于个数乘每个的数。",
    basis="总数＝个数×每个的数",
)
def each(context: Context) -> Iterator[Verdict]:
    """3 个社区各 20 万元，共 60 万元."""
    for relation in context.report.quantities.relations:
        if not isinstance(relation, Each):
            continue
        figures = _figures(relation.count, relation.each, relation.total)
        product = interval_of(relation.count).times(interval_of(relation.each))
        if product.meets(interval_of(relation.total)):
            yield Holds(relation.source, figures)
            continue
        value = relation.count.value * relation.each.value
        yield Violated(
            source=relation.source,
            message=f"{shown(relation.count)} × {shown(relation.each)} = {show(value, relation.total)}，文中共 {shown(relation.total)}。",
            stated=shown(relation.total),
            expected=show(value, relation.total),
            operands=(operand(relation.count), operand(relation.each), operand(relation.total)),
            figures=figures,
            severity=Severity.WARNING,
        )


@rule(
    "N24",
    Severity.WARNING,
    "列举的个数",
    proves="“几个机构（科室、单位）：甲、乙、丙”的个数与所列名称的个数相同。",
    basis="个数与列举一致",
)
def enumerations(context: Context) -> Iterator[Verdict]:
    """The number of organisations against the names listed after it."""
    for relation in context.report.quantities.relations:
        if not isinstance(relation, Enumeration):
            continue
        count = len(relation.names)
        if relation.stated.value == count:
            yield Holds(relation.source, (relation.stated,))
            continue
        yield Violated(
            source=relation.source,
            message=f"文中说“{relation.noun}”{relation.stated.text} 个，所列为 {count} 个：{'、'.join(relation.names)}。",
            stated=relation.stated.text,
            expected=str(count),
            figures=(relation.stated,),
            suspect=relation.stated,
        )
