"""Shares: a part, its whole and the rate, in whatever order a sentence gives them."""

from __future__ import annotations

import re
from dataclasses import replace

from shebao.reading.statements.lead import Lead
from shebao.reading.statements.positions import Awaiting, Subject
from shebao.reading.statements.state import State
from shebao.reading.statements.tokens import Kind, Token
from shebao.report.measures import measures
from shebao.report.provenance import Figure
from shebao.report.statements import Aspect, Fact, Share

_BARE_AMOUNT = re.compile(r"[,，(]?(?:金额|数额|共计?|合计|计|为|是|即|达)*[\d,]+(?:\.\d+)?(?:[万亿]?元)")


def read_share(state: State, lead: Lead, token: Token, figure: Figure) -> bool:
    part = state.last
    if lead.shared is not None:
        subject = state.resolve(lead.shared)
        part = state.find(subject, (Aspect.ACTUAL, Aspect.COUNT)) if subject else None
        if part is None or (part not in state.starts and _amount_follows(state, token)):
            return _await_amount(state, subject, lead, token)
    if part is None or part.aspect not in {Aspect.ACTUAL, Aspect.COUNT}:
        return False
    whole, measure, name = _whole(state, lead, part)
    if whole is None and not measure:
        return False
    start = state.starts.get(part, lead.start if lead.start is not None else token.start)
    state.claims.append(Share(part, whole, measure, name, figure, state.source(start, token.end)))
    return True


def _amount_follows(state: State, token: Token) -> bool:
    return state.text is not None and _BARE_AMOUNT.match(state.text.text, token.end) is not None


def _await_amount(state: State, subject: Subject | None, lead: Lead, token: Token) -> bool:
    """A share of what has no amount yet: a bare amount behind it is that of the part, never of what was spoken of before."""
    state.subject, state.last = subject, None
    if subject is None:
        return False
    state.mentioned = True
    state.awaiting = Awaiting(subject, replace(lead, shared=None), token, lead.start or token.start)
    return True


def claim_awaiting(state: State, fact: Fact) -> None:
    """The share that stood before this amount."""
    awaiting, state.awaiting = state.awaiting, None
    if awaiting is None or (awaiting.subject.measure, awaiting.subject.item) != (fact.measure, fact.item):
        return
    state.starts[fact] = min(state.starts[fact], awaiting.start)
    figure = awaiting.token.value
    if fact.aspect is Aspect.ACTUAL and isinstance(figure, Figure):
        whole, measure, name = _whole(state, awaiting.lead, fact)
        if whole is not None or measure:
            source = state.source(awaiting.start, state.ends[fact])
            state.claims.append(Share(fact, whole, measure, name, figure, source))


def _whole(state: State, lead: Lead, part: Fact) -> tuple[Fact | None, str, str]:
    """What a share is a share of: as named after 占, or else the whole of the running list."""
    if lead.subject is not None:
        subject = state.resolve(lead.subject) if lead.subject.kind is Kind.ITEM else state.resolve_whole(lead.subject)
        if subject is None:
            return None, "", ""
        if subject.measure == "expenditure_total" and part.item and measures()[part.measure].within:
            subject = Subject(
                part.measure
            )  # 占本年支出, said of the classes of one kind of expenditure, is of that kind
        return state.find(subject, (Aspect.ACTUAL,)), subject.measure, lead.subject.text
    if lead.label:
        return None, "", ""
    whole = state.whole or state.list_whole
    if whole is None and state.among_subject is not None:
        return None, state.among_subject.measure, ""
    if whole is None and state.main is not None and state.main != state.subject and not _are_siblings(state.main, part):
        whole = state.find(state.main, (Aspect.ACTUAL,))
    if whole is None and len(part.item) == 1:
        return None, part.measure, ""
    parent = measures()[part.measure].parent if part.measure in measures() and not part.item else ""
    if whole is None and parent and state.main is not None and _are_siblings(state.main, part):
        return state.find(Subject(parent), (Aspect.ACTUAL,)), parent, ""
    if whole is None or whole is part:
        return None, "", ""
    return whole, whole.measure, ""


def _are_siblings(subject: Subject, part: Fact) -> bool:
    """Whether both are items of one list, or parts of one measure, of which neither is the whole of the other."""
    if part.item or subject.item:
        return subject.measure == part.measure and len(subject.item) == len(part.item)
    first, second = measures().get(subject.measure), measures().get(part.measure)
    return first is not None and second is not None and bool(first.parent) and first.parent == second.parent
