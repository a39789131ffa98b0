"""An outline as data: parts, sections, charts and the style of a place and span of years."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal


class OutlineError(ValueError):
    """A mistake in an outline file: file, key and reason, in Chinese."""


@dataclass(frozen=True, slots=True)
class SectionPlan:
    """A section: its kind, title ({年度}, {单位}, {词} filled in), the sentence file that writes it ('' where the section
    only holds others), and the sections below it."""

    kind: str
    title: str
    sentences: str
    sections: tuple[SectionPlan, ...] = ()

    def walk(self) -> Iterator[SectionPlan]:
        """This section and all below it."""
        yield self
        for section in self.sections:
            yield from section.walk()


@dataclass(frozen=True, slots=True)
class PartPlan:
    """A part (第X部分) with its sections."""

    kind: str
    title: str
    sections: tuple[SectionPlan, ...] = ()


@dataclass(frozen=True, slots=True)
class ChartPlan:
    """A chart: which one, after which section it stands, and its caption without number."""

    id: str
    section: str
    caption: str


@dataclass(frozen=True, slots=True)
class Outline:
    """How a place prints its report from the first to the last of `years`.

    `folders` are those of the sentence files, the first that has a file counts; `brackets` are those of (项); `item_mark` and
    `below_mark` number paragraphs ({n}); `three_public_budget` names the budget that 三公 is compared with; `items` is the
    level of 五(三) (item or class); `reason_from` the deviation in percent from which a reason is asked for; `forms` and
    `key_work` say where forms stand and how key work is told; `budget_rates` prints completion rates of items.
    """

    id: str
    place: str
    years: tuple[int, int]
    basis: str
    folders: tuple[str, ...]
    rate_decimals: int
    brackets: str
    item_mark: str
    below_mark: str
    three_public_budget: str
    items: str
    zero_items: bool
    reason_from: Decimal
    forms: str
    key_work: str
    contents_levels: int
    glossary: str
    cover: tuple[str, ...]
    parts: tuple[PartPlan, ...]
    charts: tuple[ChartPlan, ...]

    def holds_in(self, year: int) -> bool:
        """Whether the outline is of that year."""
        return self.years[0] <= year <= self.years[1]
