"""A percentage is a share, a rate of execution or the rate of a comparison."""

from __future__ import annotations

import re
from dataclasses import replace

from shebao.reading.statements.comparisons import direction_of, new_change, prior_year, replace_change
from shebao.reading.statements.lead import Lead
from shebao.reading.statements.positions import Subject
from shebao.reading.statements.shares import read_share
from shebao.reading.statements.state import BUDGETS, State
from shebao.reading.statements.tokens import Token
from shebao.report.provenance import Figure
from shebao.report.statements import Aspect, Change, Completion, Fact, Share

_OF_IT = re.compile(r"的(?:比例|比重)?(?:为|是|达)?")


def read_rate(state: State, lead: Lead, token: Token) -> bool:
    """Assign one percentage: a share, a completion, the rate of a comparison."""
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
            replace_change(state, change, token, rate=figure, rate_direction=direction_of(lead))
            return True
    return new_change(state, lead, token, rate=figure, rate_direction=direction_of(lead))


def _same_base(state: State, change: Change, lead: Lead) -> bool:
    """Whether a rate is said of the comparison before it: it names no base, or the same one again (比2022年增加…，同比增长…)."""
    base = lead.base
    if base is None:
        return True
    year = base.year or prior_year(state, base)
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
