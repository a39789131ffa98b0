"""Phrases without figures: bases, reasons, lists, absences, and what the next figures are about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from shebao.reading.running_text import PlainText
from shebao.reading.statements.lead import Lead, read_lead
from shebao.reading.statements.positions import Mode, Subject
from shebao.reading.statements.state import BUDGETS, State
from shebao.reading.statements.tokens import Base, Kind, Token
from shebao.report.measures import measures
from shebao.report.provenance import Source
from shebao.report.statements import Absence, Aspect, Change, Direction, Fact, Listing, Reason, Use

_KINDS_OF_USE = frozenset({"general.basic", "general.project"})
_WHOLE_ASPECTS = (Aspect.ACTUAL, Aspect.COUNT)
_LONG = 200
_AMOUNT = re.compile(r"\d(?:(?:万|亿)?元|辆|台|批次|人次)")
_BRACKETED_END = re.compile(r"\)(?!费|、|经费|用)|[。;]")
_LIST_END = re.compile(r"[。;]")
_ABSENT_WORD = re.compile(r"^(?:安排)?(?:的|发生)?(?:支出|收入|预算)")
_BETWEEN = re.compile(r"^(?:使用|发生|安排|本级|本单位|本部门|的|和|、|及|与|或|其他)*$")


def read_connectives(state: State, lead: Lead) -> None:
    """其中 and 主要用于 open a list: of what they follow, else of what the sentence is about."""
    if not (lead.among or lead.used):
        return
    whole = state.last
    if lead.container is not None:
        subject = state.resolve(lead.container)
        whole = state.find(subject, _WHOLE_ASPECTS) if subject else None
    elif whole is None and state.main is not None:
        whole = state.find(state.main, _WHOLE_ASPECTS)
    state.open_list(whole)
    state.among = lead.among
    if lead.used:
        state.mode = Mode.USE


def read_phrase(state: State, tokens: Sequence[Token], mark: str) -> None:
    """A phrase that ends at a mark."""
    if state.mode in {Mode.REASON, Mode.LIST}:
        return
    lead = read_lead(tokens)
    read_connectives(state, lead)
    if state.depth:
        return
    if lead.base is not None:
        state.base = lead.base
        state.base_start = next(token.start for token in tokens if token.kind is Kind.BASE)
    if lead.negation is not None:
        _read_absence(state, lead, tokens)
    elif lead.level is not None:
        _read_level(state, lead, tokens)
    elif lead.order is not None:
        read_reason(state, lead, tokens)
    elif state.mode is Mode.USE and mark == "。":
        _read_use(state, lead, tokens)
    elif lead.subject is not None and not lead.listing and not lead.used:
        _mention(state, lead)
        state.pending = lead.aspect if mark == "(" else None
        if mark in {",", "，"} and tokens[-1].text.endswith("中"):
            _open_within(state)


def _read_use(state: State, lead: Lead, tokens: Sequence[Token]) -> None:
    """主要用于…等基本支出。: the item consists of that kind of expenditure."""
    item = state.main.item if state.main else ()
    subject = state.resolve(lead.subject) if lead.subject is not None and not lead.joint else None
    if len(item) < 3 or subject is None or subject.measure not in _KINDS_OF_USE or lead.label:
        return
    measured = [token for token in tokens if token.kind is Kind.MEASURE]
    if len(measured) > 1 and not lead.words.endswith(("等", "等的")):
        return
    start = state.main.start if state.main and state.main.start is not None else tokens[0].start
    state.claims.append(Use(subject.measure, item, state.source(start, tokens[-1].end), state.kind))


def _mention(state: State, lead: Lead) -> None:
    if state.mode is Mode.USE:
        return
    subject = state.named(lead)
    if subject is None:
        return
    state.about(subject)
    state.mentioned = True


def _open_within(state: State) -> None:
    """…决算中，: what follows are parts of what was just named."""
    subject = state.subject
    if subject is None:
        return
    state.open_list(state.find(subject, _WHOLE_ASPECTS))
    state.among_subject = subject


def read_reason(state: State, lead: Lead, tokens: Sequence[Token]) -> None:
    """What the words before 主要原因 presuppose: 决算数大于预算数, 较上年增加, or 增加 of what was compared before."""
    direction = lead.order or (lead.direction.value if lead.direction else None)
    if not isinstance(direction, Direction):
        return
    subject = state.named(lead)
    base = _reason_base(state, lead, subject) if subject else None
    if subject is None or base is None or state.is_other_budget(base):
        return
    _claim_reason(state, subject, base, direction, tokens)


def _reason_base(state: State, lead: Lead, subject: Subject) -> Base | None:
    if lead.base is not None:
        return lead.base
    if lead.order is not None and lead.aspect in BUDGETS:
        return Base(lead.aspect, None)
    if lead.order is not None:
        return None
    change = _change_of(state, subject)
    if change is not None:
        return Base(change.base_aspect, change.base_year)
    budgets = list(state.budgets(subject))
    return Base(budgets[0].aspect, None) if len(budgets) == 1 else None


def _change_of(state: State, subject: Subject) -> Change | None:
    """The comparison in this paragraph that a bare 增加/减少 refers to."""
    found = [c for c in state.change_starts if (c.measure, c.item) == (subject.measure, subject.item)]
    return found[-1] if found else None


def _claim_reason(state: State, subject: Subject, base: Base, direction: Direction, tokens: Sequence[Token]) -> None:
    budgets = [fact for fact in state.budgets(subject) if base.aspect in (fact.aspect, Aspect.BUDGET)]
    actual = state.find(subject, (Aspect.ACTUAL,))
    change = _change_of(state, subject)
    if change is not None and change.base_aspect is base.aspect:
        start = state.change_starts[change]
    else:
        change = None
        starts = [state.starts[fact] for fact in (actual, *budgets) if fact is not None and fact in state.starts]
        start = min(starts, default=tokens[0].start)
    state.claims.append(
        Reason(
            measure=subject.measure,
            item=subject.item,
            direction=direction,
            base_aspect=base.aspect,
            actual=actual,
            base=budgets[0] if len(budgets) == 1 else None,
            change=change,
            source=state.source(start if tokens[-1].end - start < _LONG else tokens[0].start, tokens[-1].end),
        )
    )


def _read_level(state: State, lead: Lead, tokens: Sequence[Token]) -> None:
    """与…持平, 无增减; 基本持平 claims nothing."""
    base = lead.base or state.base
    if base is None and lead.aspect in BUDGETS:
        base = Base(lead.aspect, None)
    subject = state.named(lead)
    if base is None or subject is None or lead.level is None or not lead.level.value or state.is_other_budget(base):
        return
    state.subject, state.base = subject, base
    if base.aspect in BUDGETS:
        _claim_reason(state, subject, base, Direction.LEVEL, tokens)
        return
    year = base.year or (state.fiscal_year - 1 if state.fiscal_year else None)
    start = tokens[0].start if state.base_start is None else min(tokens[0].start, state.base_start)
    source = state.source(start, tokens[-1].end)
    current = state.find(subject, (Aspect.ACTUAL,))
    level = Direction.LEVEL
    change = Change(
        current, subject.measure, subject.item, base.aspect, year, level, None, None, None, source, state.kind
    )
    state.note_change(change, start)


def _read_absence(state: State, lead: Lead, tokens: Sequence[Token]) -> None:
    index = next(i for i, token in enumerate(tokens) if token.kind is Kind.NEGATION)
    before, after = tokens[:index], tokens[index + 1 :]
    if before and before[-1].text.endswith(("如", "若", "对")):
        return
    start = next((t.start for t in tokens if t.kind in {Kind.MEASURE, Kind.NEGATION}), tokens[0].start)
    source = state.source(start, tokens[-1].end)
    named = _absent_subjects(state, after)
    for subject in named:
        _claim_absence(state, subject, _absent_kinds(after), source)
    if named:
        state.subject = named[-1]
        return
    aspects = _absent_aspects(after)
    earlier = _before(state, before)
    if aspects and earlier is not None:
        state.subject = earlier
        _claim_absence(state, earlier, aspects, source)


def _absent_subjects(state: State, tokens: Sequence[Token]) -> list[Subject]:
    """The measures that follow 无, with nothing else between."""
    found: list[Subject] = []
    for token in tokens:
        if token.kind is Kind.MEASURE:
            subject = state.resolve(token)
            if subject is not None:
                found.append(subject)
        elif token.kind is Kind.OTHER and not found and token.text.startswith("单"):
            continue
        elif not found and not _BETWEEN.match(token.text):
            break
    return found


def _absent_kinds(after: Sequence[Token]) -> tuple[Aspect, ...]:
    """Budget or actual, by the words after the names: 无公务接待费预算, 无…支出, 无…预算和支出."""
    budget = any(token.kind is Kind.ASPECT and token.value in BUDGETS for token in after)
    actual = any("支出" in token.text for token in after if token.kind is Kind.OTHER)
    if not budget:
        return (Aspect.ACTUAL,)
    return (Aspect.BUDGET, Aspect.ACTUAL) if actual else (Aspect.BUDGET,)


def _absent_aspects(after: Sequence[Token]) -> tuple[Aspect, ...]:
    if not after:
        return ()
    first = after[0]
    if first.kind is Kind.ASPECT and isinstance(first.value, Aspect):
        return (Aspect.BUDGET,) if first.value in BUDGETS else (first.value,)
    return (Aspect.ACTUAL,) if _ABSENT_WORD.match(first.text) else ()


def _before(state: State, tokens: Sequence[Token]) -> Subject | None:
    named = [token for token in tokens if token.kind is Kind.MEASURE]
    return state.resolve(named[-1]) if named else state.subject


def _claim_absence(state: State, subject: Subject, aspects: tuple[Aspect, ...], source: Source) -> None:
    if subject.item:
        return
    measure = measures()[subject.measure]
    for name in dict.fromkeys((*measure.absent, measure.id)):
        state.claims.append(Absence(name, aspects, source, state.kind))


def read_listing(state: State, plain: PlainText, token: Token, whole: Fact) -> None:
    """主要包括：a、b、c。: the names of what `whole` consists of; names with figures are parts of it instead."""
    inside = plain.text.rfind("(", 0, token.start) > plain.text.rfind(")", 0, token.start)
    match = (_BRACKETED_END if inside else _LIST_END).search(plain.text, token.end)
    stop = match.start() if match else len(plain.text)
    start = token.end + 1 if plain.text[token.end : token.end + 1] == ":" else token.end
    if _AMOUNT.search(plain.text, start, stop):
        state.open_list(whole)
        state.among = True
        return
    state.mode = Mode.LIST
    if not plain.text[start:stop]:
        return
    names = tuple(_names(plain, start, stop))
    begin = state.starts.get(whole, token.start)
    state.claims.append(Listing(whole, whole.measure, names, None, plain.source(begin, stop), state.kind))


def _names(plain: PlainText, start: int, stop: int) -> list[Source]:
    found, at = [], start
    for name in re.split(r"[、,，]", plain.text[start:stop]):
        length = len(name.removesuffix("等"))
        if length:
            found.append(plain.source(at, at + length))
        at += len(name) + 1
    return found
