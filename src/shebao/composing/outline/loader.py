"""Loads outlines and rejects mistakes with file, key and reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from typing import Any

from shebao.composing.outline.model import ChartPlan, Outline, OutlineError, PartPlan, SectionPlan
from shebao.report.outline import known_parts, known_sections

_CHOICES = {
    "brackets": ("half", "full"),
    "three_public_budget": ("年初预算", "全年预算"),
    "items": ("item", "class"),
    "forms": ("attachments", "performance", "none"),
    "key_work": ("both", "narrative", "table", "none"),
    "glossary": ("wuhan", "shanghai"),
}
_KEYS = {
    "place",
    "years",
    "basis",
    "folders",
    "rate_decimals",
    "item_mark",
    "below_mark",
    "zero_items",
    "reason_from",
    "contents_levels",
    "cover",
    "parts",
    "charts",
    *_CHOICES,
}
CHARTS = ("totals", "income", "expenditure", "appropriation")
PLACEHOLDERS = {"年度": "2023", "上年": "2022", "单位": "某单位", "词": "单位", "构成": "机构设置"}


def parse_outline(name: str, data: Mapping[str, Any], sentence_files: Mapping[str, frozenset[str]]) -> Outline:
    """An outline from its file's mapping, `extends` already resolved; `sentence_files` are those of each folder.

    Raises OutlineError with file, key and reason.
    """
    _check_keys(name, data)
    first, last = _years(name, data["years"])
    for key, choices in _CHOICES.items():
        if data[key] not in choices:
            raise OutlineError(f"{name} {key}：应为 {'、'.join(choices)} 之一，实为 {data[key]!r}")
    for key, most in (("rate_decimals", 4), ("contents_levels", 4)):
        if not isinstance(data[key], int) or not 0 <= data[key] <= most:
            raise OutlineError(f"{name} {key}：应为 0–{most} 的整数，实为 {data[key]!r}")
    folders = tuple(data["folders"])
    unknown = [folder for folder in folders if folder not in sentence_files]
    if unknown:
        raise OutlineError(f"{name} folders：没有句式文件夹 {unknown}，可用的有 {sorted(sentence_files)}")
    known = frozenset().union(*(sentence_files[folder] for folder in folders))
    parts = tuple(_part(name, part, known) for part in data["parts"])
    return Outline(
        id=name.removesuffix(".yaml"),
        place=data["place"],
        years=(first, last),
        basis=data["basis"],
        folders=folders,
        rate_decimals=data["rate_decimals"],
        brackets=data["brackets"],
        item_mark=_mark(name, "item_mark", data),
        below_mark=_mark(name, "below_mark", data),
        three_public_budget=data["three_public_budget"],
        items=data["items"],
        zero_items=data["zero_items"] is True,
        reason_from=_percent(name, data["reason_from"]),
        forms=data["forms"],
        key_work=data["key_work"],
        contents_levels=data["contents_levels"],
        glossary=data["glossary"],
        cover=tuple(_title(name, "cover", line) for line in data["cover"]),
        parts=parts,
        charts=tuple(_chart(name, chart, parts) for chart in data["charts"]),
    )


def _check_keys(name: str, data: Mapping[str, Any]) -> None:
    unknown, missing = set(data) - _KEYS - {"extends"}, _KEYS - set(data)
    if unknown:
        raise OutlineError(f"{name}：没有这些键 {sorted(unknown)}，可用的有 {sorted(_KEYS)}")
    if missing:
        raise OutlineError(f"{name}：缺少 {sorted(missing)}")
    for key in ("folders", "cover", "parts", "charts"):
        if not isinstance(data[key], list):
            raise OutlineError(f"{name} {key}：应为列表，实为 {data[key]!r}")


def _years(name: str, years: Any) -> tuple[int, int]:
    if not (isinstance(years, list) and len(years) == 2 and all(isinstance(year, int) for year in years)):
        raise OutlineError(f"{name} years：应为 [首年, 末年]，实为 {years!r}")
    if not 2000 <= years[0] <= years[1]:
        raise OutlineError(f"{name} years：年份应从小到大，实为 {years}")
    return years[0], years[1]


def _percent(name: str, value: Any) -> Decimal:
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        found = Decimal(-1)
    if not 0 <= found <= 100:
        raise OutlineError(f"{name} reason_from：应为 0–100 的百分数，实为 {value!r}")
    return found


def _mark(name: str, key: str, data: Mapping[str, Any]) -> str:
    if not isinstance(data[key], str) or data[key].count("{n}") != 1:
        raise OutlineError(f"{name} {key}：应恰有一个 {{n}}，如 “{{n}}.”，实为 {data[key]!r}")
    return str(data[key])


def _title(name: str, key: str, title: Any) -> str:
    try:
        filled = str(title).format(**PLACEHOLDERS)
    except (KeyError, IndexError, ValueError):
        allowed = "、".join(f"{{{placeholder}}}" for placeholder in PLACEHOLDERS)
        raise OutlineError(f"{name} {key}：“{title}”里只能用 {allowed}") from None
    if not filled.strip():
        raise OutlineError(f"{name} {key}：标题为空")
    return str(title)


def _part(name: str, data: Any, sentences: frozenset[str]) -> PartPlan:
    if not isinstance(data, Mapping) or set(data) - {"kind", "title", "sections"} or not {"kind", "title"} <= set(data):
        raise OutlineError(f"{name} parts：每部分应有 kind、title，可有 sections，实为 {data!r}")
    if data["kind"] not in known_parts():
        raise OutlineError(f"{name} parts：没有“{data['kind']}”这类部分，可用的有 {sorted(known_parts())}")
    title = _title(name, f"parts.{data['kind']}", data["title"])
    sections = tuple(_section(name, section, sentences) for section in data.get("sections", ()))
    return PartPlan(data["kind"], title, sections)


def _section(name: str, data: Any, sentences: frozenset[str]) -> SectionPlan:
    keys = {"kind", "title", "sentences", "sections"}
    if not isinstance(data, Mapping) or set(data) - keys or not {"kind", "title"} <= set(data):
        raise OutlineError(f"{name} sections：每节应有 kind、title，可有 sentences、sections，实为 {data!r}")
    kind = data["kind"]
    if kind not in known_sections():
        raise OutlineError(f"{name} sections：没有“{kind}”这类章节，可用的有 {sorted(known_sections())}")
    below = tuple(_section(name, section, sentences) for section in data.get("sections", ()))
    default = "" if below else kind.partition(".")[2].replace(".", "_")
    file = data.get("sentences", default)
    if file and kind.startswith("narrative") and file not in sentences:
        raise OutlineError(f"{name} {kind}：句式文件夹里没有 {file}.txt")
    return SectionPlan(kind, _title(name, kind, data["title"]), file, below)


def _chart(name: str, data: Any, parts: tuple[PartPlan, ...]) -> ChartPlan:
    if not isinstance(data, Mapping) or set(data) != {"id", "section", "caption"}:
        raise OutlineError(f"{name} charts：每张图应有 id、section、caption，实为 {data!r}")
    if data["id"] not in CHARTS:
        raise OutlineError(f"{name} charts：没有图“{data['id']}”，可用的有 {'、'.join(CHARTS)}")
    kinds = {found.kind for part in parts for section in part.sections for found in section.walk()}
    if data["section"] not in kinds:
        raise OutlineError(f"{name} charts：大纲里没有章节 {data['section']}")
    return ChartPlan(data["id"], data["section"], _title(name, "charts", data["caption"]))


def _raw() -> Iterator[tuple[str, dict[str, Any]]]:
    import yaml

    for path in sorted((files(__package__) / "places").iterdir(), key=lambda path: path.name):
        if path.name.endswith(".yaml"):
            yield path.name, yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)


def _extended(name: str, raw: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    data, base = raw[name], raw[name].get("extends")
    if base is None:
        return dict(data)
    if f"{base}.yaml" not in raw:
        raise OutlineError(f"{name} extends：没有大纲 {base}")
    return {**_extended(f"{base}.yaml", raw), **{key: value for key, value in data.items() if key != "extends"}}


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
    """Every outline. Raises OutlineError where one is wrong or two of one place overlap in years."""
    raw = dict(_raw())
    found = tuple(parse_outline(name, _extended(name, raw), sentence_files()) for name in raw)
    for outline in found:
        for other in found:
            if outline is not other and outline.place == other.place and outline.holds_in(other.years[0]):
                raise OutlineError(f"{outline.id} 与 {other.id}：同一地区的年份重叠")
    return found


def outline_of(place: str, year: int) -> Outline:
    """The outline of a place in a year: the nearest of its years, the generic one for a place without its own."""
    own = [outline for outline in outlines() if outline.place == place and place]
    known = own or [outline for outline in outlines() if not outline.place]
    return min(known, key=lambda outline: max(outline.years[0] - year, year - outline.years[1], 0))
