"""The parts and sections of a format and their titles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shebao.fields.data_files import DataFileError
from shebao.report.outline import known_parts, known_sections

PLACEHOLDERS = {"年度": "2023", "上年": "2022", "单位": "某单位", "词": "单位", "构成": "机构设置"}


class FormatError(DataFileError):
    """A mistake in a format's file: file, key and reason, in Chinese."""


@dataclass(frozen=True, slots=True)
class SectionPlan:
    """A section: its kind, title ({年度}, {单位}, {词} filled in), the sentence file that writes it ('' where the section
    only holds others), and the sections below it."""

    kind: str
    title: str
    sentences: str
    sections: tuple[SectionPlan, ...] = ()

    def walk(self) -> Iterator[SectionPlan]:
        """This section and all below it."""
        yield self
        for section in self.sections:
            yield from section.walk()


@dataclass(frozen=True, slots=True)
class PartPlan:
    """A part (第X部分) with its sections."""

    kind: str
    title: str
    sections: tuple[SectionPlan, ...] = ()


def parse_title(name: str, key: str, title: Any) -> str:
    """A title whose placeholders are known. Raises FormatError."""
    try:
        filled = str(title).format(**PLACEHOLDERS)
    except (KeyError, IndexError, ValueError):
        allowed = "、".join(f"{{{placeholder}}}" for placeholder in PLACEHOLDERS)
        raise FormatError(f"{name} {key}：“{title}”里只能用 {allowed}") from None
    if not filled.strip():
        raise FormatError(f"{name} {key}：标题为空")
    return str(title)


def parse_part(name: str, data: Any) -> PartPlan:
    """A part from its mapping. Raises FormatError."""
    if not isinstance(data, Mapping) or set(data) - {"kind", "title", "sections"} or not {"kind", "title"} <= set(data):
        raise FormatError(f"{name} parts：每部分应有 kind、title，可有 sections，实为 {data!r}")
    if data["kind"] not in known_parts():
        raise FormatError(f"{name} parts：没有“{data['kind']}”这类部分，可用的有 {sorted(known_parts())}")
    title = parse_title(name, f"parts.{data['kind']}", data["title"])
    return PartPlan(data["kind"], title, tuple(_section(name, section) for section in data.get("sections", ())))


def _section(name: str, data: Any) -> SectionPlan:
    keys = {"kind", "title", "sentences", "sections"}
    if not isinstance(data, Mapping) or set(data) - keys or not {"kind", "title"} <= set(data):
        raise FormatError(f"{name} sections：每节应有 kind、title，可有 sentences、sections，实为 {data!r}")
    kind = data["kind"]
    if kind not in known_sections():
        raise FormatError(f"{name} sections：没有“{kind}”这类章节，可用的有 {sorted(known_sections())}")
    below = tuple(_section(name, section) for section in data.get("sections", ()))
    default = "" if below else kind.partition(".")[2].replace(".", "_")
    return SectionPlan(kind, parse_title(name, kind, data["title"]), data.get("sentences", default), below)
