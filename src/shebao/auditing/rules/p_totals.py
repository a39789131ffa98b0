"""P07–P09: totals of a form and the system of its weights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from shebao.auditing.context import Context
from shebao.auditing.forms import DISPLACED, displaced_headings, label, scores, unread_among
from shebao.auditing.registry import rule
from shebao.auditing.verdicts import Holds, Operand, Severity, Undecided, Verdict, Violated
from shebao.report.forms import Form, Group
from shebao.report.performance.weights import indicator_weights, members, score_sum, sub_groups, sum_of_scores
from shebao.report.provenance import Figure, Source

_FULL = Decimal(100)


@rule(
    "P07",
    Severity.ERROR,
    "自评总分",
    proves="总分等于预算执行率得分与各指标得分之和。",
    basis="自评表内部关系",
)
def total_score(context: Context) -> Iterator[Verdict]:
    """总分 = 预算执行率得分 + Σ 指标得分."""
    for form in context.report.forms:
        if form.total is None:
            continue
        unread = unread_among(form)
        if unread:
            yield Undecided(form.total.source, f"{label(form)}：{unread}，总分无法核对", (form.total,))
            continue
        found = scores(form)
        known = bool(form.executions) and any(line.score for line in form.executions)
        if form.truncated or not known or any(x.score is None for x in form.indicators) or not form.indicators:
            yield Undecided(form.total.source, f"{label(form)}有得分没有读到，总分无法核对", (form.total,))
            continue
        yield _total(form, form.total, found)


def _total(form: Form, printed: Figure, found: list[Figure]) -> Verdict:
    added = sum((score.value for score in found), Decimal(0))
    figures = (printed, *found)
    source = form.total_row or printed.source
    if sum_of_scores(found).meets(printed.interval):
        return Holds(source, figures)
    return Violated(
        source,
        f"{label(form)}各项得分合计为 {added.normalize():f} 分，表中总分为 {printed.text} 分。",
        stated=printed.text,
        expected=f"{added.normalize():f}",
        operands=tuple(Operand("得分", score.text, score.source) for score in found),
        figures=figures,
        suspect=printed,
    )


@rule(
    "P08",
    Severity.ERROR,
    "权重合计",
    proves="三级指标分值之和等于二级指标分值，二级之和等于一级，一级之和等于年度绩效指标的满分。",
    basis="自评表内部关系：权重合计为 100 分（含预算执行率）",
)
def weight_sums(context: Context) -> Iterator[Verdict]:
    """Σ 三级 = 二级；Σ 二级 = 一级；Σ 一级 = 满分."""
    for form in context.report.forms:
        displaced = displaced_headings(form)
        for group in form.groups:
            if any(group is each for each in displaced):
                yield Undecided(group.source, f"{label(form)}“{group.name}”{DISPLACED}", _weights(group))
            elif group.weight is not None:
                yield from _group_sum(form, group, group.weight)
        yield from _form_sum(form)


def _weights(group: Group) -> tuple[Figure, ...]:
    return (group.weight,) if group.weight else ()


def _group_sum(form: Form, group: Group, weight: Figure) -> Iterator[Verdict]:
    if group.level == 1:
        below = sub_groups(form, group)
        direct = [i for i in members(form, group) if form.indicators[i].level_two is None]
        parts = [g.weight for g in below] + [form.indicators[i].weight for i in direct]
        names = [g.name for g in below] + [form.indicators[i].name for i in direct]
    else:
        indexes = members(form, group)
        parts = [form.indicators[i].weight for i in indexes]
        names = [form.indicators[i].name for i in indexes]
    known = [part for part in parts if part is not None]
    if not parts or len(known) < len(parts) or unread_among(form, members(form, group)):
        return
    if form.truncated and _first(form) in known:
        return
    yield _compare(form, group.source, group.name, weight, known, names)


def _first(form: Form) -> Figure | None:
    return form.indicators[0].weight if form.indicators else None


def _compare(
    form: Form, source: Source, name: str, weight: Figure, parts: Sequence[Figure], names: Sequence[str]
) -> Verdict:
    added = sum((part.value for part in parts), Decimal(0))
    figures = (weight, *parts)
    if added == weight.value:
        return Holds(source, figures)
    shown = "＋".join(f"{name}{part.text}" for name, part in zip(names, parts, strict=True))
    quote = " ".join(dict.fromkeys([source.quote, *(part.source.quote for part in parts[:2])]))
    return Violated(
        Source(quote, source.place),
        f"{label(form)}“{name}”为 {weight.text} 分，其下 {shown}＝{added.normalize():f} 分，不相等。",
        stated=weight.text,
        expected=f"{added.normalize():f}",
        operands=(
            Operand(name, weight.text, weight.source),
            *(Operand(n, p.text, p.source) for n, p in zip(names, parts, strict=True)),
        ),
        figures=figures,
        suspect=_suspect(form, parts),
    )


def _suspect(form: Form, parts: Sequence[Figure]) -> Figure | None:
    """The caption among the parts that disagrees with the scores under it."""
    wrong = [
        g.weight for g in form.groups if g.weight in parts and g.weight is not None and _exceeded(form, g, g.weight)
    ]
    return wrong[0] if len(wrong) == 1 else None


def _exceeded(form: Form, group: Group, weight: Figure) -> bool:
    added = score_sum(form, members(form, group))
    return added is not None and added > weight.value


def _form_sum(form: Form) -> Iterator[Verdict]:
    ones = [group for group in form.groups if group.level == 1]
    captions = [group.weight for group in ones]
    if (
        form.truncated
        or not ones
        or any(form.goal_weights)
        or unread_among(form)
        or any(caption is None for caption in captions)
    ):
        return
    known = [caption for caption in captions if caption is not None]
    execution = form.executions[0].weight if form.executions else None
    full = form.indicator_weight.value if form.indicator_weight else _FULL - execution.value if execution else None
    if full is None:
        return
    added = sum((caption.value for caption in known), Decimal(0))
    figures = tuple(f for f in (form.indicator_weight, *known) if f)
    source = ones[-1].source
    if added == full:
        yield Holds(source, figures)
        return
    shown = "＋".join(f"{group.name}{weight.text}" for group, weight in zip(ones, known, strict=True))
    printed = f"年度绩效指标满分 {full:f} 分" if form.indicator_weight else f"除预算执行率外应有的 {full:f} 分"
    yield Violated(
        source,
        f"{label(form)}一级指标权重 {shown}＝{added.normalize():f} 分，与{printed}差 {abs(full - added).normalize():f} 分。",
        stated=f"{added.normalize():f}",
        expected=f"{full:f}",
        operands=tuple(Operand(g.name, w.text, w.source) for g, w in zip(ones, known, strict=True)),
        figures=figures,
    )


@rule(
    "P09",
    Severity.WARNING,
    "分值标注与得分",
    proves="一级、二级指标所注分值不小于其下各指标得分之和；各项均得满分时与得分之和相等（常见于从别的表照搬标注）。",
    basis="得分不突破权重",
)
def captions_against_scores(context: Context) -> Iterator[Verdict]:
    """Σ 得分 ≤ 所注分值；全部满分时 Σ 得分 = 所注分值."""
    for form in context.report.forms:
        weights, displaced = indicator_weights(form), displaced_headings(form)
        for group in form.groups:
            indexes = members(form, group)
            added = score_sum(form, indexes)
            if any(group is each for each in displaced):
                yield Undecided(group.source, f"{label(form)}“{group.name}”{DISPLACED}", _weights(group))
                continue
            if group.weight is None or added is None or not indexes or unread_among(form, indexes):
                continue
            inferred = [weights[i] for i in indexes if i in weights and group.weight not in weights[i].figures]
            certain = len(inferred) == len(indexes) and all(w.known_from.startswith("各指标") for w in inferred)
            full = sum((w.value for w in inferred), Decimal(0)) if certain else None
            figures = (group.weight, *(s for i in indexes if (s := form.indicators[i].score)))
            if added > group.weight.value or (full is not None and full != group.weight.value):
                yield _caption(form, group, group.weight, added, figures)
            else:
                yield Holds(group.source, figures)


def _caption(form: Form, group: Group, weight: Figure, added: Decimal, figures: tuple[Figure, ...]) -> Violated:
    shown = f"{added.normalize():f}"
    reason = "超过所注分值" if added > weight.value else "各项已得满分，所注分值疑为照搬"
    return Violated(
        group.source,
        f"{label(form)}“{group.name}”注明 {weight.text} 分，其下各指标得分合计 {shown} 分，{reason}，应注 {shown} 分。",
        stated=weight.text,
        expected=shown,
        operands=tuple(Operand("得分", f.text, f.source) for f in figures[1:]),
        figures=figures,
        suspect=weight,
    )
