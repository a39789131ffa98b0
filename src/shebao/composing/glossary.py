"""The glossary (名词解释): the terms that apply, and exactly the functional subjects that the report uses."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from shebao.composing.narrative.lookup import ZERO, Lookup, Subject, quantity_names
from shebao.composing.numerals import numeral
from shebao.fields.data_files import load_data
from shebao.report.forms import GlossaryEntry
from shebao.report.provenance import NOWHERE, Passage, Source

_LEVELS = ("类", "款", "项")
_ITEM_LENGTH = 7
_MARKS = {"half": ("(", ")"), "full": ("（", "）")}


@dataclass(frozen=True, slots=True)
class TermPlan:
    """A term: `when` says where it applies (always, amount:名称, running_costs, subjects)."""

    term: str
    when: str
    text: str


def parse_terms(name: str, data: object) -> dict[str, tuple[TermPlan, ...]]:
    """The terms of a file by set. Raises ValueError with file, term and reason."""
    if not isinstance(data, dict):
        raise ValueError(f"{name}：应是“名称: 词条列表”的映射")
    found = {}
    for key, terms in data.items():
        plans = []
        for term in terms:
            if set(term) != {"term", "when", "text"}:
                raise ValueError(f"{name} {key}：词条应有 term、when、text，实为 {term!r}")
            when = term["when"]
            if when not in ("always", "running_costs", "subjects") and (
                not when.startswith("amount:") or when.removeprefix("amount:") not in quantity_names()
            ):
                raise ValueError(f"{name} {key} {term['term']}：when 写作“{when}”，没有这种条件")
            plans.append(TermPlan(term["term"], when, term["text"]))
        found[key] = tuple(plans)
    return found


@cache
def terms() -> dict[str, tuple[TermPlan, ...]]:
    """The terms by set."""
    return parse_terms("terms.yaml", load_data("shebao.composing.outline", "terms.yaml"))


def parse_explanations(name: str, text: str) -> dict[str, str]:
    """What functional items reflect, by code or by name, from a CSV text. Raises ValueError with file, line and reason."""
    rows = csv.reader(text.splitlines())
    if next(rows, []) != ["code", "text"]:
        raise ValueError(f"{name} 第 1 行：表头应为 code,text")
    found: dict[str, str] = {}
    for row in rows:
        where = f"{name} 第 {rows.line_num} 行"
        if len(row) != 2 or not all(row):
            raise ValueError(f"{where}：应有科目编码（或名称）和说明两列")
        code, words = row
        if code.isascii() and not (code.isdecimal() and len(code) == _ITEM_LENGTH):
            raise ValueError(f"{where}：“{code}”不是 7 位项级科目编码")
        if code in found:
            raise ValueError(f"{where}：{code} 重复")
        if not words.startswith("反映") or words.endswith(("。", "；")):
            raise ValueError(f"{where}：说明应以“反映”开头，末尾不写句号")
        found[code] = words
    return found


@cache
def explanations() -> dict[str, str]:
    """What functional items reflect, by code or by name."""
    return parse_explanations(
        "explanations.csv", (files("shebao.composing.outline") / "explanations.csv").read_text("utf-8")
    )


def explanation(subject: Subject) -> str:
    """What a functional item reflects: by its code, by its name, or by what the name says."""
    name = subject.path[-1]
    found = explanations().get(subject.code) or explanations().get(name)
    if found:
        return found
    bare = name.removesuffix("支出")
    if name.startswith("其他"):
        return f"反映除上述项目以外用于{bare.removeprefix('其他')}方面的支出"
    return f"反映用于{bare}方面的支出"


def glossary_entries(lookup: Lookup) -> tuple[list[str], tuple[GlossaryEntry, ...]]:
    """The paragraphs of the glossary and its entries."""
    paragraphs: list[str] = []
    entries: list[GlossaryEntry] = []
    number = 0
    own = [TermPlan(term, "always", text) for term, text in lookup.material.words.terms]
    for plan in (*terms()[lookup.outline.glossary], *own):
        if not _applies(lookup, plan):
            continue
        number += 1
        term = plan.term.replace("{本}", "本部门" if lookup.material.identity.kind == "department" else "本单位")
        text = f"：{plan.text}" if plan.text else ""
        paragraphs.append(f"{_ordinal(lookup, number)}{term}{text}")
        entries.append(GlossaryEntry(Source(term), (), Passage(text, (0,), (NOWHERE,))))
        if plan.when == "subjects":
            for index, subject in enumerate(_used(lookup), 1):
                line, entry = _explained(lookup, subject)
                paragraphs.append(lookup.outline.item_mark.replace("{n}", str(index)) + line)
                entries.append(entry)
    return paragraphs, tuple(entries)


def _ordinal(lookup: Lookup, number: int) -> str:
    if lookup.outline.glossary == "shanghai":
        return f"{numeral(number)}、"
    left, right = _MARKS[lookup.outline.brackets]
    return f"{left}{numeral(number)}{right}"


def _applies(lookup: Lookup, plan: TermPlan) -> bool:
    if plan.when == "running_costs":
        return lookup.material.counts.running_costs
    if plan.when == "subjects":
        return bool(_used(lookup))
    if plan.when.startswith("amount:"):
        return lookup.actual(lookup.measure(plan.when.removeprefix("amount:"))).value != ZERO
    return True


def _used(lookup: Lookup) -> list[Subject]:
    """Every functional item with an amount in the table of expenditure or of funds."""
    codes = {
        ref.row
        for ref in lookup.material.figures
        if ref.table in ("expenditure", "income") and ref.column == "total" and len(ref.row) == 7
    }
    return [Subject(code, lookup.path(code)) for code in sorted(codes) if code.isdecimal()]


def _explained(lookup: Lookup, subject: Subject) -> tuple[str, GlossaryEntry]:
    left, right = _MARKS[lookup.outline.brackets]
    path = "".join(f"{name}{left}{level}{right}" for name, level in zip(subject.path, _LEVELS, strict=True))
    text = explanation(subject)
    entry = GlossaryEntry(Source(path), subject.path, Passage(f"：{text}。", (0,), (NOWHERE,)))
    return f"{path}：{text}。", entry
