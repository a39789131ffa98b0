"""A figure with the words before it becomes a fact, or a side of a claim."""

from __future__ import annotations

import re
from dataclasses import replace

from shebao.reading.statements.comparisons import prior_year, read_difference, read_ordered, replace_change
from shebao.reading.statements.counts import read_count
from shebao.reading.statements.lead import Lead
from shebao.reading.statements.percentages import read_rate
from shebao.reading.statements.positions import Mode, Subject
from shebao.reading.statements.section_totals import total_of_section
from shebao.reading.statements.shares import claim_awaiting
from shebao.reading.statements.state import State
from shebao.reading.statements.tokens import Kind, Token
from shebao.report.measures import measures
from shebao.report.provenance import Figure
from shebao.report.statements import Aspect, Change, Fact

MONEY_UNITS = frozenset({"万元", "亿元", "元", "万"})
PERCENT_UNITS = frozenset({"%"})
_VAGUE = ("余", "多", "左右", "以上", "以下")
_OF_BASE = re.compile(r"(?:的|数|为|是|决算|预算|支出|收入|总额)*")
_AND = frozenset({"和", "、", "与", "及"})
_REACHES = re.compile(r"(?:总额|总计|合计|规模)?(?:为|达到?|至|是)")
_INVOLVES = re.compile(r"涉及|覆盖|涵盖|包含|纳入")
_FROM = frozenset({"由", "从"})
_TAIL_OF_NAME = re.compile(r"(?:类|项|采购|支出|金额|合同|总额|总价|数|的|额|为|共|计)+")


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
        understood = read_rate(state, lead, token)
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
        return read_difference(state, lead, token)
    if lead.order is not None:
        return read_ordered(state, lead, token)
    if lead.base is not None:
        return _base_value(state, lead, token)
    if lead.label and not _ends_the_name(state, lead) and total_of_section(state, lead) is None:
        return _labelled(state, lead, token)
    subject = _involved(state, lead) or total_of_section(state, lead) or state.named(lead)
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
        replace_change(state, current, token, current=fact)
    claim_awaiting(state, fact)
    state.both = lead.both
    return True


def _base_value(state: State, lead: Lead, token: Token) -> bool:
    """The amount that is compared with, printed in the comparison (比 2022 年度的 30 万元增加 3 万元)."""
    subject, base = state.named(lead), lead.base
    if subject is None or base is None or lead.aspect is not None or state.is_other_budget(base):
        return False
    if not _OF_BASE.fullmatch(lead.label):
        return False
    year = base.year or prior_year(state, base)
    if base.aspect is Aspect.PRIOR and year != prior_year(state, base):
        return False
    state.base = base
    latest = state.last
    state.add_fact(subject, base.aspect, token, replace(lead, year=year if base.aspect is Aspect.PRIOR else None))
    state.last = latest
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
