"""Who reports on what: unit, unit or department, place, fiscal year and unit of money, by what most of the titles say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from shebao.reading.document import Block, Grid, Line
from shebao.reading.ordinals import leading_ordinal
from shebao.reading.parts import Part
from shebao.report import Identity
from shebao.report.places import place_in

_YEAR = re.compile(r"(20\d\d)\s*年")
_YEAR_TITLE = re.compile(r"(20\d\d)\s*年\s*度?")
_OWNER = re.compile(
    r"(?:编制|填报|公开)?(?:单\s*位|部\s*门)(?:名称)?\s*[:：]\s*([^\s:：]{3,60}?)(?=\s|$|金额|单位|部门|公开\d)"
)
_MONEY = re.compile(r"(?:金额)?单\s*位\s*[:：]\s*(?:人民币)?\s*(亿元|万元|千元|元)")
_TITLE_WORDS = re.compile(
    r"(?:20\d\d\s*年\s*度?|概况|基本情况|单位[决预]算|部门[决预]算|决算|情况说明|\(本级\)|（本级）|绩效|预算|收入|支出|机构).*$"
)
_ORGANISATION = re.compile(
    r"(局|委员会|委|办公室|中心|处|所|院|站|队|校|学校|大学|会|厅|政府|街道|镇|乡|园|馆|部|馆|公司|社|办|室|法院|检察院|联合会|工会|台)(?:本级)?$"
)
_NO_NAME = re.compile(r"[：:。，；]|全部$|本表")
_UNIT_REPORT, _DEPARTMENT_REPORT = re.compile("单位[决预]算"), re.compile("部门[决预]算")
_FRONT = 40


def read_identity(blocks: Sequence[Block], parts: Sequence[Part], budget: bool = False) -> Identity:
    """The identity of a report; what no title says is '' or None. `budget`: the titles are a budget's."""
    titles = [part.title for part in parts if part.heading and part.kind != "contents"]
    front = [b.text for b in blocks[:_FRONT] if isinstance(b, Line)]
    texts = list(_texts(blocks, parts))
    unit = _unit(titles, front, texts)
    return Identity(
        unit=unit,
        kind=_kind([*titles, *front[:6]]),
        place=place_in([unit, *titles, *front[:6]]),
        fiscal_year=_year(titles, front, texts, "预算" if budget else "决算"),
        money_unit=_most_common(m[1] for text in texts for m in _MONEY.finditer(text)),
    )


def _texts(blocks: Sequence[Block], parts: Sequence[Part]) -> Iterable[str]:
    """Lines short enough to be titles or labels, and the first rows of grids."""
    for block in blocks:
        if isinstance(block, Line):
            if len(block.text) < 120:
                yield block.text
        elif isinstance(block, Grid):
            for row in block.rows[:3]:
                yield " ".join(cell.text.replace("\n", "") for cell in row if cell)


def _most_common(values: Iterable[str]) -> str:
    counted = Counter(values).most_common(1)
    return counted[0][0] if counted else ""


def _unit(titles: Sequence[str], front: Sequence[str], texts: Sequence[str]) -> str:
    """The name in the owner lines of the tables, else the one most often printed in titles of parts and on the cover."""
    owners = Counter(
        match[1].strip("（）() ") for text in texts for match in _OWNER.finditer(text) if not _MONEY.search(match[0])
    )
    named = Counter({name: count for name, count in owners.items() if _ORGANISATION.search(name)})
    if not named or max(named.values()) < 2:
        for title in [*titles, *front[:6]]:
            name = _name_in(title)
            if _ORGANISATION.search(name) and 3 <= len(name) <= 60 and not _NO_NAME.search(name):
                named[name] += 3
    if not named:
        return ""
    best = max(named.values())
    return max((name for name, count in named.items() if count * 2 >= best), key=lambda name: (len(name), named[name]))


def _name_in(title: str) -> str:
    """A title without ordinal, year and the words of titles."""
    ordinal = leading_ordinal(title)
    title = title[ordinal.end :] if ordinal else title
    name = _TITLE_WORDS.sub("", title.strip()) or _TITLE_WORDS.sub("", _YEAR_TITLE.sub("", title.strip(), count=1))
    return re.sub(r"\s+", "", name)


def _kind(titles: Iterable[str]) -> str:
    text = re.sub(r"\s+", "", "".join(titles))
    units, departments = len(_UNIT_REPORT.findall(text)), len(_DEPARTMENT_REPORT.findall(text))
    if units == departments:
        return ""
    return "unit" if units > departments else "department"


def _year(titles: Sequence[str], front: Sequence[str], texts: Sequence[str], word: str) -> int | None:
    for candidates in (titles, [t for t in texts if word in t and "年" in t], front, texts):
        year = _most_common(m[1] for text in candidates for m in _YEAR.finditer(text))
        if year:
            return int(year)
    return None
