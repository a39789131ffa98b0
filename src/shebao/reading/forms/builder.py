"""A form while it is read: headings, indicators and figures arrive in reading order, the finished Form comes out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from shebao.money import parse_number
from shebao.reading.forms.tokens import Gap, Token
from shebao.reading.forms.vocabulary import caption, full_name, level_of, plain, without_caption
from shebao.report.forms import Execution, Form, FormKind, Group, Indicator, Unread
from shebao.report.provenance import Figure, Passage, Place, Source

_FIGURE = re.compile(r"([-−]?\d[\d,，]*(?:\.\d+)?)\s*(%|分|万元|元)?")


def figure(text: str, source: Source, unit: str = "") -> Figure | None:
    """The number that the text is (a unit may follow), as a figure; None where it is none."""
    text = text.strip().replace("％", "%")
    match = _FIGURE.fullmatch(text)
    number = parse_number(match[1]) if match else None
    if match is None or number is None:
        return None
    return Figure(match[1], number, match[2] or unit, source)


def weight_in(source: Source) -> Figure | None:
    """The weight in brackets within a heading or name （12.5分）."""
    printed = caption(source.quote)
    number = parse_number(printed) if printed else None
    return Figure(printed, number, "分", source) if number else None


def joined_source(tokens: Sequence[Token]) -> Source:
    """Tokens as one source: pieces of a wrapped cell without, words of one line with a space."""
    parts = [tokens[0].text]
    for token in tokens[1:]:
        spaced = token.gap in {Gap.SPACE, Gap.CELL, Gap.COLUMN}
        parts.append((" " if spaced else "") + token.text)
    return Source("".join(parts), tokens[0].place)


def row_source(tokens: Sequence[Token]) -> Source:
    """A row as one source, with the box around it."""
    place = tokens[0].place
    box = place.box
    for token in tokens[1:]:
        if box is not None and token.place.box is not None and token.place.page == place.page:
            box = box.union(token.place.box)
    parts = [tokens[0].text]
    for token in tokens[1:]:
        parts.append(("" if token.gap in {Gap.LINE, Gap.GLUED} else " ") + token.text)
    return Source("".join(parts), Place(place.page, place.line, box))


_PRINTED = re.compile(r"\d[\d,]*(?:\.\d+)?")


def _numbers(*sources: Source | None) -> tuple[Figure, ...]:
    """The numbers printed in a target and an actual, as figures."""
    found = []
    for source in sources:
        for match in _PRINTED.finditer(source.quote) if source else ():
            number = parse_number(match.group().rstrip(","))
            if number is not None:
                found.append(
                    Figure(match.group(), number, "", Source(match.group(), source.place if source else Place()))
                )
    return tuple(found)


@dataclass(slots=True, eq=False)
class GroupDraft:
    """A heading of level one or two while the form is read; `first` is the index of its first token."""

    level: int
    source: Source
    parent: GroupDraft | None = None
    bare: bool = False  # a satisfaction heading that stood alone: its level is settled at the end
    weight: Figure | None = None
    first: int = -1

    @property
    def name(self) -> str:
        """The heading without its weight, a heading cut off at a page's end completed."""
        return full_name(self.source.quote)


@dataclass(slots=True)
class _IndicatorDraft:
    name: str
    one: GroupDraft | None
    two: GroupDraft | None
    goal: int | None
    weight: Figure | None
    target: Source | None
    actual: Source | None
    score: Figure | None
    source: Source
    deviation: Source | None
    doubtful: str
    mixed: bool


def _longer(first: Source | None, rest: Source) -> Source:
    return Source(first.quote + rest.quote, first.place) if first else rest


@dataclass(slots=True)
class FormBuilder:
    """Collects one form; `build` settles what could only be known at its end."""

    title: Source
    kind: FormKind = FormKind.PROJECT
    name: str = ""
    unit: Source | None = None
    department: Source | None = None
    filled_on: Source | None = None
    executions: list[Execution] = field(default_factory=list)
    execution_weight: Figure | None = None
    basic: Figure | None = None
    project: Figure | None = None
    goals: list[tuple[Figure | None, Source]] = field(default_factory=list)
    goal: int | None = None
    indicator_weight: Figure | None = None
    groups: list[GroupDraft] = field(default_factory=list)
    indicators: list[_IndicatorDraft] = field(default_factory=list)
    total: Figure | None = None
    total_weight: Figure | None = None
    reasons: Passage | None = None
    measures: Passage | None = None
    remarks: list[Passage] = field(default_factory=list)
    truncated: bool = False
    unread: list[Unread] = field(default_factory=list)
    money: str = "万元"  # or 元, where a head says so
    _one: GroupDraft | None = None
    _two: GroupDraft | None = None

    def open_goal(self, weight: Figure | None, source: Source) -> None:
        """A new annual goal begins: the groups before it are over."""
        self.goals.append((weight, source))
        self.goal = len(self.goals)
        self._one = self._two = None

    def open_headings(self, headings: Sequence[tuple[int, int, Sequence[Token]]], ruled: bool) -> None:
        """The headings that begin before a row, as (level, index of the first token, tokens), level one first."""
        for level, first, tokens in headings:
            source = joined_source(tokens)
            alone = len(headings) == 1 and not ruled
            level = self._level(level, source) if alone else level
            begun = self._begun(level, source)
            if begun is not None:
                begun.first = first
                continue
            bare = alone and "满意度" in plain(source.quote)
            draft = GroupDraft(level, source, self._one if level == 2 else None, bare, weight_in(source), first)
            if level == 1:
                self._one, self._two = draft, None
            else:
                self._two = draft
            self.groups.append(draft)

    def _level(self, level: int, source: Source) -> int:
        """The level of a heading that stands alone and could be of either."""
        one, two = level_of(source.quote)
        if not (one and two):
            return level
        if "成本" in plain(source.quote):
            return 2 if self._one is not None and "产出" in self._one.name else 1
        return 1

    def grow_heading(self, first: int, token: Token) -> None:
        """One more fragment of the heading that began at token `first`."""
        for draft in (self._one, self._two, *reversed(self.groups)):
            if draft is not None and draft.first == first:
                draft.source = Source(draft.source.quote + token.text, draft.source.place)
                draft.weight = weight_in(draft.source)
                return

    def unknown_headings(self, one: bool, two: bool) -> None:
        """Headings begin whose text is not here: the next heading of the level that is printed is theirs."""
        if one and not (self._one and not self._one.source.quote):
            self._one = GroupDraft(1, Source(""))
            self.groups.append(self._one)
            self._two = None
        if two and not (self._two and not self._two.source.quote):
            self._two = GroupDraft(2, Source(""), self._one)
            self.groups.append(self._two)

    def leave(self, source: Source, reason: str) -> None:
        """Something is not read, for a reason."""
        self.unread.append(Unread(source, reason, len(self.indicators)))

    def extend_last(self, parts: dict[str, Source]) -> bool:
        """More words for the last indicator, from the next page; False where there is none."""
        if not self.indicators:
            return False
        last = self.indicators[-1]
        if "name" in parts:
            last.name += re.sub(r"\s+", "", without_caption(parts["name"].quote))
            last.weight = last.weight or weight_in(parts["name"])
        if "target" in parts:
            last.target = _longer(last.target, parts["target"])
        if "actual" in parts:
            last.actual = _longer(last.actual, parts["actual"])
        return True

    def _begun(self, level: int, source: Source) -> GroupDraft | None:
        """The heading of that level that began on the page before without its text, where this is it."""
        draft = self._one if level == 1 else self._two
        if draft is None or draft.source.quote:
            return None
        draft.source, draft.weight = source, weight_in(source)
        return draft

    def add_indicator(
        self,
        name: Source,
        target: Source | None,
        actual: Source | None,
        score: Figure | None,
        source: Source,
        weight: Figure | None = None,
        deviation: Source | None = None,
        doubtful: str = "",
        mixed: bool = False,
    ) -> None:
        """A row of the indicator table; the weight is its own column's or stands in the name."""
        self.indicators.append(
            _IndicatorDraft(
                without_caption(re.sub(r"\s+", "", name.quote)) or name.quote,
                self._one,
                self._two,
                self.goal,
                weight or weight_in(name),
                target,
                actual,
                score,
                source,
                deviation,
                doubtful,
                mixed,
            )
        )

    def build(self) -> Form:
        """The form. A satisfaction heading whose level its place leaves open is nested where the weights say so."""
        self._nest_satisfaction()
        groups: dict[int, Group] = {}
        self._drop_unknown()
        for draft in self.groups:
            groups[id(draft)] = Group(draft.level, draft.name, draft.weight, draft.source)
        indicators = tuple(
            Indicator(
                item.name,
                groups[id(item.one)] if item.one else None,
                groups[id(item.two)] if item.two else None,
                item.goal,
                item.weight,
                item.target,
                item.actual,
                item.score,
                item.source,
                item.deviation,
                item.doubtful,
                item.mixed,
                _numbers(item.target, item.actual),
            )
            for item in self.indicators
        )
        return Form(
            kind=self.kind,
            title=self.title,
            name=self.name or (self.unit.quote if self.unit and self.kind is FormKind.OVERALL else ""),
            filled_on=self.filled_on,
            executions=tuple(self.executions),
            basic=self.basic,
            project=self.project,
            goal_weights=tuple(weight for weight, _ in self.goals),
            indicator_weight=self.indicator_weight,
            groups=tuple(groups[id(draft)] for draft in self.groups),
            indicators=indicators,
            total=self.total,
            reasons=self.reasons,
            measures=self.measures,
            remarks=tuple(self.remarks),
            truncated=self.truncated,
            unit=self.unit,
            department=self.department,
            goals=tuple(source for _, source in self.goals),
            total_weight=self.total_weight,
            unread=tuple(self.unread),
        )

    def _drop_unknown(self) -> None:
        """Headings whose text was never found are none."""
        unknown = [draft for draft in self.groups if not draft.source.quote]
        self.groups = [draft for draft in self.groups if draft.source.quote]
        for item in self.indicators:
            item.one = None if any(item.one is draft for draft in unknown) else item.one
            item.two = None if any(item.two is draft for draft in unknown) else item.two

    def _nest_satisfaction(self) -> None:
        for position, draft in enumerate(self.groups):
            if not (draft.bare and draft.level == 1 and draft.weight):
                continue
            before = next((g for g in reversed(self.groups[:position]) if g.level == 1), None)
            if before is None or before.weight is None:
                continue
            parts = [g.weight.value for g in self.groups if g.parent is before and g.weight]
            if parts and sum(parts, Decimal(0)) + draft.weight.value == before.weight.value:
                draft.level, draft.parent = 2, before
                for item in self.indicators:
                    if item.one is draft:
                        item.one, item.two = before, item.two or draft
