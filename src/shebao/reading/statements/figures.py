"""A figure with the words before it becomes a fact, or a side of a claim."""

from __future__ import annotations

import re
from dataclasses import replace

from shebao.reading.statements.counts import read_count
from shebao.reading.statements.lead import Lead
from shebao.reading.statements.positions import Mode, Subject
from shebao.reading.statements.shares import claim_awaiting, read_share
from shebao.reading.statements.state import BUDGETS, State
from shebao.reading.statements.tokens import Base, Kind, Token
from shebao.report.measures import measures
from shebao.report.provenance import Figure
from shebao.report.statements import Aspect, Change, Completion, Direction, Fact, Share

MONEY_UNITS = frozenset({"万元", "亿元", "元", "万"})
PERCENT_UNITS = frozenset({"%"})
_VAGUE = ("余", "多", "左右", "以上", "以下")
_AND = frozenset({"和", "、", "与", "及"})
_REACHES = re.compile(r"(?:总额|总计|合计|规模)?(?:为|达到?|至|是)")
_OF_IT = re.compile(r"的(?:比例|比重)?(?:为|是|达)?")
_INVOLVES = re.compile(r"涉及|覆盖|涵盖|包含|纳入")
_FROM = frozenset({"由", "从"})
_TAIL_OF_NAME = re.compile(r"(?:类|项|采购|支出|金额|合同|总额|总价|数|的|额|为|共|计)+")
_WHOSE = (
    r"(?:20\d\d年度?|本年度?|当年|全年|年度|[我本该](?:单位|部门|局|中心|支队|院|站|所|处)|由|以|从|用|的|各项|各类|各种|全部|总体|总|共|合计|总计|总额|总量|总数|规模"
    r"|数|额|为|是|达到?|计|均|各|取得|实现|形成|收到|到位|安排|列支|发生|使用|资金|经费|决算|实际|累计|财政|拨款|一般公共预算"
)
_TOTALS_OF_SECTIONS = {
    "income": ("income_total", re.compile(rf"{_WHOSE}|收入)*收入{_WHOSE})*")),
    "expenditure": ("expenditure_total", re.compile(rf"{_WHOSE}|支出)*支出{_WHOSE})*")),
    "general": ("general", re.compile(rf"{_WHOSE}|支出)*支出{_WHOSE})*")),
    "totals": ("grand_total", re.compile(rf"{_WHOSE})*收(?:入)?[、和与及]?支(?:出)?{_WHOSE})*")),
    "appropriation": ("appropriation_grand_total", re.compile(rf"{_WHOSE})*收(?:入)?[、和与及]?支(?:出)?{_WHOSE})*")),
}


def read_figure(state: State, lead: Lead, token: Token) -> None:
    """Assign one figure; a figure whose words are not understood stays unassigned."""
    figure = token.value
    assert isinstance(figure, Figure)
    if lead.respectively:
        state.silent = True
    vague = lead.about or lead.average or lead.joint or token.text.endswith(_VAGUE)
    if state.silent or vague or state.mode in {Mode.REASON, Mode.LIST}:
        state.unassigned.append(figure)
        return
    if figure.unit in MONEY_UNITS:
        understood = _amount(state, lead, token)
    elif figure.unit in PERCENT_UNITS or (not figure.unit and _wants_rate(state, lead)):
        understood = _rate(state, lead, token)
    elif figure.unit:
        understood = read_count(state, lead, token)
    elif lead.aspect is not None and lead.order is None and state.ends_clause(token):
        understood = _amount(state, lead, token)
    else:
        return
    if not understood:
        state.unassigned.append(figure)
        if figure.unit in MONEY_UNITS:
            state.last = state.change = None
            if lead.foreign and lead.subject is None:
                state.subject = None
        if lead.subject is not None and lead.label:
            state.subject = state.resolve(lead.subject) if lead.label in _FROM else None


def _wants_rate(state: State, lead: Lead) -> bool:
    """Whether a number without a unit stands where only a rate can: its percent sign was forgotten."""
    return (lead.direction is not None and state.change is not None) or (
        (lead.share or lead.complete) and state.last is not None
    )


def _amount(state: State, lead: Lead, token: Token) -> bool:
    if lead.direction is not None:
        return _difference(state, lead, token)
    if lead.order is not None:
        return _ordered(state, lead, token)
    if lead.label and not _ends_the_name(state, lead) and not _is_total_of_section(state, lead):
        return _labelled(state, lead, token)
    subject = _involved(state, lead) or _total_of_section(state, lead) or state.named(lead)
    if subject is None or (lead.foreign and lead.subject is None):
        return False
    if lead.addition:
        state.add_fact(subject, Aspect.ADDITION, token, lead)
        return True
    if lead.aspect is None and lead.total and lead.subject is None:
        return _adjusted_total(state, subject, token, lead)
    told = state.mentioned or lead.completed is not None
    if lead.is_bare and not told and not _is_second_side(state, lead) and not _tells_current(state, lead):
        return False
    state.leave_list(subject)
    listed = state.whole.aspect if state.whole is not None and state.among else Aspect.ACTUAL
    state.sharing = state.last if lead.share else None
    aspect = (
        lead.completed
        or lead.aspect
        or (state.pending if lead.subject is None and not lead.foreign else None)
        or listed
    )
    fact = state.add_fact(subject, aspect, token, lead)
    current = _told_change(state, lead)
    _remember(state, subject, fact)
    if current is not None:
        _replace_change(state, current, token, current=fact)
    claim_awaiting(state, fact)
    state.both = lead.both
    return True


def _is_second_side(state: State, lead: Lead) -> bool:
    """和 100 万元 after 收入、支出总计分别为 100 万元."""
    return state.both and lead.phrase in _AND


def _told_change(state: State, lead: Lead) -> Change | None:
    """The comparison before an amount that is told behind it (收支总计均增加 3 万元，增长 4%，为 80 万元)."""
    change = state.change
    return change if _tells_current(state, lead) else None


def _tells_current(state: State, lead: Lead) -> bool:
    change = state.change
    return change is not None and change.current not in state.starts and bool(_REACHES.fullmatch(lead.phrase))


def _involved(state: State, lead: Lead) -> Subject | None:
    """What projects under evaluation are said to involve of a kind of expenditure (涉及一般公共预算支出 154 万元): their money, not
    all of that kind."""
    named = lead.subject is not None and lead.subject.kind is Kind.MEASURE
    if state.topic != "performance" or not named or not _INVOLVES.search(lead.words):
        return None
    return Subject("performance.amount", start=lead.start)


def _ends_the_name(state: State, lead: Lead) -> bool:
    """Whether the words behind a short name are the end of it (服务类采购): a part of the running list."""
    if lead.subject is None or not _TAIL_OF_NAME.fullmatch(lead.label):
        return False
    subject = state.resolve(lead.subject)
    if subject is None or subject.item:
        return False
    spec = measures()[subject.measure]
    return state.topic in spec.topics if state.whole is None else spec.parent == state.whole.measure


def _is_total_of_section(state: State, lead: Lead) -> bool:
    return _total_of_section(state, lead) is not None


def _total_of_section(state: State, lead: Lead) -> Subject | None:
    """What a section is about, where its first amount is called so by words that tell nothing else (由财政拨款安排的支出共)."""
    if (lead.subject is not None and not lead.label) or state.facts or lead.direction or lead.share:
        return None
    found = _TOTALS_OF_SECTIONS.get(state.topic)
    if state.main is not None and state.main.item:
        return None
    if found is None or state.kind.endswith((".items", ".structure")) or not found[1].fullmatch(lead.phrase):
        return None
    return Subject(found[0], start=lead.start)


def _adjusted_total(state: State, subject: Subject, token: Token, lead: Lead) -> bool:
    """总计 after 追加: the adjusted budget."""
    if state.last is None or state.last.aspect is not Aspect.ADDITION:
        return False
    state.add_fact(subject, Aspect.ADJUSTED_BUDGET, token, lead)
    return True


def _remember(state: State, subject: Subject, fact: Fact) -> None:
    state.about(subject)
    state.change = None
    whole = state.whole
    if whole is None or fact is whole or fact.aspect is not whole.aspect:
        return
    if fact.measure == whole.measure and fact.item != whole.item:
        state.parts.append(fact)


def _labelled(state: State, lead: Lead, token: Token) -> bool:
    """A part that only the report itself has a name for, in a list of parts of something known."""
    whole = state.whole
    if whole is None or lead.aspect is not None or not (state.among or state.mode is Mode.USE):
        return False
    subject = Subject(whole.measure, (*whole.item, lead.label))
    fact = state.add_fact(subject, whole.aspect, token, lead)
    state.parts.append(fact)
    return True


def _difference(state: State, lead: Lead, token: Token) -> bool:
    figure = token.value
    assert isinstance(figure, Figure)
    change = state.change
    follows_rate = change is not None and change.difference is None and change.rate is not None
    if change is not None and follows_rate and lead.subject is None and lead.base is None:
        _replace_change(state, change, token, difference=figure, direction=_direction(lead))
        return True
    return _new_change(state, lead, token, difference=figure, direction=_direction(lead))


def _ordered(state: State, lead: Lead, token: Token) -> bool:
    """决算数大于预算数 55.93 万元: a difference from the budget."""
    if lead.aspect not in BUDGETS or lead.label or lead.order is Direction.LEVEL:
        return False
    based = replace(lead, base=Base(lead.aspect, None))
    return _new_change(state, based, token, difference=token.value, direction=lead.order)


def _direction(lead: Lead) -> Direction | None:
    value = lead.direction.value if lead.direction else None
    return value if isinstance(value, Direction) else None


def _new_change(state: State, lead: Lead, token: Token, **values: object) -> bool:
    subject = state.named(lead)
    base = lead.base or state.base
    if subject is None or base is None or lead.label or state.is_other_budget(base):
        return False
    if lead.subject is None and _may_be_of_the_whole(state, subject):
        return False
    state.base = base
    state.about(subject)
    start = lead.start if lead.start is not None else token.start
    if lead.base is not None:
        state.base_start = start
    elif state.base_start is not None:
        start = min(start, state.base_start)
    change = Change(
        current=state.find_same(subject, (Aspect.ACTUAL,)),
        measure=subject.measure,
        item=subject.item,
        base_aspect=base.aspect,
        base_year=base.year or _prior_year(state, base),
        direction=None,
        difference=None,
        rate_direction=None,
        rate=None,
        source=state.source(start, token.end),
        section=state.kind,
    )
    change = replace(change, **values)  # type: ignore[arg-type]
    state.change = change
    state.note_change(change, start)
    return True


def _may_be_of_the_whole(state: State, subject: Subject) -> bool:
    """Whether a comparison that names nothing, behind a list of parts none of which had one, may be of their whole as well as
    of the last part."""
    spec = measures().get(subject.measure)
    if spec is None or not spec.parent or subject.item:
        return False
    listed = {fact.measure for fact in state.starts if fact.aspect is Aspect.ACTUAL and not fact.item}
    siblings = {
        name for name in listed - {subject.measure} if name in measures() and measures()[name].parent == spec.parent
    }
    return bool(siblings) and siblings.isdisjoint(change.measure for change in state.change_starts)


def _prior_year(state: State, base: Base) -> int | None:
    return state.fiscal_year - 1 if base.aspect is Aspect.PRIOR and state.fiscal_year else None


def _replace_change(state: State, change: Change, token: Token, **values: object) -> None:
    start = state.change_starts.pop(change)
    state.change = replace(change, source=state.source(start, token.end), **values)  # type: ignore[arg-type]
    latest = next(index for index in reversed(range(len(state.claims))) if state.claims[index] == change)
    state.claims[latest] = state.change
    state.change_starts[state.change] = start


def _rate(state: State, lead: Lead, token: Token) -> bool:
    figure = token.value
    assert isinstance(figure, Figure)
    if (
        (last := state.last) is not None
        and state.ends.get(last) == lead.start_of(token)
        and _OF_IT.fullmatch(lead.phrase)
    ):
        return _of_amount(state, lead, token, last)
    if lead.share and lead.completed is None and lead.aspect not in BUDGETS:
        return read_share(state, lead, token, figure)
    if lead.complete or lead.rate or lead.aspect in BUDGETS:
        return _completion(state, lead, token, figure)
    if lead.direction is None:
        return False
    change = state.change
    if change is not None and change.rate is None and _same_base(state, change, lead) and not lead.label:
        same = lead.subject is None or _means(state, lead.subject, change)
        if same:
            _replace_change(state, change, token, rate=figure, rate_direction=_direction(lead))
            return True
    return _new_change(state, lead, token, rate=figure, rate_direction=_direction(lead))


def _same_base(state: State, change: Change, lead: Lead) -> bool:
    """Whether a rate is said of the comparison before it: it names no base, or the same one again (比2022年增加…，同比增长…)."""
    base = lead.base
    if base is None:
        return True
    year = base.year or _prior_year(state, base)
    return (base.aspect, year) == (change.base_aspect, change.base_year) and not base.is_prior_budget


def _of_amount(state: State, lead: Lead, token: Token, whole: Fact) -> bool:
    """A rate of the amount before it (完成预算 30 万元的 60%; 占本年支出合计 30 万元的 60%)."""
    figure = token.value
    assert isinstance(figure, Figure)
    if whole.aspect in BUDGETS:
        return _completion(state, replace(lead, complete=True, completed=whole.aspect), token, figure)
    part, state.sharing = state.sharing, None
    if part is None or part is whole or part.aspect is not whole.aspect:
        return False
    start = min(state.starts.get(fact, token.start) for fact in (part, whole))
    state.claims.append(Share(part, whole, whole.measure, "", figure, state.source(start, token.end)))
    return True


def _means(state: State, token: Token, change: Change) -> bool:
    subject = state.resolve(token)
    return subject is not None and (subject.measure, subject.item) == (change.measure, change.item)


def _completion(state: State, lead: Lead, token: Token, figure: Figure) -> bool:
    if lead.label and not lead.rate:
        return False
    named = lead.completed or (lead.aspect if lead.aspect in BUDGETS else None) or Aspect.BUDGET
    subject = _completed(state, lead)
    if subject is None:
        return False
    actual = state.find(subject, (Aspect.ACTUAL,))
    if actual is None or actual not in state.starts:
        return False
    budgets = list(state.budgets(subject))
    exact = [fact for fact in budgets if fact.aspect is named]
    chosen = exact[-1] if exact else (budgets[0] if len(budgets) == 1 and _compatible(budgets[0], named) else None)
    others = tuple(fact for fact in budgets if fact is not chosen)
    start = min(state.starts[fact] for fact in (actual, *budgets))
    source = state.source(start, token.end)
    state.claims.append(Completion(actual, chosen, named, figure, source, others))
    return True


def _completed(state: State, lead: Lead) -> Subject | None:
    """What an execution rate is of: after a list of parts without budgets, what the paragraph is about, if no other rate
    stands in it."""
    subject = state.named(lead)
    main, text = state.main, state.text
    if subject is None or main is None or text is None or lead.subject is not None or not lead.rate:
        return subject
    alone = text.text.count("执行率") + text.text.count("完成率") == 1
    return main if alone and not any(state.budgets(subject)) and any(state.budgets(main)) else subject


def _compatible(fact: Fact, named: Aspect) -> bool:
    """Whether words that name one budget may mean the only one given: one of the two does not say which it is."""
    return Aspect.BUDGET in (fact.aspect, named)
