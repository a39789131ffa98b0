"""S07–S10, S12: unit name, year, unit of money and kind of report the same throughout."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from shebao.auditing.context import Context
from shebao.auditing.passages import around, passages
from shebao.auditing.registry import ACCOUNTS, rule
from shebao.auditing.verdicts import Holds, Severity, Verdict, Violated
from shebao.report import Report
from shebao.report.provenance import Passage, Source

_YEAR = re.compile(r"(20\d\d)\s*年\s*度?")
_YEAR_END = re.compile(r"(?:截至|截止到?|至|到)\s*(?P<year>20\d\d)\s*年\s*(?:12\s*月\s*31\s*日|12\s*月底|年?[底末])")
_SLOT = re.compile(r"^(.{4,40}?)(?:本级)?(?:20\d\d年度|20\d\d年|所属各|概况)")
_PREDICATE = re.compile(
    r"没有|无(?!线|锡|为)|未|本级|内设|下设|设有|共(?!青|同|产|享)|本年|当年|20\d\d|的|为|在(?!线)|是|使用|承担|按照|所属|主要|位于|成立|负责|"
    r"(?:收入|支出|财政拨款|一般公共预算|政府性基金|国有资本|机关运行|政府采购|“?三公)"
)
_ORGANISATION = re.compile(r"[局委处所院站队校会厅部馆办室心团社司府园镇乡]$|街道$|公司$|大学$")
_PLACE = re.compile(r"[省市区县镇乡村旗州]$|街道$")
_OTHER_BODY = re.compile(r"[区县市省镇乡村街州旗盟局委院厅]|[一二三四五六七八九十东南西北]")
_FEWEST_SAME, _FEWEST_AFTER, _MOST_CHANGED = 6, 2, 4
_LINKS = str.maketrans("", "", "和与及、暨")


def _without_spaces(text: str) -> str:
    return re.sub(r"\s+", "", text)


@rule(
    "S07",
    Severity.WARNING,
    "单位名称一致",
    proves="标题和叙述主语中的单位名称与全文一致，没有漏字、多字、错字。",
    basis="名称前后一致",
)
def unit_name(context: Context) -> Iterator[Verdict]:
    """Names in title slots and at the head of sentences that nearly are the unit's name."""
    report = context.report
    unit = _without_spaces(report.identity.unit)
    if len(unit) < 6:
        return
    for source, is_title in _slots(report):
        cut = None if is_title else _cut_name(source.quote, unit)
        if cut:
            yield _misnamed(source, cut, report.identity.unit)
            continue
        match = _SLOT.match(_without_spaces(source.quote))
        if not match or match[1] == unit or unit in match[1]:
            continue
        name = match[1]
        if _near(unit, name, is_title):
            yield _misnamed(source, name, report.identity.unit)


def _misnamed(source: Source, name: str, unit: str) -> Violated:
    return Violated(
        source=source,
        message=f"此处单位名称为“{name}”，而本报告的单位是“{unit}”。",
        stated=name,
        expected=unit,
    )


def _cut_name(sentence: str, unit: str) -> str:
    """The name at the head of a sentence that is the unit's with characters lost, doubled or changed; '' where it is none."""
    text = _without_spaces(sentence)
    predicate = _PREDICATE.search(text, _FEWEST_SAME)
    name = text[: predicate.start()] if predicate else ""
    if len(name) < _FEWEST_SAME or name == unit or not unit.startswith(name[:_FEWEST_SAME]):
        return ""
    if name in unit and _ORGANISATION.search(name):
        return ""  # another organisation, whose name the unit's begins with
    start = _same(unit, name)
    end = _same(unit[start:][::-1], name[start:][::-1])
    lost, other = unit[start : len(unit) - end], name[start : len(name) - end]
    if max(len(lost), len(other)) > _MOST_CHANGED or lost + other == "":
        return ""
    if name in unit:
        return "" if _PLACE.search(name) else name
    if _OTHER_BODY.search(lost + other):
        return ""
    if end >= _FEWEST_AFTER:
        return name
    return ""


def _same(one: str, other: str) -> int:
    """How many characters both begin with."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _slots(report: Report) -> Iterator[tuple[Source, bool]]:
    for section in report.sections:
        yield Source(_without_spaces(section.title), section.heading.place), True
    for passage, kind in passages(report):
        if kind.startswith(("narrative", "overview")):
            for match in re.finditer(r"(?:^|(?<=[。；，]))\s*[^。；，]{6,60}", passage.text):
                start = match.start() + (len(match[0]) - len(match[0].lstrip()))
                text = re.sub(r"^(?:20\d\d\s*年(?:度)?[，,]?\s*|即)", "", passage.text[start : match.end()])
                yield Source(text, passage.source(start, match.end()).place), False


def _near(unit: str, name: str, is_title: bool) -> bool:
    """Whether `name` is `unit` with a slip: another 和/与, or in a title a part of the name left out."""
    if not name.endswith(unit[-1]) or name[:2] != unit[:2]:
        return False
    if name.translate(_LINKS) == unit.translate(_LINKS):
        return True
    return is_title and len(name) >= 6 and _is_subsequence(name, unit)


def _is_subsequence(short: str, long: str) -> bool:
    rest = iter(long)
    return len(long) - len(short) <= 6 and all(character in rest for character in short)


@rule(
    "S08",
    Severity.ERROR,
    "年度一致",
    proves="各部分标题和表名中的年度与报告年度一致。",
    basis="年度前后一致",
)
def year(context: Context) -> Iterator[Verdict]:
    """Years in titles of parts and tables that are not the fiscal year."""
    report = context.report
    fiscal_year = report.identity.fiscal_year
    if fiscal_year is None:
        return
    sources = [section.heading for section in report.sections if section.heading.quote]
    sources += [table.title for table in report.tables if table.title]
    for source in sources:
        years = {int(found) for found in _YEAR.findall(source.quote)}
        if years and fiscal_year not in years:
            stated = "、".join(str(found) for found in sorted(years))
            yield Violated(
                source=source,
                message=f"标题“{source.quote}”写的是 {stated} 年，而本报告是 {fiscal_year} 年度。",
                stated=stated,
                expected=str(fiscal_year),
            )


@rule(
    "S09",
    Severity.WARNING,
    "金额单位一致",
    proves="各张决算表的金额单位相同。",
    basis="金额单位前后一致",
)
def money_unit(context: Context) -> Iterator[Verdict]:
    """Tables whose unit of money differs from most others'."""
    tables = [table for table in context.report.tables if table.unit]
    counted = Counter(table.unit for table in tables).most_common(2)
    if len(counted) < 2 or counted[0][1] == counted[1][1]:
        return
    usual = counted[0][0]
    for table in tables:
        if table.unit != usual:
            title = table.spec.title
            source = table.title or Source(f"单位：{table.unit}", table.place)
            yield Violated(
                source=source,
                message=f"《{title}》的金额单位是“{table.unit}”，其他表是“{usual}”。",
                stated=table.unit,
                expected=usual,
            )


_OTHER_KIND = {
    "unit": re.compile(r"(?:我|本)部门(?!的?(?:主管|上级))|部门决算(?!批复|公开|管理|编制)"),
}


@rule(
    "S10",
    Severity.INFO,
    "部门与单位的称谓",
    proves="单位决算中不自称“本部门”“部门决算”。",
    basis="部门决算与单位决算是两级主体（预算法实施条例第6条）",
)
def kind_of_report(context: Context) -> Iterator[Verdict]:
    """`本部门` in the report of a single unit that otherwise calls itself 单位."""
    report = context.report
    pattern = _OTHER_KIND.get(report.identity.kind)
    if pattern is None:
        return
    found = [(passage, match) for passage, kind in _own_words(report) for match in pattern.finditer(passage.text)]
    own = sum(len(re.findall(r"(?:我|本)单位|单位决算", passage.text)) for passage, _ in _own_words(report))
    if not found or own <= len(found):
        return
    for passage, match in found:
        end = min(len(passage.text), match.end() + 16)
        yield Violated(
            source=passage.source(max(0, match.start() - 10), end),
            message=f"这是单位决算，此处却称“{match[0]}”，应为“{match[0].replace('部门', '单位')}”。",
            stated=match[0],
            expected=match[0].replace("部门", "单位"),
            key=str(match.start()),
        )


def _own_words(report: Report) -> Iterator[tuple[Passage, str]]:
    return ((passage, kind) for passage, kind in passages(report) if kind.startswith(("narrative", "glossary")))


@rule(
    "S12",
    Severity.ERROR,
    "时点数的日期",
    proves="情况说明中“截至某年12月31日”的时点数是报告年度末的数。",
    basis="决算反映年度末的资产负债和保有情况，时点为当年12月31日",
    of=ACCOUNTS,
)
def as_of_dates(context: Context) -> Iterator[Verdict]:
    """`截至…年12月31日` of another year than the report's."""
    fiscal_year = context.report.identity.fiscal_year
    if fiscal_year is None:
        return
    for passage, kind in passages(context.report):
        if not kind.startswith("narrative"):
            continue
        for match in _YEAR_END.finditer(passage.text):
            source = passage.source(*around(passage, match.start(), match.end()))
            if int(match["year"]) == fiscal_year:
                yield Holds(source)
                continue
            yield Violated(
                source=source,
                message=f"“{match[0]}”是 {match['year']} 年末，而本报告是 {fiscal_year} 年度，时点数应截至 {fiscal_year} 年 12 月 31 日。",
                stated=match["year"],
                expected=str(fiscal_year),
                severity=Severity.WARNING if "performance" in kind else None,
            )
