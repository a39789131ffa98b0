"""A form while it is read: headings, indicators and figures arrive in reading order, the finished Form comes out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from shebao.money import parse_number
from shebao.reading.forms.vocabulary import caption, full_name, level_of, plain, without_caption
from shebao.report.forms import Execution, Form, FormKind, Group, Indicator
from shebao.report.provenance import Figure, Passage, Source

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


@dataclass(slots=True, eq=False)
class GroupDraft:
    """A heading of level one or two while the form is read."""

    level: int
    source: Source
    parent: GroupDraft | None = None
    bare: bool = False  # a satisfaction heading that stood alone: its level is settled at the end
    weight: Figure | None = None

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
    doubtful: str = ""
    money: str = "万元"  # or 元, where a head says so
    _one: GroupDraft | None = None
    _two: GroupDraft | None = None

    def open_goal(self, weight: Figure | None, source: Source) -> None:
        """A new annual goal begins: the groups before it are over."""
        self.goals.append((weight, source))
        self.goal = len(self.goals)
        self._one = self._two = None

    def open_headings(self, headings: list[Source], levels: list[int] | None = None) -> list[GroupDraft]:
        """One or two headings at the left of a row; `levels` where the columns tell them."""
        opened: list[GroupDraft] = []
        if not headings:
            return opened
        for source, level in zip(headings, levels or self._levels(headings), strict=True):
            begun = self._begun(level, source)
            if begun is not None:
                opened.append(begun)
                continue
            alone = len(headings) == 1 and "满意度" in source.quote and levels is None
            draft = GroupDraft(level, source, self._one if level == 2 else None, alone, weight_in(source))
            if level == 1:
                self._one, self._two = draft, None
            else:
                self._two = draft
            self.groups.append(draft)
            opened.append(draft)
        return opened

    def _levels(self, headings: list[Source]) -> list[int]:
        kinds = [level_of(source.quote) for source in headings]
        if len(headings) == 2:
            swapped = (
                not kinds[0][0] and kinds[1][0] and not (kinds[1][1] and kinds[0][1] and "成本" in headings[1].quote)
            )
            return [2, 1] if swapped else [1, 2]
        can_one, can_two = kinds[0]
        if can_one and can_two and "成本" in plain(headings[0].quote):
            return [2 if self._one is not None and "产出" in self._one.name else 1]
        return [1 if can_one else 2]

    def unknown_headings(self, one: bool, two: bool) -> None:
        """Headings begin whose text is not here: the next heading of the level that is printed is theirs."""
        if one and not (self._one and not self._one.source.quote):
            self._one = GroupDraft(1, Source(""))
            self.groups.append(self._one)
            self._two = None
        if two and not (self._two and not self._two.source.quote):
            self._two = GroupDraft(2, Source(""), self._one)
            self.groups.append(self._two)

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
            )
        )

    def build(self) -> Form:
        """The form. Swapped headings are put in order, a satisfaction heading is nested where the weights say so."""
        self._order_swapped()
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
            doubtful=self.doubtful,
        )

    def _drop_unknown(self) -> None:
        """Headings whose text was never found are none."""
        unknown = [draft for draft in self.groups if not draft.source.quote]
        self.groups = [draft for draft in self.groups if draft.source.quote]
        for item in self.indicators:
            item.one = None if any(item.one is draft for draft in unknown) else item.one
            item.two = None if any(item.two is draft for draft in unknown) else item.two

    def _order_swapped(self) -> None:
        """A level-two heading printed before its level-one heading in the same row belongs under it."""
        for two, one in zip(self.groups, self.groups[1:], strict=False):
            if two.level == 2 and one.level == 1 and two.source.place.line == one.source.place.line:
                if two.source.place.line is None or two.parent is one:
                    continue
                two.parent = one
                for item in self.indicators:
                    if item.one is one and item.two is None:
                        item.two = two

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
