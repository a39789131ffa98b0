"""Performance self-evaluation forms (绩效自评表), key work (重点工作) and glossary (名词解释) of a report."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from shebao.report.provenance import Figure, Passage, Source


class FormKind(StrEnum):
    """Overall (整体) or project (项目) self-evaluation."""

    OVERALL = "overall"
    PROJECT = "project"


@dataclass(frozen=True, slots=True)
class Group:
    """A first- or second-level heading of a form with the weight printed in its caption (（40分）), if any."""

    level: int
    name: str
    weight: Figure | None
    source: Source


@dataclass(frozen=True, slots=True)
class Indicator:
    """One third-level indicator. `target` and `actual` as printed; `weight` from its caption, None where not printed;
    `doubtful` says why target and actual were not read with certainty, '' where they were; `mixed` where the row itself is
    uncertain, with its name, weight and score; `figures` are the numbers that target and actual print."""

    name: str
    level_one: Group | None
    level_two: Group | None
    goal: int | None  # which annual goal (年度绩效目标 n) it stands under, where the form has several
    weight: Figure | None
    target: Source | None
    actual: Source | None
    score: Figure | None
    source: Source
    deviation: Source | None = None  # 偏差原因分析 in a column of its own
    doubtful: str = ""
    mixed: bool = False
    figures: tuple[Figure, ...] = ()
    completion: Figure | None = None  # 完成率 in a column of its own


@dataclass(frozen=True, slots=True)
class Subtotal:
    """A row that adds up indicators above it (小计): those from `first` up to, not including, `stop`, by their numbers in the
    form; `score` and `weight` as printed, None where not."""

    first: int
    stop: int
    score: Figure | None
    weight: Figure | None
    source: Source


@dataclass(frozen=True, slots=True)
class Execution:
    """The budget-execution line: `budget` (A), `actual` (B), `rate` (B/A), `score`, and the printed full `weight`;
    `initial` is 年初预算数 where it is printed apart from the adjusted budget."""

    name: str
    budget: Figure | None
    actual: Figure | None
    rate: Figure | None
    score: Figure | None
    weight: Figure | None
    source: Source
    initial: Figure | None = None


class Unread(NamedTuple):
    """What of a form was not read, why, and how many indicators were read before it."""

    source: Source
    reason: str
    after: int


@dataclass(frozen=True, slots=True)
class Form:
    """One self-evaluation form. `truncated` where its head or tail could not be read (an image, a cut file).

    `goal_weights` are by goal, None where a goal prints none; `total_weight` is the printed full score (100), `total_row` the
    row that holds both; `unread` is what was not read of its rows, with the reason.
    """

    kind: FormKind
    title: Source
    name: str  # project name, or unit name for the overall form
    filled_on: Source | None
    executions: tuple[Execution, ...]
    basic: Figure | None
    project: Figure | None
    goal_weights: tuple[Figure | None, ...]
    indicator_weight: Figure | None  # 年度绩效指标（80分）
    groups: tuple[Group, ...]
    indicators: tuple[Indicator, ...]
    total: Figure | None
    reasons: Passage | None
    measures: Passage | None
    remarks: tuple[Passage, ...]
    truncated: bool = False
    unit: Source | None = None
    department: Source | None = None
    goals: tuple[Source, ...] = ()
    total_weight: Figure | None = None
    unread: tuple[Unread, ...] = ()
    subtotals: tuple[Subtotal, ...] = ()
    total_row: Source | None = None


@dataclass(frozen=True, slots=True)
class KeyWorkItem:
    """One key task: its title and text, and, in the table, goal and completion."""

    ordinal: int | None
    title: Source
    text: Passage | None = None
    goal: Passage | None = None
    completion: Passage | None = None


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """An explained term; `path` holds class, category and item names where it explains a functional subject."""

    term: Source
    path: tuple[str, ...]
    text: Passage
