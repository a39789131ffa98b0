"""Comparisons: how much more or less than last year or than the budget."""

from __future__ import annotations

from dataclasses import replace

from shebao.reading.statements.lead import Lead
from shebao.reading.statements.positions import Subject
from shebao.reading.statements.state import BUDGETS, State
from shebao.reading.statements.tokens import Base, Token
from shebao.report.measures import measures
from shebao.report.provenance import Figure
from shebao.report.statements import Aspect, Change, Direction


def read_difference(state: State, lead: Lead, token: Token) -> bool:
    """An amount behind a direction word: of the comparison whose rate stands before it, or of a new one."""
    figure = token.value
    assert isinstance(figure, Figure)
    change = state.change
    follows_rate = change is not None and change.difference is None and change.rate is not None
    if change is not None and follows_rate and lead.subject is None and lead.base is None:
        replace_change(state, change, token, difference=figure, direction=direction_of(lead))
        return True
    return new_change(state, lead, token, difference=figure, direction=direction_of(lead))


def read_ordered(state: State, lead: Lead, token: Token) -> bool:
    """决算数大于预算数 55.93 万元: a difference from the budget."""
    if lead.aspect not in BUDGETS or lead.label or lead.order is Direction.LEVEL:
        return False
    based = replace(lead, base=Base(lead.aspect, None))
    return new_change(state, based, token, difference=token.value, direction=lead.order)


def direction_of(lead: Lead) -> Direction | None:
    """The direction that a phrase says; None where it offers both."""
    value = lead.direction.value if lead.direction else None
    return value if isinstance(value, Direction) else None


def new_change(state: State, lead: Lead, token: Token, **values: object) -> bool:
    """Claim that what a phrase speaks of differs from its base by the values given; False where it does not say from what."""
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
        base_year=base.year or prior_year(state, base),
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


def prior_year(state: State, base: Base) -> int | None:
    """The year before, where the base is that year's actual."""
    return state.fiscal_year - 1 if base.aspect is Aspect.PRIOR and state.fiscal_year else None


def replace_change(state: State, change: Change, token: Token, **values: object) -> None:
    """The running comparison with more of its values, which end with `token`."""
    start = state.change_starts.pop(change)
    state.change = replace(change, source=state.source(start, token.end), **values)  # type: ignore[arg-type]
    latest = next(index for index in reversed(range(len(state.claims))) if state.claims[index] == change)
    state.claims[latest] = state.change
    state.change_starts[state.change] = start
