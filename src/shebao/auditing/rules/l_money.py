"""L13: one amount of a sentence in another unit of money than all others beside it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from shebao.auditing.context import Context
from shebao.auditing.passages import around, passages
from shebao.auditing.quantities import bare, figures_at
from shebao.auditing.registry import rule
from shebao.auditing.verdicts import Severity, Verdict, Violated
from shebao.report.provenance import Figure, Passage, Place

_SENTENCE = re.compile(r"[^。！？]+")
_AMOUNT = re.compile(r"(?<![\d.])(?P<number>\d[\d,]{0,18}(?:\.\d{1,6})?)\s*(?P<unit>万元|元)(?![/／每人户])")
_RATE_OF_PAY = re.compile(
    r"(?:人均|户均|每[\u4e00-\u9fff]|单价|单位价值|标准|限额|均为?|每年|每月|以上|价值)[^，。；,;]{0,12}$"
)
_LARGEST_YUAN, _LEAST_WAN = 100_000, 1_000_000


@rule(
    "L13",
    Severity.WARNING,
    "金额单位与上下文不同",
    proves="同一句话里的金额用同一单位；“万元”之间的一个“元”或“元”之间的一个“万元”疑为漏字、多字。",
    basis="数字与计量单位用法（GB/T 15835）",
)
def money_units(context: Context) -> Iterator[Verdict]:
    """`货物支出 27.0 万元，服务支出 12.0 元`."""
    figures = figures_at(context.report)
    for passage, kind in passages(context.report):
        if kind.startswith("narrative"):
            for sentence in _SENTENCE.finditer(passage.text):
                found = list(_AMOUNT.finditer(passage.text, sentence.start(), sentence.end()))
                yield from _odd(passage, found, figures)


def _odd(
    passage: Passage, found: Sequence[re.Match[str]], figures: Mapping[tuple[Place, str], Figure]
) -> Iterator[Violated]:
    """The one amount in 元 among those in 万元, too small for it, or the one in 万元 among those in 元, too large for it."""
    units = Counter(match["unit"] for match in found)
    for match in found if len(units) > 1 else ():
        if units[match["unit"]] > 1:
            continue
        value = float(match["number"].replace(",", ""))
        slipped = 0 < value < _LARGEST_YUAN if match["unit"] == "元" else value >= _LEAST_WAN
        if not slipped or _RATE_OF_PAY.search(passage.text, max(0, match.start() - 24), match.start()):
            continue
        number = passage.source(match.start(), match.end())
        figure = figures.get((number.place, bare(match["number"])))
        expected = "万元" if match["unit"] == "元" else "元"
        yield Violated(
            source=passage.source(*around(passage, match.start(), match.end())),
            message=f"同一句中其他金额的单位都是“{expected}”，这里却是“{match[0]}”，疑为单位写错。",
            stated=match[0],
            expected=f"{match['number']}{expected}",
            figures=(figure,) if figure else (),
            suspect=figure,
            explains=(figure,) if figure else (),
            key=str(match.start()),
        )
