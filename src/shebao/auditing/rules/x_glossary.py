"""X70–X72: the functional subjects that the glossary explains against those that the report uses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from shebao.auditing.context import Context
from shebao.auditing.passages import passages, titles
from shebao.auditing.registry import ACCOUNTS, rule
from shebao.auditing.verdicts import Holds, Operand, Severity, Undecided, Verdict, Violated
from shebao.classification import functional
from shebao.report import Report
from shebao.report.forms import GlossaryEntry
from shebao.report.provenance import Passage, Source
from shebao.report.statements import Aspect
from shebao.report.tables import Row, TableState, normalise

_BASIS = "名词解释应与本单位实际使用的支出功能分类科目（到项级）对应"
_TABLES = ("general_budget_expenditure", "expenditure", "income")
_CLOSE = 0.8
_LEVELS = "类款项"
_STEP = re.compile(r"([^（()）：:，,。；;、“”\"]{1,40}?)\s{0,3}[（(]\s{0,3}([类款项])\s{0,3}[)）]")
_SHOWN = 6


@dataclass(frozen=True, slots=True)
class _Used:
    """A functional subject that the report uses: names of class, category and item, and where it was read."""

    path: tuple[str, ...]
    source: Source

    @property
    def item(self) -> str:
        return normalise(self.path[-1])


def _from_tables(report: Report) -> list[_Used]:
    """Items with amounts in the expenditure tables; [] where no table was read."""
    found: dict[str, _Used] = {}
    for table_id in _TABLES:
        table = report.table(table_id)
        if table is None or table.state is not TableState.READ:
            continue
        names = {row.code: row.name for row in table.rows if row.code}
        for row in table.rows:
            if len(row.code) == 7 and row.name and any(cell.figure for cell in row.cells.values()):
                found.setdefault(row.code, _Used(_path(row, names), row.source))
    return list(found.values())


def _path(row: Row, names: dict[str, str]) -> tuple[str, ...]:
    known = functional()
    above = []
    for length in (3, 5):
        code = row.code[:length]
        subject = known.get(code)
        above.append(names.get(code) or (subject.name if subject else ""))
    return (*above, row.name)


def _from_narrative(report: Report) -> list[_Used]:
    found: dict[tuple[str, ...], _Used] = {}
    for fact in report.facts:
        if len(fact.item) == 3 and fact.aspect is Aspect.ACTUAL and fact.measure.startswith("general"):
            found.setdefault(fact.item, _Used(fact.item, fact.figure.source))
    return list(found.values())


def _explained(report: Report) -> list[GlossaryEntry]:
    return [entry for entry in report.glossary if len(entry.path) == 3]


def _same(one: Sequence[str], other: Sequence[str]) -> bool:
    return [_trim(name) for name in one] == [_trim(name) for name in other]


def _trim(name: str) -> str:
    return normalise(name).removesuffix("支出")


@rule(
    "X70",
    Severity.WARNING,
    "名词解释的科目",
    proves="名词解释所列支出功能分类科目（类款项）都是本单位使用的，名称与决算表一致。",
    basis=_BASIS,
    of=ACCOUNTS,
)
def explained_subjects(context: Context) -> Iterator[Verdict]:
    """解释的科目 ⊆ 使用的科目，名称一致."""
    report = context.report
    tables, told = _from_tables(report), _from_narrative(report)
    used = tables or told
    entries = _explained(report)
    if not used:
        yield from _by_class(report, entries)
        return
    unexplained = [subject for subject in used if not any(_same(subject.path, entry.path) for entry in entries)]
    for entry in entries:
        if any(_same(entry.path, subject.path) for subject in [*used, *told]):
            yield Holds(entry.term)
        else:
            yield _wrong(entry, used, unexplained, certain=bool(tables))


def _by_class(report: Report, entries: Sequence[GlossaryEntry]) -> Iterator[Verdict]:
    """Where no item was read: the classes that the narrative lists as spent on."""
    classes: dict[str, Source] = {}
    for fact in report.facts:
        if len(fact.item) == 1 and fact.measure == "general" and fact.section == "narrative.general.structure":
            classes[_trim(fact.item[0])] = fact.figure.source
    for entry in entries if len(classes) > 1 else ():
        if _trim(entry.path[0]) in classes:
            yield Holds(entry.term)
            continue
        yield Violated(
            entry.term,
            f"名词解释列了“{entry.term.quote}”，支出决算结构说明中没有“{entry.path[0]}”类，本报告没有使用；应解释实际使用的科目。",
            stated=entry.term.quote,
            expected="、".join(classes) + "类下的科目",
            operands=tuple(Operand("使用的类", name, source) for name, source in classes.items()),
            severity=Severity.ERROR,
        )


def _wrong(entry: GlossaryEntry, used: Sequence[_Used], unexplained: Sequence[_Used], certain: bool) -> Verdict:
    item = normalise(entry.path[-1])
    near = max(unexplained, key=lambda s: SequenceMatcher(None, item, s.item, autojunk=False).ratio(), default=None)
    same_item = next((subject for subject in used if subject.item == item), None)
    classes = {normalise(subject.path[0]) for subject in used}
    if same_item is not None and normalise(entry.path[0]) in classes:
        if not certain:
            return Undecided(
                entry.term, f"“{entry.path[-1]}”在正文与名词解释中所属的类、款不同，没有读到决算表，不能判定哪一处有误"
            )
        return _finding(entry, same_item, "所属类、款与决算表不一致", Severity.ERROR)
    if (
        same_item is None
        and near is not None
        and SequenceMatcher(None, item, near.item, autojunk=False).ratio() >= _CLOSE
    ):
        return _finding(entry, near, "科目名称与本报告使用的不一致", Severity.ERROR)
    count = f"本报告使用 {len(used)} 个项级科目"
    if normalise(entry.path[0]) not in classes:
        missing = "、".join(subject.path[-1] for subject in unexplained[:_SHOWN])
        more = "等" if len(unexplained) > _SHOWN else ""
        rest = f"；使用而未解释的有 {missing}{more}" if unexplained else ""
        return Violated(
            entry.term,
            f"名词解释列了“{entry.term.quote}”，本报告没有使用“{entry.path[0]}”类（{count}{rest}）。",
            stated=entry.term.quote,
            expected="删去，并解释实际使用的科目" if unexplained else "删去",
            severity=Severity.ERROR,
        )
    return Violated(
        entry.term,
        f"名词解释列了“{entry.term.quote}”，{count}，其中没有这一项，疑为往年残留。",
        stated=entry.path[-1],
        expected="删去",
    )


def _finding(entry: GlossaryEntry, subject: _Used, what: str, severity: Severity) -> Violated:
    expected = "".join(f"{name}（{level}）" for name, level in zip(subject.path, "类款项", strict=True))
    return Violated(
        entry.term,
        f"名词解释“{entry.term.quote}”{what}，应为“{expected}”。",
        stated=entry.path[-1],
        expected=subject.path[-1],
        operands=(Operand("使用的科目", expected, subject.source),),
        severity=severity,
    )


@rule(
    "X71",
    Severity.WARNING,
    "未解释的科目",
    proves="名词解释逐项解释支出功能分类科目的，本单位使用的项级科目都有解释。",
    basis=_BASIS,
    of=ACCOUNTS,
)
def used_subjects(context: Context) -> Iterator[Verdict]:
    """使用的科目 ⊆ 解释的科目."""
    report = context.report
    used, entries = _from_tables(report), _explained(report)
    items = {normalise(entry.path[-1]) for entry in entries}
    matched = [subject for subject in used if any(_same(subject.path, entry.path) for entry in entries)]
    if not used or not matched:
        return
    for subject in matched:
        yield Holds(subject.source)
    missing = [s for s in used if s not in matched and not any(_near(s.item, item) for item in items)]
    if missing:
        names = "、".join(subject.path[-1] for subject in missing[:_SHOWN])
        yield Violated(
            entries[-1].term,
            f"名词解释逐项解释了 {len(entries)} 个支出功能分类科目，本报告使用的 {names}{'等' if len(missing) > _SHOWN else ''}"
            f"（共 {len(missing)} 个）没有解释。",
            stated=f"{len(entries)} 个",
            expected=f"{len(used)} 个",
            operands=tuple(Operand("使用的科目", subject.path[-1], subject.source) for subject in missing[:_SHOWN]),
        )


@rule(
    "X72",
    Severity.WARNING,
    "科目级次字样",
    proves="科目路径依次写明（类）（款）（项），同一级的字样不重复。",
    basis="政府收支分类科目分类、款、项三级",
)
def level_words(context: Context) -> Iterator[Verdict]:
    """`…（类）…（款）…（款）` in running text, titles and the glossary."""
    for passage in _all_words(context.report):
        for steps in _paths(passage.text):
            words = [step[2] for step in steps]
            wrong = next((index for index in range(1, len(words)) if words[index] == words[index - 1]), None)
            if words[0] == "类" and wrong is not None:
                yield _level_word(passage, steps, wrong)
            elif len(words) == len(_LEVELS):
                yield Holds(passage.source(steps[0].start(), steps[-1].end()))


def _all_words(report: Report) -> Iterator[Passage]:
    yield from (passage for passage, _ in passages(report))
    for source in titles(report):
        yield Passage(source.quote, (0,), (source.place,))


def _paths(text: str) -> Iterator[list[re.Match[str]]]:
    """The runs of names with level words that stand directly one after the other."""
    run: list[re.Match[str]] = []
    for step in _STEP.finditer(text) if "类" in text else ():
        if run and (step.start() != run[-1].end() or step[2] == "类" or len(run) == len(_LEVELS)):
            yield run
            run = []
        run.append(step)
    if run:
        yield run


def _level_word(passage: Passage, steps: Sequence[re.Match[str]], wrong: int) -> Violated:
    step = steps[wrong]
    level = _LEVELS[min(wrong, len(_LEVELS) - 1)]
    stated = re.sub(r"\s+", "", step[0])
    expected = f"{re.sub(r'[（(][^（(]*$', '', stated)}（{level}）"
    return Violated(
        passage.source(steps[0].start(), steps[-1].end()),
        f"“{stated}”的级次字样与前一级重复，应为“{expected}”。",
        stated=stated,
        expected=expected,
    )


def _near(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _CLOSE
