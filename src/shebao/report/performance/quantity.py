"""Targets and actuals as people write them, parsed into quantities that compare: ≥85.0%, 》90%, 95%以上, 30万, 2小时内."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from shebao.money import Interval, Number, parse_number
from shebao.report.performance.units import NO_UNIT, Unit, units


class Bound(StrEnum):
    """What a written quantity says about the true value."""

    AT_LEAST = "at_least"  # ≥, 以上, 不低于
    AT_MOST = "at_most"  # ≤, 以内, 不超过
    EXACT = "exact"  # =
    RANGE = "range"  # 90%-110%
    PLAIN = "plain"  # a number without a sign


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number of a text: `low` and `high` in the base of `unit` (equal but for ranges), `interval` what the print
    allows, `bare` where neither unit nor multiple is printed, `per_year` how often its period comes in a year
    (None where no period), `label` the words around the number."""

    bound: Bound
    low: Decimal
    high: Decimal
    interval: Interval
    unit: Unit
    bare: bool
    per_year: int | None
    label: str
    text: str
    strict: bool = False

    @property
    def value(self) -> Decimal:
        """The number, or the lower end of a range."""
        return self.low


_LATEX = ((r"\geq", "≥"), (r"\ge", "≥"), (r"\leq", "≤"), (r"\le", "≤"), ("$", ""), ("\\%", "%"), ("\\", ""))
_AT_LEAST = r"大于或?等于|大于|不低于|不少于|不小于|高于|多于|超过|至少|达到?|≥|≧|>=|>|》|〉"
_AT_MOST = r"小于或?等于|小于|不超过|不高于|不多于|不大于|低于|少于|控制在|至多|≤|≦|<=|<|《|〈"
_AT_LEAST_SIGNS = frozenset(_AT_LEAST.replace("或?等于", "等于|大于或等于").replace("达到?", "≥").split("|"))
_AT_MOST_SIGNS = frozenset(_AT_MOST.replace("或?等于", "等于|小于或等于").split("|"))
_NUM = r"[-−]?\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|[-−]?\d+(?:\.\d+)?"
_STRICT = {">", "<", "大于", "高于", "多于", "超过", "小于", "低于", "少于", "》", "《", "〉", "〈"}
_DATES = re.compile(
    r"(?:19|20)\d{2}\s*(?:年度?|[./-]\d{1,2}[./-]\d{1,2}日?)(?:(?:底|末|初|内|前|\d{1,2}月(?:份|底|末|初)?(?:\d{1,2}[日号])?)*前?)"
    r"|\d{1,2}月(?:份|底|末|初)?(?:\d{1,2}[日号])?(?:前|底前)?(?![\u4e00-\u9fff]*以[上内])"
    r"|(?:每[月周年])?\d{1,2}\s*[-~～—至到]\s*\d{1,2}\s*[日号]"
    r"|每月\d{1,2}[日号](?:前|之前)?"
    r"|第\d+"
    r"|(?<!\d)\d{5,}+热线"
)


_MAY_BE_DATE = re.compile(r"[年月日号第热]|20\d\d")


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    known = units()
    multiple = "|".join(sorted(known.multiples, key=len, reverse=True))
    period = "|".join(sorted(known.periods, key=len, reverse=True))
    return re.compile(
        rf"(?P<every>每({period})(?:度)?)?"
        rf"(?P<sign>{_AT_LEAST}|{_AT_MOST}|=|等于|约|近)?\s*(?P<number>{_NUM})(?![A-Za-z])\s*(?P<pct>%)?"
        rf"(?:\s*[-~～—–至到]+\s*(?P<upper>{_NUM}))?\s*"
        rf"(?P<multiple>(?:{multiple})(?!分[比点]))?余?\s*/?(?P<unit>{known.pattern})?"
        rf"(?:/(?P<per>{period}|{known.pattern}))?\s*"
        rf"(?P<suffix>及?以上|及?以下|[之以]内|左右|内(?!容))?"
    )


@lru_cache(maxsize=8192)
def normalise_text(text: str) -> str:
    """The text with half-width characters, no spaces, LaTeX residue undone."""
    text = unicodedata.normalize("NFKC", text)
    if "\\" in text or "$" in text:
        for residue, sign in _LATEX:
            text = text.replace(residue, sign)
    return "".join(text.split())


@lru_cache(maxsize=65536)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Every number of the text as a quantity; dates and schedules (2021年底前, 每月1-22号) are none."""
    text = normalise_text(text)
    if _MAY_BE_DATE.search(text):
        text = _DATES.sub("、", text)
    found = []
    label_start = 0
    for match in _pattern().finditer(text):
        if (
            match.start("number")
            and text[match.start("number") - 1] in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz第"
        ):
            continue
        label = text[label_start : match.start()].strip("、,，;；。:： ")
        found.append(_quantity(match, label))
        label_start = match.end()
    if len(found) == 1:
        tail = text[label_start:].strip("、,，;；。:： ")
        quantity = found[0]
        found = [_with_label(quantity, quantity.label + tail)]
    return tuple(found)


def _with_label(quantity: Quantity, label: str) -> Quantity:
    return Quantity(
        quantity.bound, quantity.low, quantity.high, quantity.interval, quantity.unit, quantity.bare,
        quantity.per_year, label.replace("、", ""), quantity.text, quantity.strict,
    )  # fmt: skip


def _quantity(match: re.Match[str], label: str) -> Quantity:
    known = units()
    number = parse_number(match["number"].replace("−", "-"))
    assert number is not None
    name = "%" if match["pct"] else match["unit"] or ""
    per, suffix, sign = match["per"], match["suffix"] or "", match["sign"] or ""
    if match["pct"] and match["unit"] in {"个百分点", "百分点", "%"}:
        name = "%"
    unit = known.by_name.get(name, NO_UNIT)
    per_year = known.periods.get(per) if per else known.periods.get((match["every"] or "")[1:].removesuffix("度"))
    if per and per not in known.periods:
        unit = Unit(f"{unit.name}/{per}", f"{unit.dimension}/{known.by_name[per].dimension}", unit.factor)
    multiple = known.multiples.get(match["multiple"] or "", Decimal(1))
    factor = multiple * unit.factor
    upper = parse_number(match["upper"]) if match["upper"] else None
    high = upper.value * factor if upper else number.value * factor
    bare = not name and not match["multiple"]
    return Quantity(
        _bound(sign, suffix, upper), number.value * factor, high, _printed(number).scaled(factor), unit, bare, per_year,
        label, match.group().strip(), sign in _STRICT,
    )  # fmt: skip


def _printed(number: Number) -> Interval:
    return number.interval


def _bound(sign: str, suffix: str, upper: Number | None) -> Bound:
    if upper is not None:
        return Bound.RANGE
    if sign in _AT_MOST_SIGNS or "下" in suffix or "内" in suffix:
        return Bound.AT_MOST
    if sign in _AT_LEAST_SIGNS or "上" in suffix:
        return Bound.AT_LEAST
    return Bound.EXACT if sign in {"=", "等于"} else Bound.PLAIN


def quantity(text: str) -> Quantity | None:
    """The one quantity that the text states; None where it states none or several: then it is qualitative or composite."""
    found = quantities(text)
    return found[0] if len(found) == 1 else None


def is_qualitative(text: str) -> bool:
    """Whether the text states no quantity at all (优, 良好, 有效加强, 2021年底前完成)."""
    return not quantities(text)
