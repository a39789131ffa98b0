"""Performance data of a unit and year: projects, indicators, evidence, mid-year figures. Amounts in 万元, weights in points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from shebao.fields.problem import Place
from shebao.report.forms import FormKind


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where an actual comes from (佐证): kind 查询, 文件, 文档 or 系统; the place in it; day and person."""

    kind: str
    place: str
    day: date | None = None
    person: str = ""

    @property
    def text(self) -> str:
        """One line for a list of evidence."""
        parts = [f"{self.kind}：{self.place}", self.day.isoformat() if self.day else "", self.person]
        return "，".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class MidYear:
    """What was done by the middle of the year, and the person's forecast for its end, both as written."""

    actual: str
    forecast: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """A third-level indicator (三级指标). `target` and `actual` as written; `direction` 正向 or 反向 where the person says so;
    `band` and `share` (0…1) are the person's choice for a qualitative one; `printed` a score that was typed in, to verify."""

    level_one: str
    level_two: str
    name: str
    weight: Decimal
    target: str
    actual: str = ""
    direction: str = ""
    band: str = ""
    share: Decimal | None = None
    reason: str = ""
    goal: int | None = None
    printed: Decimal | None = None
    evidence: tuple[Evidence, ...] = ()
    midyear: MidYear | None = None
    history: Mapping[int, str] = field(default_factory=dict)
    gathered: tuple[str, ...] = ()  # projects whose indicators of this name are added up (汇总自)


@dataclass(frozen=True, slots=True)
class Budget:
    """Budget and spending in 万元: initial (年初), adjusted (全年), spent (执行数); `spent_midyear` by the middle of the year."""

    initial: Decimal | None = None
    adjusted: Decimal | None = None
    spent: Decimal | None = None
    spent_midyear: Decimal | None = None

    @property
    def base(self) -> Decimal | None:
        """The budget that the rate is measured against: the adjusted one, else the initial."""
        return self.adjusted if self.adjusted is not None else self.initial


@dataclass(frozen=True, slots=True)
class FormData:
    """All that one self-evaluation form is made of. `groups` are stated weights of headings by (level one,) or (level one,
    level two); `goals` the stated weights of annual goals; `decimals` is how scores are rounded."""

    kind: FormKind
    name: str
    unit: str
    year: int
    budget: Budget
    indicators: tuple[Indicator, ...]
    place: str = ""
    department: str = ""
    filled_on: str = ""
    objective: str = ""
    category: str = ""
    attribute: str = ""
    type: str = ""
    basic: Decimal | None = None
    project: Decimal | None = None
    groups: Mapping[tuple[str, ...], Decimal] = field(default_factory=dict)
    goals: Mapping[int, tuple[Decimal | None, str]] = field(default_factory=dict)
    indicator_weight: Decimal | None = None
    execution_weight: Decimal | None = None
    decimals: int = 2
    reasons: str = ""
    measures: str = ""
    printed_execution: Decimal | None = None
    printed_total: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PerformanceData:
    """A unit's forms of a year: the overall form, where there is one, and those of its projects."""

    unit: str
    year: int
    place: str
    overall: FormData | None
    projects: tuple[FormData, ...]
    source: str = ""
    midyear_day: date | None = None

    @property
    def forms(self) -> tuple[FormData, ...]:
        """All forms, the overall one first."""
        return ((self.overall,) if self.overall else ()) + self.projects


@dataclass(frozen=True, slots=True)
class Where:
    """A place in performance data: the file, the form (整体, 项目 2, its name), the parts inside it, and which indicator,
    counted from 0."""

    source: str = ""
    form: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    indicator: int | None = None

    @property
    def place(self) -> Place:
        """The place as all problems have one; its `line` is the indicator."""
        return Place(self.source, steps=(*self.form, *self.inside), line=self.indicator)

    def of(self, *parts: str) -> Where:
        """A form, or what the form is called."""
        return replace(self, form=(*self.form, *parts))

    def at(self, *parts: str) -> Where:
        """A place inside the form."""
        return replace(self, inside=(*self.inside, *parts))

    def row(self, number: int) -> Where:
        """The indicator of that number, counted from 1."""
        return replace(self.at(f"指标 {number}"), indicator=number - 1)

    def wrong(self, code: str, reason: str) -> DataError:
        """The error to raise here; `reason` is a Chinese sentence."""
        return DataError(code, reason, self)


class DataError(ValueError):
    """Performance data that cannot be used. Programs know it by `code` and place; `reason` is Chinese and says what is wrong
    and what to do, the text of the error says where too."""

    def __init__(self, code: str, reason: str, where: Where | None = None) -> None:
        self.code, self.reason, self.where = code, reason, where or Where()
        super().__init__(_placed((str(self.where.place),), reason))

    @property
    def in_data(self) -> str:
        """The text for those who know which file it is about."""
        return _placed((*self.where.form, *self.where.inside), self.reason)

    @property
    def in_form(self) -> str:
        """The text for those who look at the form."""
        return _placed(self.where.inside, self.reason)


def _placed(parts: Iterable[str], reason: str) -> str:
    place = " ".join(part for part in parts if part)
    return f"{place}：{reason}" if place else reason
