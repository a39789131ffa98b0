"""An outline as data: parts, sections, charts and the style of a place and span of years."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from shebao.report.formats import PartPlan


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
    `key_work` say where forms stand and how key work is told.
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
