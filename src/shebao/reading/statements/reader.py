"""From sections to facts and claims: the grammar walks the narrative phrase by phrase."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from shebao.reading.quantities import read_passage
from shebao.reading.running_text import PlainText, plain_text
from shebao.reading.statements.budgets import as_budget
from shebao.reading.statements.charts import read_chart
from shebao.reading.statements.distributive import one_by_one
from shebao.reading.statements.figures import read_figure
from shebao.reading.statements.lead import read_lead
from shebao.reading.statements.phrases import read_connectives, read_listing, read_phrase, read_reason
from shebao.reading.statements.positions import Mode, Subject
from shebao.reading.statements.state import State
from shebao.reading.statements.subject_paths import SubjectNames, names_of
from shebao.reading.statements.targets import read_targets
from shebao.reading.statements.tokens import Kind, Token, class_in, phrases, tokenise
from shebao.report import Section
from shebao.report.measures import measure_named, measures
from shebao.report.provenance import Figure, Passage
from shebao.report.quantities import Field, Quantities
from shebao.report.statements import Aspect, Claim, Completion, Fact
from shebao.report.tables import Table

_ORDINAL = re.compile(r"(?:\(?\d{1,2}\)|\d{1,2}[.、](?!\d)|[①-⑳][.、]?|\([一二三四五六七八九十]+\))")
_SUMMARY = re.compile(r"(?P<name>.{0,80}?)(?:项目(?:支出)?)?(?:绩效)?自评(?:综述|情况|结果)(?:如下)?:")
_SILENT_PARTS = frozenset({"contents", "tables", "glossary", "attachments"})


@dataclass(frozen=True, slots=True)
class Statements:
    """What the narrative says; `unassigned` are figures that no fact or claim uses."""

    facts: tuple[Fact, ...]
    claims: tuple[Claim, ...]
    unassigned: tuple[Figure, ...]
    quantities: tuple[Quantities, ...] = ()


def read_statements(
    sections: Iterable[Section], fiscal_year: int | None, budget: bool = False, tables: Iterable[Table] = ()
) -> Statements:
    """The facts and claims of a report's narrative, in reading order; `budget` where it is a budget's. The `tables` tell the names
    of subjects, no figure."""
    names = names_of(tables)
    facts: list[Fact] = []
    claims: list[Claim] = []
    unassigned: list[Figure] = []
    quantities: list[Quantities] = []
    for section, kind in _narrative(sections, ""):
        state = _read_section(section, kind, fiscal_year, budget, names)
        facts += state.facts
        claims += state.claims
        unassigned += state.unassigned
        quantities += state.quantities
    return Statements(tuple(facts), tuple(claims), tuple(unassigned), tuple(quantities))


def _narrative(sections: Iterable[Section], above: str) -> Iterator[tuple[Section, str]]:
    """Every section that states figures, with its kind or that of the section above."""
    for section in sections:
        if section.kind in _SILENT_PARTS:
            continue
        kind = section.kind or above
        yield section, kind
        yield from _narrative(section.children, kind)


def _read_section(section: Section, kind: str, fiscal_year: int | None, budget: bool, names: SubjectNames) -> State:
    narrative, _, rest = kind.partition(".")
    topic = rest.split(".")[0] if narrative == "narrative" else ""
    state = State(topic, kind, fiscal_year, class_name=class_in(section.title), budget=budget, names=names)
    for passage in section.passages:
        _read_paragraph(state, passage)
    state.announce_list(None)
    return state


def _read_paragraph(state: State, passage: Passage) -> None:
    plain = plain_text(passage)
    if state.topic and read_chart(state, plain):
        return
    start = _after_ordinal(plain)
    tokens = tokenise(plain, start, state.topic, state.names)
    state.begin_paragraph(plain, is_listed=start > 0 or _is_part(state, tokens))
    if state.topic == "performance" and (later := _summary_subject(state, plain, start)) > start:
        tokens = tokenise(plain, later, state.topic, state.names)
    if state.budget:
        tokens = tuple(as_budget(tokens, state.topic, state.fiscal_year))
    tokens = one_by_one(tokens)
    read_targets(state, tokens)
    known = {token.start: token.value for token in tokens if isinstance(token.value, Figure)}
    state.quantities.append(read_passage(plain, _field(state.kind), known))
    if not state.topic:
        state.unassigned += [t.value for t in tokens if isinstance(t.value, Figure) and t.value.unit]
        return
    _read_phrases(state, plain, tokens)
    _forget_targets(state)
    state.close_list()
    if plain.text.endswith((":", "，其中", "其中")):
        state.announce_list(state.whole or state.last or state.list_whole)


def _is_part(state: State, tokens: Sequence[Token]) -> bool:
    """Whether a paragraph begins with a part of the whole that the one before announced a list of."""
    whole, first = state.list_whole, tokens[0] if tokens else None
    if whole is None or first is None:
        return False
    if first.kind is Kind.ITEM and isinstance(first.value, tuple):
        return measures()[whole.measure].items != {} and len(first.value) == len(whole.item) + 1
    part = measure_named(first.text, state.topic, (whole.measure,)) if first.kind is Kind.MEASURE else None
    return part is not None and part.parent == whole.measure


def _forget_targets(state: State) -> None:
    """What the grammar understood as a completion of its own is no mere target."""
    known = {claim.rate for claim in state.claims if isinstance(claim, Completion) and claim.actual.measure}
    state.claims[:] = [
        claim
        for claim in state.claims
        if not (isinstance(claim, Completion) and not claim.actual.measure and claim.rate in known)
    ]


def _field(kind: str) -> Field:
    """What kind of text a section is."""
    if kind.startswith("narrative.performance"):
        return Field.PERFORMANCE
    return {"key_work": Field.KEY_WORK, "overview": Field.OVERVIEW}.get(kind.partition(".")[0], Field.NARRATIVE)


def _after_ordinal(plain: PlainText) -> int:
    match = _ORDINAL.match(plain.text)
    return match.end() if match else 0


def _summary_subject(state: State, plain: PlainText, start: int) -> int:
    """In a project's self-evaluation summary every figure is the project's."""
    match = _SUMMARY.match(plain.text, start)
    if match is None:
        return start
    state.main = state.subject = Subject("performance.project", (match["name"],), match.start("name"))
    return match.end()


def _read_phrases(state: State, plain: PlainText, tokens: tuple[Token, ...]) -> None:
    for lead_tokens, figure, mark in phrases(tokens):
        if figure is not None:
            lead_tokens = _with_amounts(lead_tokens)
        lead_tokens = _cut_listing(state, plain, lead_tokens)
        lead_tokens, reason = _cut_reason(lead_tokens)
        if reason and state.mode not in {Mode.REASON, Mode.LIST}:
            if lead_tokens:
                read_reason(state, read_lead(lead_tokens), lead_tokens)
            state.mode = Mode.REASON
        if figure is not None:
            lead = read_lead(lead_tokens)
            if state.mode not in {Mode.REASON, Mode.LIST}:
                read_connectives(state, lead)
                _note_base(state, lead_tokens)
            read_figure(state, lead, figure)
        elif lead_tokens and not reason:
            read_phrase(state, lead_tokens, mark)
        if lead_tokens or figure is not None:
            state.at_start = False
        _read_mark(state, mark)


def _with_amounts(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """包括 before a name with a figure of its own lists amounts, not names: it means 其中."""
    for index, token in enumerate(tokens):
        if token.kind is Kind.LIST and not any("、" in following.text for following in tokens[index + 1 :]):
            return (*tokens[:index], replace(token, kind=Kind.AMONG), *tokens[index + 1 :])
    return tokens


def _note_base(state: State, tokens: tuple[Token, ...]) -> None:
    for token in tokens:
        if token.kind is Kind.BASE:
            state.base_start = token.start


def _cut_listing(state: State, plain: PlainText, tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    for index, token in enumerate(tokens):
        lists = token.kind is Kind.LIST or _lists_names(state, plain, token)
        if lists and state.mode is not Mode.REASON:
            whole = state.last or _named_before(state, tokens[:index])
            if whole is not None:
                read_listing(state, plain, token, whole)
            return tokens[:index]
    return tokens


def _lists_names(state: State, plain: PlainText, token: Token) -> bool:
    """Whether 主要用于 is followed by names with commas between, in the section that lists economic subjects."""
    return state.topic == "basic" and token.kind is Kind.USED and plain.text.startswith(":", token.end)


def _named_before(state: State, tokens: tuple[Token, ...]) -> Fact | None:
    """The fact of this section about what a sentence begins with that lists only names (公用经费主要包括…)."""
    subject = (
        state.resolve(lead.subject) if (lead := read_lead(tokens)).subject is not None and not lead.label else None
    )
    return state.find(subject, (Aspect.ACTUAL,)) if subject is not None else None


def _cut_reason(tokens: tuple[Token, ...]) -> tuple[tuple[Token, ...], bool]:
    for index, token in enumerate(tokens):
        if token.kind is Kind.REASON:
            return tokens[:index], True
    return tokens, False


def _read_mark(state: State, mark: str) -> None:
    match mark:
        case "。" | "!" | "?":
            state.begin_sentence()
        case ";":
            state.begin_clause()
        case "(":
            state.open_bracket()
        case ")":
            state.close_bracket()
