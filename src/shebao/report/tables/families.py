"""The disclosed tables of each family, declared once: nine.yaml for final accounts, budget.yaml what a budget has otherwise."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Any

from shebao.classification.names import normalise
from shebao.fields.data_files import load_data
from shebao.report.tables.specification import Family, Relation, TableSpec, parse_relation, parse_spec

_LONGEST_TITLE = 80
_AFTER_TITLE = re.compile(
    r"\(?(续表?|(公开|附)?\s?\d{1,4}(-\d{1,4})?\s?表|(附?表|公开)\s?[\d一二三四五六七八九十]{1,4}(-\d{1,4})?|单位\s?:\s?[万千亿]?元|按[^()表]{2,14})\)?$"
)
_IN_BRACKETS = re.compile(r"\([^()]{0,40}\)\s*$")
_LEADERS = " .·…-0123456789"
_BEFORE_TITLE = re.compile(
    r"\d{4}年?度?|公开\d+表?|表?\d+|附?[件表][一二三四五六七八九十\d]+|部门|单位|本级|区级|市级|省级|汇总"
)
_FINANCE_WORD = re.compile(
    r"预算|财政|拨款|基金|支出|收入|收支|项目|基本|资本|资产|经营|明细|经费|三公|绩效|调整|说明|公开"
)
_ORGANISATION = re.compile(r"([局厅委院中心处所站馆会校学园队办室部署社团府司]|系统|银行|集团|公司|本级)$")


def _declared(family: Family) -> dict[str, Any]:
    """The mapping of each table and the ties; a budget's tables are those of final accounts with other keys on top."""
    data = load_data(__package__, "nine.yaml")
    if family is Family.ACCOUNTS:
        return dict(data)
    budget = load_data(__package__, "budget.yaml")
    return {key: budget[key] if key == "ties" else data.get(key, {}) | budget[key] for key in budget}


@cache
def _load(family: Family) -> tuple[dict[str, TableSpec], tuple[Relation, ...]]:
    data = _declared(family)
    between = tuple(parse_relation(tie) for tie in data.pop("ties"))
    return {table_id: parse_spec(table_id, spec, family) for table_id, spec in data.items()}, between


def table_specs(family: Family = Family.ACCOUNTS) -> Mapping[str, TableSpec]:
    """The tables by id: those of final accounts in the order of 公开01–09 of the newest Wuhan outline, or those of a budget."""
    return _load(family)[0]


def ties(family: Family = Family.ACCOUNTS) -> tuple[Relation, ...]:
    """The relations between tables."""
    return _load(family)[1]


@cache
def _titles(family: Family) -> dict[str, str]:
    return {normalise(title): spec.id for spec in table_specs(family).values() for title in spec.titles}


def table_of_title(title: str, family: Family = Family.ACCOUNTS) -> str | None:
    """The table id whose title `title` is (year, number, ordinal and unit name around it allowed), or None.

    Titles of other tables that end alike (一般公共预算财政拨款项目支出决算表) and narrative headings are none of them.
    """
    if len(title) > _LONGEST_TITLE or "表" not in title:
        return None
    text = normalise(_without_number(_nfkc(title)))
    best = max((known for known in _titles(family) if text.endswith(known)), key=len, default=None)
    if best is None:
        return _alike(title, family)
    before = _BEFORE_TITLE.sub("", text[: -len(best)])
    if _FINANCE_WORD.search(before) and not _ORGANISATION.search(before):
        return _alike(title, family)
    return _titles(family)[best]


def names_table(title: str) -> bool:
    """Whether a title is that of a disclosed table, of whichever family."""
    return any(table_of_title(title, family) is not None for family in Family)


def _alike(title: str, family: Family) -> str | None:
    """The table whose title says the same in other words, where the family declares what such titles hold; what stands in
    brackets behind it counts (按政府预算支出经济分类)."""
    if family is Family.ACCOUNTS or not _without_number(_IN_BRACKETS.sub("", _nfkc(title).strip())).endswith("表"):
        return None
    text = normalise(title)
    return next((spec.id for spec in table_specs(family).values() if spec.like and spec.like.search(text)), None)


def _nfkc(title: str) -> str:
    return unicodedata.normalize("NFKC", title)


def _without_number(title: str) -> str:
    """The title without what follows it: (表1), 公开01表, 续表, a unit of money, a page number with its leaders."""
    while True:
        shorter = _AFTER_TITLE.sub("", title.rstrip(_LEADERS) if not title.endswith("表") else title).rstrip()
        if shorter == title:
            return title
        title = shorter
