"""What running text states of anything at all: quantities with their whole noun, and how a sentence relates them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from shebao.report.provenance import Figure, Source


class Role(StrEnum):
    """What a figure is in its sentence."""

    VALUE = "value"
    TARGET = "target"  # 目标, 任务, 计划
    BASE = "base"  # of an earlier year
    CHANGE = "change"  # 增加, 减少 … than before
    RATE = "rate"


class Field(StrEnum):
    """What kind of text a quantity stands in."""

    KEY_WORK = "key_work"
    KEY_WORK_TABLE = "key_work_table"
    PERFORMANCE = "performance"
    NARRATIVE = "narrative"
    OVERVIEW = "overview"
    FORM = "form"


@dataclass(frozen=True, slots=True)
class Quantity:
    """`noun` is the whole phrase that the figure is of, `unit` as printed without its multiple (户, 公里, 元, %), `scale` the
    multiple (万 10000); `vague` where the words say about (余, 近, 约); `year` another year that the words name; `clause` the words."""

    noun: str
    figure: Figure
    unit: str
    scale: int
    role: Role
    field: Field
    clause: Source
    year: int | None = None
    vague: bool = False
    among: bool = False  # a part in a list

    @property
    def value(self) -> Decimal:
        """The printed value in the unit without its multiple."""
        return self.figure.value * self.scale


@dataclass(frozen=True, slots=True)
class Sum:
    """`whole` is said to consist of `parts`; `complete` where the words say that nothing is left out."""

    whole: Quantity
    parts: tuple[Quantity, ...]
    complete: bool
    source: Source


@dataclass(frozen=True, slots=True)
class Ratio:
    """`rate` percent is `part` of `whole`: a result of its target, a part of its total; `certain` where the words name both."""

    part: Quantity
    whole: Quantity
    rate: Quantity
    certain: bool
    source: Source


@dataclass(frozen=True, slots=True)
class Growth:
    """`now` is `change` more (`sign` 1) or less (-1) than before, which is `rate` percent, said with the direction `rate_sign`; `base` is the
    earlier figure where it is printed, `rate` None where none is."""

    now: Quantity
    change: Quantity
    rate: Quantity | None
    sign: int
    source: Source
    rate_sign: int = 1
    base: Quantity | None = None


@dataclass(frozen=True, slots=True)
class Each:
    """`count` things have `each`, together `total` (3 个社区各 20 万元，共 60 万元)."""

    count: Quantity
    each: Quantity
    total: Quantity
    source: Source


@dataclass(frozen=True, slots=True)
class Enumeration:
    """`stated` things are listed by name after their number."""

    stated: Figure
    noun: str
    names: tuple[str, ...]
    source: Source


Relation = Sum | Ratio | Growth | Each | Enumeration


@dataclass(frozen=True, slots=True)
class Quantities:
    """The quantities of a text and the relations that its sentences state."""

    all: tuple[Quantity, ...] = ()
    relations: tuple[Relation, ...] = ()


NO_QUANTITIES = Quantities()


def joined(several: Iterable[Quantities]) -> Quantities:
    """The quantities and relations of several texts together."""
    found = list(several)
    return Quantities(tuple(q for one in found for q in one.all), tuple(r for one in found for r in one.relations))
