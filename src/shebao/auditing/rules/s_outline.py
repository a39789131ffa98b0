"""S01–S04: parts, tables and sections that the outline of a place and year requires; contents page against headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import pairwise

from shebao.auditing.context import Context
from shebao.auditing.pack import pack_for
from shebao.auditing.registry import WHOLE_ACCOUNTS, rule
from shebao.auditing.rules.l_punctuation import leading_mark
from shebao.auditing.verdicts import Operand, Severity, Undecided, Verdict, Violated
from shebao.report import ContentsEntry, Report, Section
from shebao.report.outline import section_kind
from shebao.report.provenance import NOWHERE, Source
from shebao.report.statements import Aspect
from shebao.report.tables import TableState, normalise, table_of_title, table_specs

_TITLE_WORDS = re.compile(r"(?:情况|说明|决算|公开|总体|具体|的|表)+")
_MOST_READ = 3  # of four headings that the contents page names, where the fourth is missing
_TABLES_ONLY = {"tables", "attachments", ""}
_PART_NAMES = {
    "overview": "概况",
    "tables": "决算表",
    "narrative": "决算情况说明",
    "key_work": "重点工作完成情况",
    "glossary": "名词解释",
    "attachments": "附件",
}
_SECTION_NAMES = {
    "narrative.totals": "收入支出决算总体情况说明",
    "narrative.income": "收入决算情况说明",
    "narrative.expenditure": "支出决算情况说明",
    "narrative.appropriation": "财政拨款收入支出决算总体情况说明",
    "narrative.general": "一般公共预算财政拨款支出决算情况说明",
    "narrative.basic": "一般公共预算财政拨款基本支出决算情况说明",
    "narrative.three_public": "“三公”经费支出决算情况说明",
    "narrative.fund": "政府性基金预算财政拨款收入支出决算情况说明",
    "narrative.state_capital": "国有资本经营预算财政拨款支出决算情况说明",
    "narrative.running_costs": "机关运行经费支出说明",
    "narrative.procurement": "政府采购支出说明",
    "narrative.assets": "国有资产占用情况说明",
    "narrative.performance": "预算绩效情况说明",
    "narrative.other": "其他重要事项的情况说明",
}
_TOLD_WITH_A_TABLE = {"narrative.fund": "government_fund", "narrative.state_capital": "state_capital"}


def _front(report: Report) -> Source:
    return report.sections[0].heading if report.sections else Source("", NOWHERE)


@rule(
    "S01",
    Severity.WARNING,
    "必备部分",
    proves="该地该年度决算公开要求的各部分（概况、决算表、情况说明、名词解释等）都在。",
    basis="地方预决算公开操作规程（财预〔2016〕143号）；当地年度范本",
    of=WHOLE_ACCOUNTS,
)
def parts(context: Context) -> Iterator[Verdict]:
    """Parts that the pack requires and the report does not have."""
    report = context.report
    pack = pack_for(report.identity)
    present = {section.kind for section in report.walk()}
    if report.tables:
        present.add("tables")
    if report.forms:
        present.add("attachments")
    for kind in pack.parts:
        if kind in present:
            continue
        name = _PART_NAMES[kind]
        if present <= _TABLES_ONLY:
            yield Undecided(_front(report), f"文件中只有表，没有“{name}”部分；它可能在另一个文件里")
            continue
        if report.text_only or report.has_images:
            yield Undecided(_front(report), f"没有读到“{name}”部分；原件可能以图片列示，请对照原件")
            continue
        yield Violated(
            source=_front(report),
            message=f"没有“{name}”部分。按{pack.basis}应当公开。",
            stated="无",
            expected=name,
            key=kind,
        )


@rule(
    "S02",
    Severity.WARNING,
    "必备表格",
    proves="该地该年度决算公开要求的各张决算表都在；没有数据的也列空表。",
    basis="地方预决算公开操作规程（财预〔2016〕143号）；预算法实施条例第6条",
    of=WHOLE_ACCOUNTS,
)
def tables(context: Context) -> Iterator[Verdict]:
    """Tables that the pack requires and the report does not have; images are unreadable, not absent."""
    report = context.report
    required = pack_for(report.identity).tables
    present = {table.id: table for table in report.tables}
    as_text = sum(table.state in {TableState.READ, TableState.EMPTY} for table in report.tables)
    for table_id in required:
        table = present.get(table_id)
        title = table_specs()[table_id].title
        if table is not None:
            if table.state in {TableState.IMAGE, TableState.UNREADABLE}:
                yield Undecided(table.title or Source("", table.place), f"《{title}》是图片或不能读出行列，没有核对")
            continue
        if as_text * 2 < len(required) or (report.has_images and not report.text_only):
            yield Undecided(_front(report), f"没有读到《{title}》；原件可能以图片列示，请对照原件")
            continue
        yield _missing_table(context, table_id, title)


def _missing_table(context: Context, table_id: str, title: str) -> Violated:
    report = context.report
    order = pack_for(report.identity).table_order
    before = order[: order.index(table_id)] if table_id in order else ()
    previous = next((t for name in reversed(before) if (t := report.table(name)) is not None), None)
    facts = [f for f in report.facts if f.measure.split(".")[0] == table_id and f.figure.value != 0]
    fact = min(facts, key=lambda f: (f.aspect is not Aspect.ACTUAL, f.measure != table_id), default=None)
    listed = next((entry for entry in report.contents if table_of_title(entry.title) == table_id), None)
    operands = [Operand("目录所列", listed.title, listed.source)] if listed else []
    evidence = ""
    if fact is not None:
        operands.append(Operand("情况说明中的金额", fact.figure.text, fact.source))
        evidence = f"，而情况说明中有该项金额 {fact.figure.text} {fact.figure.unit}"
    where = previous.title if previous and previous.title else None
    after = f"（《{table_specs()[previous.id].title}》之后）" if previous else ""
    year = f"{report.identity.fiscal_year}年度" if report.identity.fiscal_year else ""
    return Violated(
        source=fact.source if fact else where or _front(report),
        message=f"没有找到{year}《{title}》{after}{evidence}。没有数据的表也应列出空表；若原件以图片列示，请对照原件。",
        stated="无此表",
        expected=f"《{title}》",
        operands=tuple(operands),
        key=table_id,
    )


@rule(
    "S03",
    Severity.WARNING,
    "必备说明",
    proves="该地该年度要求的各节情况说明都在。",
    basis="地方预决算公开操作规程（财预〔2016〕143号）：对“三公”经费、机关运行经费、政府采购等作出说明；当地年度范本",
    of=WHOLE_ACCOUNTS,
)
def sections(context: Context) -> Iterator[Verdict]:
    """Sections of the narrative that the pack requires and the report does not have."""
    report = context.report
    pack = pack_for(report.identity)
    kinds = {section.kind for section in report.walk()}
    narrative = next((section for section in report.sections if section.kind == "narrative"), None)
    if narrative is None:
        return
    text = "".join(p.text for s in narrative.walk() for p in s.passages) + "".join(s.title for s in narrative.walk())
    for kind in (*pack.sections, *_left_out(report, narrative)):
        if any(other == kind or other.startswith(kind + ".") for other in kinds):
            continue
        name = _SECTION_NAMES[kind]
        keyword = normalise(name).removesuffix("说明").removesuffix("情况")[:6]
        if keyword in normalise(text):
            continue
        entry = next((e for e in report.contents if section_kind(e.title).startswith(kind)), None)
        yield Violated(
            source=narrative.heading,
            message=f"情况说明中没有“{name}”一节。按{pack.basis}应当说明；没有该项支出的，也应写明没有。",
            stated="无",
            expected=name,
            operands=(Operand("目录所列", entry.title, entry.source),) if entry else (),
            key=kind,
        )


def _left_out(report: Report, narrative: Section) -> Iterator[str]:
    """Kinds of section that a report has the table of, where the ordinals of its narrative leave a gap."""
    ordinals = sorted(s.ordinal for s in narrative.children if s.ordinal is not None)
    if all(after - before <= 1 for before, after in pairwise(ordinals)):
        return
    demanded = pack_for(report.identity).sections
    for kind, table in _TOLD_WITH_A_TABLE.items():
        if kind not in demanded and report.table(table) is not None:
            yield kind


@rule(
    "S04",
    Severity.INFO,
    "目录与正文",
    proves="目录所列的部分、表和各节在正文中有同名的标题。",
    basis="目录与正文一致",
)
def contents(context: Context) -> Iterator[Verdict]:
    """Entries of the contents page that no heading of the body matches."""
    report = context.report
    headings = _headings(report)
    if not headings or not report.contents:
        return
    missing = [entry for entry in report.contents if normalise(entry.title) and normalise(entry.title) not in headings]
    terms = {normalise(term.title) for part in report.sections if part.kind == "glossary" for term in part.children}
    headings = {name: heading for name, heading in headings.items() if name not in terms}
    titles = [entry for entry in report.contents if table_of_title(entry.title) is None]
    read = len(titles) > _MOST_READ * sum(table_of_title(entry.title) is None for entry in missing)
    for entry in missing:
        title = normalise(entry.title)
        alike = [heading for heading in headings if len(heading) > 4 and (title in heading or heading in title)]
        if alike:
            longer = next((heading for heading in alike if _differs_in_words(title, heading)), None)
            if longer is not None and len(alike) == 1 and entry.level > 1 and table_of_title(entry.title) is None:
                yield _otherwise_worded(entry, headings[longer])
            continue
        yield _contents_verdict(report, entry, title, headings, read)


def _differs_in_words(title: str, heading: str) -> bool:
    """Whether one of two titles is the other with words of titles at its end (情况, 说明): not a name or a year more."""
    short, long = sorted((title, heading), key=len)
    return bool(_TITLE_WORDS.fullmatch(long.removeprefix(short))) if long.startswith(short) else False


def _otherwise_worded(entry: ContentsEntry, heading: Source) -> Violated:
    ordinal = leading_mark(heading.quote)
    printed = heading.quote[ordinal.end() if ordinal else 0 :].strip()
    return Violated(
        source=entry.source,
        message=f"目录写“{entry.title}”，正文标题是“{printed}”，两处不一致。",
        stated=entry.title,
        expected=printed,
        operands=(Operand("正文标题", heading.quote, heading),),
    )


def _headings(report: Report) -> dict[str, Source]:
    headings = {normalise(section.title): section.heading for section in report.walk() if section.title}
    for table in report.tables:
        if table.title:
            headings[normalise(table.title.quote)] = table.title
    for form in report.forms:
        headings[normalise(form.title.quote)] = form.title
    return headings


def _contents_verdict(
    report: Report, entry: ContentsEntry, title: str, headings: dict[str, Source], read: bool
) -> Verdict:
    """What is said of an entry without a heading of its name; `read`: the headings of most others were found."""
    table_id = table_of_title(entry.title)
    if table_id and report.table(table_id) is None:
        return Undecided(entry.source, f"目录中的《{entry.title}》在正文中没有读到，原件可能以图片列示")
    if table_id:
        return Undecided(entry.source, f"目录中的《{entry.title}》与正文表名写法不同")
    listed = {normalise(other.title) for other in report.contents}
    free = [name for name, h in headings.items() if name not in listed and not table_of_title(h.quote)]
    near = max(free, key=lambda heading: SequenceMatcher(None, title, heading).ratio(), default="")
    if near and SequenceMatcher(None, title, near).ratio() >= 0.6:
        return Violated(
            source=entry.source,
            message=f"目录写“{entry.title}”，正文标题是“{headings[near].quote}”，两处不一致。",
            stated=entry.title,
            expected=headings[near].quote,
            operands=(Operand("正文标题", headings[near].quote, headings[near]),),
        )
    if read and entry.level > 1 and not report.has_images:
        sections = (s for s in report.walk() if (s.level, s.ordinal) == (entry.level, entry.ordinal))
        same = next((s.heading for s in sections if normalise(s.title) in free), None)
        found = f"，正文同一序号的标题是“{same.quote}”" if same else ""
        return Violated(
            source=entry.source,
            message=f"目录列有“{entry.title}”，正文没有这个标题{found}。",
            stated=entry.title,
            expected=same.quote if same else "正文有同名标题，或从目录中删去",
            operands=(Operand("正文标题", same.quote, same),) if same else (),
            severity=Severity.WARNING if same is None and _is_gap(report, entry) else None,
        )
    return Undecided(entry.source, f"目录中的“{entry.title}”在正文中没有找到同名标题")


def _is_gap(report: Report, entry: ContentsEntry) -> bool:
    """Whether the sections of the body go on from the one before an entry to the one after it."""
    if entry.ordinal is None:
        return False
    narrative = next((section for section in report.sections if section.kind == "narrative"), None)
    ordinals = {s.ordinal for s in narrative.children if s.level == entry.level} if narrative else set()
    return entry.ordinal not in ordinals and {entry.ordinal - 1, entry.ordinal + 1} <= ordinals
