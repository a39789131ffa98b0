"""L07–L11: units, repeated words, missing words and slips of characters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache

from shebao.auditing.context import Context
from shebao.auditing.forms import label
from shebao.auditing.passages import around, passages
from shebao.auditing.registry import rule
from shebao.auditing.verdicts import Severity, Verdict, Violated
from shebao.fields.data_files import load_data

_RATE = re.compile(
    r"(?:增长|下降|上升|降低|增幅|降幅|占比)(?:了|为|达|到|的)?(?:比例|幅度|比率|率)?(?:为|达|是)?\s*(\d{1,9}(?:\.\d{1,9})?)\s*(?=[。，；,;（(])"
)
_SHARE = re.compile(
    r"(?:占(?!地|用|有)|完成(?=[^，。；]{0,8}预算)|[\u4e00-\u9fff]{2}率(?=[为是达\s\d]))[^，。；：,;:（()）%％\d]{0,20}?(?:比|的|为|达)?\s*(\d{1,3}(?:\.\d{1,4})?)(?![\d,.])\s*(?=[，。；;）)])"
)
_AMOUNT = re.compile(
    r"(?:(?:预算|决算|执行|支出|收入|收支|金额|经费|费用|拨款|资金|减少|增加|追加|结余|合计|总计|总额)(?:数|额|合计|总计|总额)?(?:[（(][类款项][）)])?(?:了|均?为|是|安排|共计?|各)?|[）)][：:])"
    r"\s*(\d[\d,]{0,14}\.\d{1,6}|\d{1,3}(?:,\d{3})+|(?<=[为是排])\s*\d[\d,]{1,14}|\d{4,14}(?=\s*[，,](?:增|下|上|降|完|占))"
    r"|\d{1,14}(?=\s*[，,、（(](?:增长|下降|上升|降低))|(?<=预算)\s*\d{1,14}(?=\s*[，,](?:实际|支出|决算|执行)))(?![\d,.])\s*(?=[，。；、;（）()]|的\s*\d)"
)
_WHOLE_YUAN = re.compile(
    r"(?:预算|决算|支出|收入|收支|金额|[费款额]|资金|减少|增加|追加|结余|合计|总计)[数额]?(?:了|均?为|是|共计?|各)?"
    r"\s*(?!(?:19|20)\d\d(?!\d))(\d{4,14})(?![\d,.])\s*(?=[，。；、;（）()])"
)
_OF_BUDGET = re.compile(
    r"(?:预算数?\s*\d[\d,.]{0,18}\s*(?:万元|元)的|(?<=[，,])完成(?=\d{1,3}\.))\s*(\d{1,3}(?:\.\d{1,4})?)\s*(?=[，。；,;])"
)
_MONEY = re.compile(r"\d\s*(万元|亿元|元)")
_MISPLACED = re.compile(r"(?<![\d.])\d{1,9}(?:\.\d{1,9})?\s*(?:以上|以下|左右)\s*[%％]")
_MOST_AS_SHARE = Decimal("1.5")
"""A rate up to this may be meant as a share of one."""
_CURRENCY = re.compile(
    r"(?:资金|金额|退休金|养老金|保险金|保险费|补助|补贴|收入|支出|经费|营收|费用)(?:约|共计?|达|近|合计)?\s*\d[\d,，.]{0,30}\s*(?:亿|万)(?=[；，。、;,])"
)
_REPEATED = re.compile(r"([\u4e00-\u9fff]{5,24}[，,]?)\1|(年度|万元|支出决算|预算的|主要原因是?|增加了|减少了)\s*\2")
_DIRECTION = re.compile(r"(?:决算数|执行数|支出|实际数)(大|小|高|低)(?=(?:年初|全年|上年|调整)?预算)")
_DEADLINE = re.compile(r"(?:^|[，。；\s])(截止\s*20\d\d\s*年[\d\s年月日]*(?:底|末)?)(?!至)")


@rule(
    "L07",
    Severity.WARNING,
    "缺少百分号或单位",
    proves="增长、下降之后的比率和自评表的执行率没有百分号，百分号错位，或金额缺“元”。",
    basis="数字与计量单位用法（GB/T 15835）",
)
def units(context: Context) -> Iterator[Verdict]:
    """A rate without %, `90以上%`, and amounts in 亿 or 万 without 元."""
    usual = _usual_unit(context)
    for passage, kind in passages(context.report):
        for match in _RATE.finditer(passage.text):
            yield Violated(
                source=passage.source(*around(passage, match.start(), match.end())),
                message=f"“{match[0].strip()}”的比率缺少百分号。",
                stated=match[1],
                expected=f"{match[1]}%",
            )
        for match in (*_SHARE.finditer(passage.text), *_OF_BUDGET.finditer(passage.text)):
            yield Violated(
                source=passage.source(*around(passage, match.start(), match.end())),
                message=f"“{match[0].strip()}”的比率缺少百分号。",
                stated=match[1],
                expected=f"{match[1]}%",
            )
        used = _MONEY.findall(passage.text) or (usual if kind.startswith("narrative") else [])
        for match in _bare_amounts(passage.text, used):
            yield Violated(
                source=passage.source(*around(passage, match.start(), match.end())),
                message=f"“{match[0].strip()}”缺少金额单位。",
                stated=match[1],
                expected=f"{match[1]}{used[-1]}",
            )
        for match in _MISPLACED.finditer(passage.text):
            yield Violated(
                source=passage.source(*around(passage, match.start(), match.end())),
                message=f"“{match[0]}”的百分号位置不对。",
                stated=match[0],
                expected=re.sub(r"\s{0,9}(以上|以下|左右)\s{0,9}[%％]", r"%\1", match[0]),
            )
        for match in _CURRENCY.finditer(passage.text):
            if kind != "glossary":
                yield Violated(
                    source=passage.source(*around(passage, match.start(), match.end())),
                    message=f"“{match[0]}”缺少货币单位“元”。",
                    stated=match[0],
                    expected=f"{match[0]}元",
                    severity=Severity.INFO,
                )
    yield from _execution_rates(context)


def _bare_amounts(text: str, used: Sequence[str]) -> Iterator[re.Match[str]]:
    """The amounts without a unit in a text whose others have the units `used`; whole numbers where all are in yuan."""
    found = {match.start(1): match for match in _AMOUNT.finditer(text)} if used else {}
    if used and set(used) == {"元"} and text.count("元") > 1:
        found |= {match.start(1): match for match in _WHOLE_YUAN.finditer(text) if match.start(1) not in found}
    yield from (found[start] for start in sorted(found))


def _usual_unit(context: Context) -> list[str]:
    """The unit of money that the narrative uses most, in a list of its own; nothing where it uses none."""
    narrative = (passage.text for passage, kind in passages(context.report) if kind.startswith("narrative"))
    counted = Counter(unit for text in narrative for unit in _MONEY.findall(text))
    return [unit for unit, _ in counted.most_common(1)]


def _execution_rates(context: Context) -> Iterator[Verdict]:
    """Rates of forms above one and a half without a sign, where neither their own cell nor their head prints one."""
    for form in context.report.forms:
        for line in form.executions:
            if line.rate is not None and not line.rate.unit and line.rate.value > _MOST_AS_SHARE:
                yield Violated(
                    source=line.source,
                    message=f"{label(form)}{line.name or '预算执行'}的执行率“{line.rate.text}”缺少百分号，表头也没有注明。",
                    stated=line.rate.text,
                    expected=f"{line.rate.text}%",
                    severity=Severity.INFO,
                )


@rule(
    "L08",
    Severity.INFO,
    "词句重复",
    proves="同一词句紧接着重复。",
    basis="文字重复",
)
def repeated(context: Context) -> Iterator[Verdict]:
    """The same words twice in a row."""
    for passage, _ in passages(context.report):
        for match in _REPEATED.finditer(passage.text):
            words = match[1] or match[2]
            yield Violated(
                source=passage.source(*around(passage, match.start(), match.end())),
                message=f"“{words}”重复。",
                stated=match[0],
                expected=words,
            )


@rule(
    "L09",
    Severity.INFO,
    "比较句缺字",
    proves="“决算数大于（小于）预算数”一类比较句缺“于”字。",
    basis="语法",
)
def missing_word(context: Context) -> Iterator[Verdict]:
    """`决算数小年初预算数`."""
    for passage, _ in passages(context.report):
        for match in _DIRECTION.finditer(passage.text):
            yield Violated(
                source=passage.source(*around(passage, match.start(), match.end())),
                message=f"“{match[0]}”之后缺“于”字。",
                stated=match[0],
                expected=f"{match[0]}于",
            )


@cache
def _slips() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    data = load_data("shebao.auditing", "slips.yaml")
    return tuple((re.compile(entry["wrong"]), entry["right"], entry["why"]) for entry in data)


@rule(
    "L10",
    Severity.INFO,
    "错字与用词",
    proves="决算公开文本中常见的错字和误用词（数据见 slips.yaml）。",
    basis="通用规范汉字与词语用法",
)
def slips(context: Context) -> Iterator[Verdict]:
    """Slips of characters that are common in this kind of document."""
    for passage, _ in passages(context.report):
        for pattern, right, why in _slips():
            for match in pattern.finditer(passage.text):
                yield Violated(
                    source=passage.source(*around(passage, match.start(), match.end())),
                    message=f"“{match[0].strip()}”应为“{match.expand(right)}”：{why}。",
                    stated=match[0].strip(),
                    expected=match.expand(right),
                    key=str(match.start()),
                )


_GROUPED = re.compile(r"(?<![\d,.])\d{1,3}(?:,\d{3}){1,6}\.\d{1,9}(?=\s*万元)")
_PLAIN = re.compile(r"(?<![\d,.])\d{4,18}\.\d{1,9}(?=\s*万元)")


@rule(
    "L11",
    Severity.INFO,
    "千分位不一致",
    proves="情况说明中多数四位以上金额带千分位，个别不带。",
    basis="数字用法前后一致（GB/T 15835）",
)
def separators(context: Context) -> Iterator[Verdict]:
    """Amounts without thousands separators where nearly all others have them."""
    found = [p for p, kind in passages(context.report) if kind.startswith("narrative")]
    grouped = sum(len(_GROUPED.findall(passage.text)) for passage in found)
    plain = [(passage, match) for passage in found for match in _PLAIN.finditer(passage.text)]
    if not plain or grouped < 5 * len(plain):
        return
    for passage, match in plain:
        yield Violated(
            source=passage.source(*around(passage, match.start(), match.end())),
            message=f"“{match[0]}”没有千分位，而本报告其他 {grouped} 处金额都有。",
            stated=match[0],
            expected=f"{int(match[0].split('.')[0]):,}.{match[0].split('.')[1]}",
        )
