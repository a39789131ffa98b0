"""A form while it is read: headings, indicators and figures arrive in reading order, the finished Form comes out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from shebao.reading.forms.figures import figure, numbers_in, weight_in
from shebao.reading.forms.group_drafts import GroupDraft, Headings
from shebao.reading.forms.vocabulary import without_caption
from shebao.report.forms import Execution, Form, FormKind, Group, Indicator, Subtotal, Unread
from shebao.report.provenance import Figure, Passage, Source

_GRAND = re.compile(r"合计|总计")


_EXECUTION = re.compile(r"(?:项目|资金|部门|年度)?预算(?:资金)?执行(?:率|进度|情况)|资金执行率")


_NUMBERED = re.compile(r"^指标\d{1,2}[:：、.．](?=.)")


def _without(subtotal: Subtotal, index: int) -> Subtotal:
    """A subtotal after the indicator at `index` was taken out. One that added it up is of what is left of its rows."""
    first, stop = (each - (each > index) for each in (subtotal.first, subtotal.stop))
    return replace(subtotal, first=first, stop=stop)


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
    completion: Figure | None


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
    indicators: list[_IndicatorDraft] = field(default_factory=list)
    total: Figure | None = None
    total_weight: Figure | None = None
    total_row: Source | None = None
    subtotals: list[Subtotal] = field(default_factory=list)
    reasons: Passage | None = None
    measures: Passage | None = None
    remarks: list[Passage] = field(default_factory=list)
    truncated: bool = False
    unread: list[Unread] = field(default_factory=list)
    money: str = "万元"  # or 元, where a head says so
    headings: Headings = field(default_factory=Headings)

    def open_goal(self, weight: Figure | None, source: Source) -> None:
        """A new annual goal begins: the groups before it are over."""
        self.goals.append((weight, source))
        self.goal = len(self.goals)
        self.headings.close(len(self.indicators))

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
        completion: Figure | None = None,
    ) -> None:
        """A row of the indicator table; the weight is its own column's or stands in the name."""
        self.indicators.append(
            _IndicatorDraft(
                _NUMBERED.sub("", without_caption(re.sub(r"\s+", "", name.quote))) or name.quote,
                self.headings.one,
                self.headings.two,
                self.goal,
                weight or weight_in(name),
                target,
                actual,
                score,
                source,
                deviation,
                doubtful,
                mixed,
                completion,
            )
        )

    def add_subtotal(self, score: Figure | None, weight: Figure | None, source: Source) -> None:
        """A row that adds up those since the last such row, under the last heading of level one; where there are none, all
        under that heading."""
        stop = len(self.indicators)
        under = self.headings.one.rows if self.headings.one else self.headings.rows
        last = self.subtotals[-1].stop if self.subtotals else 0
        first = max(under, last) if last < stop else under
        if first < stop and (score or weight):
            self.subtotals.append(Subtotal(first, stop, score, weight, source))

    def _take_total(self) -> None:
        """The last row of sums is the total where none is named so, nothing follows it and no other bears its label."""
        if self.total is not None or not self.subtotals:
            return
        *others, last = self.subtotals
        named = _GRAND.match(last.source.quote)
        if named and last.stop == len(self.indicators) and not any(o.source.quote.startswith(named[0]) for o in others):
            self.subtotals = others
            self.total, self.total_row = last.score, last.source
            self.total_weight = self.total_weight or last.weight

    def _take_execution(self) -> None:
        """A row of budget execution among the indicators is the execution line, where no other has a score."""
        rows = [item for item in self.indicators if _EXECUTION.fullmatch(item.name) and item.score is not None]
        if len(rows) != 1 or any(line.score is not None for line in self.executions):
            return
        (row,) = rows
        printed = row.actual.quote.strip() if row.actual else ""
        rate = figure(printed, row.actual) if row.actual else None
        first = self.executions[0] if self.executions else Execution(row.name, None, None, None, None, None, row.source)
        line = replace(first, score=row.score, weight=row.weight or first.weight, rate=first.rate or rate)
        self.executions[:1] = [line]
        at = self.indicators.index(row)
        del self.indicators[at]
        self.subtotals = [_without(each, at) for each in self.subtotals]
        self.unread = [each._replace(after=each.after - (each.after > at)) for each in self.unread]
        self.headings.drop_empty(
            {id(each) for item in self.indicators for each in (item.one, item.two)}, (row.one, row.two)
        )

    def _nest(self, draft: GroupDraft, before: GroupDraft) -> None:
        """What stood under a heading of level one that turned out to be one of level two."""
        for item in self.indicators:
            if item.one is draft:
                item.one, item.two = before, item.two or draft

    def build(self) -> Form:
        """The finished form."""
        self._take_total()
        self._take_execution()
        self.headings.settle(self._nest)
        groups = {id(each): Group(each.level, each.name, each.weight, each.source) for each in self.headings.all}
        indicators = tuple(
            Indicator(
                item.name,
                groups.get(id(item.one)),
                groups.get(id(item.two)),
                item.goal,
                item.weight,
                item.target,
                item.actual,
                item.score,
                item.source,
                item.deviation,
                item.doubtful,
                item.mixed,
                numbers_in(item.target, item.actual),
                item.completion,
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
            groups=tuple(groups.values()),
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
            subtotals=tuple(self.subtotals),
            total_row=self.total_row,
        )
