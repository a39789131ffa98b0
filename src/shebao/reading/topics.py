"""What a paragraph without any heading speaks of: the section of a report that it would stand in, by its own words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from shebao.report import Section
from shebao.report.provenance import Passage

UNTITLED = "narrative.other"
_REACH = 120
_ANNOUNCES = ("：", ":", "其中", "如下")
# the first that is found at the beginning of a paragraph counts: what is narrower stands first
_TOPICS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("narrative.general.items", r"[（(]款[)）].{0,40}[（(]项[)）]|支出类.{2,24}款.{2,24}项"),
        ("narrative.general.structure", r"[（(]类[)）]"),
        ("narrative.performance", r"绩效(?!工资)|自评"),
        ("narrative.three_public", r"三公|因公出国|公务接待|公务用车(?:购置|运行|保有)"),
        ("narrative.running_costs", r"机关运行(?:经)?费"),
        ("narrative.procurement", r"政府采购"),
        ("narrative.assets", r"共有车辆|国有资产|单[价位]\S{0,4}\d+\s*万元"),
        ("narrative.fund", r"政府性基金"),
        ("narrative.state_capital", r"国有资本经营"),
        (
            "narrative.appropriation",
            r"财政拨款(?:收入?[、和与及]?支出?|收支)(?:决算|预算)?(?:总|规模)|财政拨款总[收支]",
        ),
        ("narrative.basic", r"人员经费|公用经费"),
        ("narrative.general", r"一般公共预算|财政拨款支出"),
        ("narrative.totals", r"收入?[、和与及]?支出?(?:决算|预算)?(?:总|规模)|总收支|收入总计|总计各|总收入"),
        ("narrative.income", r"(?:本年)?收入(?:决算)?(?:合计|总额|预算)|(?:本年|各项|全部|取得)收入|收入(?:共计?)?\d"),
        (
            "narrative.expenditure",
            r"(?:本年)?支出(?:决算)?(?:合计|总额|预算)|总支出|(?:本年|各项|全部)支出|支出(?:共计?)?\d",
        ),
    )
)


def kind_of_words(text: str) -> str:
    """The kind of section that a paragraph begins like, '' where it is like none."""
    head = "".join(text.split())[:_REACH]
    return next((kind for kind, pattern in _TOPICS if pattern.search(head)), "")


def divided(section: Section) -> Section:
    """A part of running text without title: its paragraphs, and those under titles that tell no section, under the sections
    that their words tell."""
    return _divided(section) if section.kind == UNTITLED and not section.title else section


def _divided(section: Section) -> Section:
    children = [_divided(child) if child.kind in {"", UNTITLED} else child for child in section.children]
    told = []
    for kind, passages in groupby(_told(section.passages), key=lambda found: found[0]):
        own = tuple(passage for _, passage in passages)
        told.append(Section(section.level + 1, None, kind, "", own[0].source(0, 0), own))
    return replace(section, passages=(), children=(*told, *children))


def _told(passages: tuple[Passage, ...]) -> Iterator[tuple[str, Passage]]:
    """Each paragraph with its kind: that of the one before where its own words tell none; one that announces a list and tells
    none is of the kind of the first in its list."""
    kind = UNTITLED
    for passage, following in zip(passages, (*passages[1:], None), strict=False):
        told = kind_of_words(passage.text)
        if not told and following is not None and passage.text.rstrip().endswith(_ANNOUNCES):
            told = kind_of_words(following.text)
        kind = told or kind
        yield kind, passage
