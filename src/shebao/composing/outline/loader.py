"""Loads how each format is written (`style` of its file) and rejects mistakes with file, key and reason."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from typing import Any

from shebao.composing.outline.model import ChartPlan, Outline
from shebao.report.formats import Format, FormatError, SectionPlan, format_of, formats
from shebao.report.formats.parts import parse_title

_CHOICES = {
    "brackets": ("half", "full"),
    "items": ("item", "class"),
    "forms": ("attachments", "performance", "none"),
    "key_work": ("both", "narrative", "table", "none"),
    "glossary": ("wuhan", "shanghai"),
}
_KEYS = {
    "folders",
    "rate_decimals",
    "item_mark",
    "below_mark",
    "zero_items",
    "reason_from",
    "contents_levels",
    "cover",
    "charts",
    *_CHOICES,
}
_BUDGETS = {"initial": "年初预算", "adjusted": "全年预算"}
CHARTS = ("totals", "income", "expenditure", "appropriation")


def outline_from(found: Format, sentence_files: Mapping[str, frozenset[str]]) -> Outline:
    """The outline of a format; `sentence_files` are those of each folder. Raises FormatError with file, key and reason."""
    name, data = f"{found.id}.yaml style", found.style
    _check_keys(name, data)
    for key, choices in _CHOICES.items():
        if data[key] not in choices:
            raise FormatError(f"{name} {key}：应为 {'、'.join(choices)} 之一，实为 {data[key]!r}")
    for key, most in (("rate_decimals", 4), ("contents_levels", 4)):
        if not isinstance(data[key], int) or not 0 <= data[key] <= most:
            raise FormatError(f"{name} {key}：应为 0–{most} 的整数，实为 {data[key]!r}")
    folders = tuple(data["folders"])
    unknown = [folder for folder in folders if folder not in sentence_files]
    if unknown:
        raise FormatError(f"{name} folders：没有句式文件夹 {unknown}，可用的有 {sorted(sentence_files)}")
    known = frozenset().union(*(sentence_files[folder] for folder in folders))
    for section in found.sections():
        _check_sentences(found, section, known)
    return Outline(
        id=found.id,
        place=found.place,
        years=found.years,
        basis=found.basis,
        folders=folders,
        rate_decimals=data["rate_decimals"],
        brackets=data["brackets"],
        item_mark=_mark(name, "item_mark", data),
        below_mark=_mark(name, "below_mark", data),
        three_public_budget=_BUDGETS[found.three_public_budget],
        items=data["items"],
        zero_items=data["zero_items"] is True,
        reason_from=_percent(name, data["reason_from"]),
        forms=data["forms"],
        key_work=data["key_work"],
        contents_levels=data["contents_levels"],
        glossary=data["glossary"],
        cover=tuple(parse_title(name, "cover", line) for line in data["cover"]),
        parts=found.parts,
        charts=tuple(_chart(name, chart, found) for chart in data["charts"]),
    )


def _check_keys(name: str, data: Mapping[str, Any]) -> None:
    unknown, missing = set(data) - _KEYS, _KEYS - set(data)
    if unknown:
        raise FormatError(f"{name}：没有这些键 {sorted(unknown)}，可用的有 {sorted(_KEYS)}")
    if missing:
        raise FormatError(f"{name}：缺少 {sorted(missing)}")
    for key in ("folders", "cover", "charts"):
        if not isinstance(data[key], list):
            raise FormatError(f"{name} {key}：应为列表，实为 {data[key]!r}")


def _check_sentences(found: Format, section: SectionPlan, known: frozenset[str]) -> None:
    if section.sentences and section.kind.startswith("narrative") and section.sentences not in known:
        raise FormatError(f"{found.id}.yaml {section.kind}：句式文件夹里没有 {section.sentences}.txt")


def _percent(name: str, value: Any) -> Decimal:
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        found = Decimal(-1)
    if not 0 <= found <= 100:
        raise FormatError(f"{name} reason_from：应为 0–100 的百分数，实为 {value!r}")
    return found


def _mark(name: str, key: str, data: Mapping[str, Any]) -> str:
    if not isinstance(data[key], str) or data[key].count("{n}") != 1:
        raise FormatError(f"{name} {key}：应恰有一个 {{n}}，如 “{{n}}.”，实为 {data[key]!r}")
    return str(data[key])


def _chart(name: str, data: Any, found: Format) -> ChartPlan:
    if not isinstance(data, Mapping) or set(data) != {"id", "section", "caption"}:
        raise FormatError(f"{name} charts：每张图应有 id、section、caption，实为 {data!r}")
    if data["id"] not in CHARTS:
        raise FormatError(f"{name} charts：没有图“{data['id']}”，可用的有 {'、'.join(CHARTS)}")
    if data["section"] not in {section.kind for section in found.sections()}:
        raise FormatError(f"{name} charts：大纲里没有章节 {data['section']}")
    return ChartPlan(data["id"], data["section"], parse_title(name, "charts", data["caption"]))


@cache
def sentence_files() -> Mapping[str, frozenset[str]]:
    """The sentence files of each folder, without their suffix."""
    root = files("shebao.composing.narrative") / "sentences"
    return {
        folder.name: frozenset(file.name.removesuffix(".txt") for file in folder.iterdir())
        for folder in root.iterdir()
        if folder.is_dir()
    }


@cache
def outlines() -> tuple[Outline, ...]:
    """Every outline. Raises FormatError where one is wrong."""
    return tuple(outline_from(found, sentence_files()) for found in formats())


def outline_of(place: str, year: int) -> Outline:
    """The outline of a place in a year: the nearest of its years, the general one for a place without its own."""
    chosen = format_of(place, year).id
    return next(outline for outline in outlines() if outline.id == chosen)
