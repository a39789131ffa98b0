"""What the narrative says: facts (a measure has a value) and claims (a sentence relates figures to each other)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from shebao.report.provenance import Figure, Source


class Aspect(StrEnum):
    """Which value of a measure a figure is."""

    ACTUAL = "actual"  # 决算数, 执行数
    BUDGET = "budget"  # 预算 without saying which
    INITIAL_BUDGET = "initial_budget"  # 年初预算
    ADJUSTED_BUDGET = "adjusted_budget"  # 调整预算, 全年预算
    ADDITION = "addition"  # 年度执行中追加
    PRIOR = "prior"  # the prior year's actual
    COUNT = "count"  # 个, 辆, 批次, 人次 …


class Direction(StrEnum):
    """The direction word of a comparison."""

    UP = "up"  # 增加, 增长, 上升, 大于
    DOWN = "down"  # 减少, 下降, 降低, 小于
    LEVEL = "level"  # 持平, 无增减


@dataclass(frozen=True, slots=True)
class Fact:
    """`measure` (id in measures.yaml) has `figure` as its `aspect` in `year`; `item` is a classification path of names
    (类, 款, 项) or of labels where the measure is by item, () otherwise; `section` is the section kind it stands in;
    `clause` the words that say so."""

    measure: str
    aspect: Aspect
    figure: Figure
    year: int | None
    section: str
    item: tuple[str, ...] = ()
    clause: Source | None = None

    @property
    def source(self) -> Source:
        """The clause, or the figure where no clause was kept."""
        return self.clause or self.figure.source


@dataclass(frozen=True, slots=True)
class Share:
    """`part` is `rate` percent of `whole` (占…%). Where the sentence only names the whole, `whole` is None and
    `whole_measure` says which measure it is; `whole_name` is the name as printed, '' where none."""

    part: Fact
    whole: Fact | None
    whole_measure: str
    whole_name: str
    rate: Figure
    source: Source


@dataclass(frozen=True, slots=True)
class Change:
    """`current` differs from its base by `difference` and `rate`. `base_aspect` says what it is compared with (PRIOR with
    `base_year`, or a budget); `direction` is the word before the amount, `rate_direction` that before the rate."""

    current: Fact | None
    measure: str
    item: tuple[str, ...]
    base_aspect: Aspect
    base_year: int | None
    direction: Direction | None
    difference: Figure | None
    rate_direction: Direction | None
    rate: Figure | None
    source: Source
    section: str


@dataclass(frozen=True, slots=True)
class Completion:
    """`actual` completes `budget` to `rate` percent (完成年初预算的…%). `named` is the budget the words name; `budget` is the
    figure of it that the paragraph gives, None where it gives none; `others` are other budgets it gives."""

    actual: Fact
    budget: Fact | None
    named: Aspect
    rate: Figure
    source: Source
    others: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Parts:
    """`whole` is the sum of `parts` (其中：…; 主要用于以下方面：…). `complete` is False where the list may leave some out."""

    whole: Fact
    parts: tuple[Fact, ...]
    complete: bool
    source: Source


@dataclass(frozen=True, slots=True)
class Reason:
    """What the words presuppose before a reason (决算数大于预算数的主要原因…, 增加主要原因…), or say (与预算数持平): `direction`
    against `base_aspect`. `actual` and `base` are the facts it speaks of, `change` the comparison, where the text has them."""

    measure: str
    item: tuple[str, ...]
    direction: Direction
    base_aspect: Aspect
    actual: Fact | None
    base: Fact | None
    change: Change | None
    source: Source


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of names that a sentence says a whole consists of (主要包括：…); `count` where it also states how many."""

    whole: Fact | None
    measure: str
    names: tuple[Source, ...]
    count: Figure | None
    source: Source
    section: str


@dataclass(frozen=True, slots=True)
class Absence:
    """The narrative says that a measure had no amounts (无政府性基金预算…收入支出, 无预算安排)."""

    measure: str
    aspects: tuple[Aspect, ...]
    source: Source
    section: str


@dataclass(frozen=True, slots=True)
class Use:
    """A classification item is said to be used for one kind of expenditure (主要用于…等基本支出): `measure` is that kind."""

    measure: str
    item: tuple[str, ...]
    source: Source
    section: str


Claim = Share | Change | Completion | Parts | Reason | Listing | Absence | Use
