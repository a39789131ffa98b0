"""S13: the year at the head of a paragraph that states this year's figures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from shebao.auditing.context import Context
from shebao.auditing.passages import around, passages
from shebao.auditing.registry import rule
from shebao.auditing.verdicts import Severity, Verdict, Violated
from shebao.report.provenance import Passage

_HEAD = re.compile(
    r"\s*(?:[（(]?[\d一二三四五六七八九十]{1,2}[)）.、．]\s*)?(?P<name>[^\d，。；,;:：]{0,40}?)(?P<year>20\d\d)\s*年(?:度)?[，,]?(?P<rest>[^，。；;]{0,60}?\d[^，。；;]{0,24}|[^。；;\d]{0,60}?\d[^，。；;]{0,24})"
)
_COMPARED = re.compile(r"[与和同比较]\s*$"), re.compile(r"相?(?:比|较)")
_STATES = re.compile(r"\d\s*(?:万|亿)?元")
_COUNTS = re.compile(r"\d\s*个?(?:[一二三]级)?项目|项目\s*\d+\s*个|\d\s*[辆台]")
_OTHER_YEAR = re.compile(r"执行情况|上年|结转|以来|起|至今|期间|[-~—至到]\s*20\d\d|\d{1,2}\s*月")


@rule(
    "S13",
    Severity.WARNING,
    "段首的年度",
    proves="说明本年数额的段落，段首所写年度是报告年度。",
    basis="年度前后一致",
)
def year_at_the_head(context: Context) -> Iterator[Verdict]:
    """Paragraphs that begin with another year than the report's and then an amount, or a count of projects or vehicles that is
    not of the year before, where most begin with the report's."""
    fiscal_year = context.report.identity.fiscal_year
    heads = [
        found
        for passage, kind in passages(context.report)
        if kind.startswith("narrative") and (found := _head(passage))
    ]
    usual = Counter(int(match["year"]) for _, match in heads)
    if fiscal_year is None:
        return
    for passage, match in heads:
        year = int(match["year"])
        if year == fiscal_year or str(fiscal_year) in passage.text:
            continue
        if year == fiscal_year - 1 and not _STATES.search(match["rest"]):
            continue
        alone = usual[year] == 1 and usual[fiscal_year] <= 1  # an excerpt, whose title says its year
        if (
            usual[year] * 2 > usual[fiscal_year]
            and not alone
            and not _compares_with(passage.text, fiscal_year - 1, year)
        ):
            continue
        yield Violated(
            source=passage.source(*around(passage, match.start("year"), match.end("rest"))),
            message=f"本报告是 {fiscal_year} 年度，这一段段首却写“{year} 年”，之后又没有提到 {fiscal_year} 年，疑为往年文字。",
            stated=str(year),
            expected=str(fiscal_year),
        )


def _compares_with(text: str, base: int, year: int) -> bool:
    """Whether the paragraph compares with the year before the report's, though that is not the year before its own."""
    return base != year and re.search(rf"[比较与同][^，。；]{{0,4}}{base}\s*年", text) is not None


def _head(passage: Passage) -> tuple[Passage, re.Match[str]] | None:
    match = _HEAD.match(passage.text)
    if (
        match is None
        or not (_STATES.search(match["rest"]) or _COUNTS.search(match["rest"]))
        or _OTHER_YEAR.search(match["name"] + match["rest"])
        or (_COMPARED[0].search(match["name"]) and _COMPARED[1].match(match["rest"]))
    ):
        return None
    return passage, match
