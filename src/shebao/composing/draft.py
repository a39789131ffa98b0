"""A manuscript while it is written: blocks, sections, facts and claims in order, anchors without repeat."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from shebao.composing.manuscript import Block, Gap, Heading, PageBreak, Paragraph, ParagraphStyle, Run
from shebao.composing.numerals import heading_text
from shebao.report import Caption, ContentsEntry, Section
from shebao.report.provenance import NOWHERE, Passage, Source
from shebao.report.statements import Claim, Fact

BRACKETS = {"half": "()", "full": "（）"}


@dataclass(slots=True)
class OpenSection:
    """A section of the report while its paragraphs are written."""

    level: int
    number: int
    kind: str
    title: str
    heading: str
    passages: list[Passage] = field(default_factory=list)
    children: list[OpenSection] = field(default_factory=list)

    def closed(self) -> Section:
        """The section as the report keeps it."""
        children = tuple(child.closed() for child in self.children)
        return Section(
            self.level, self.number, self.kind, self.title, Source(self.heading), tuple(self.passages), children
        )


@dataclass(slots=True)
class Draft:
    """What has been written so far."""

    brackets: str
    blocks: list[Block] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    captions: list[Caption] = field(default_factory=list)
    sections: list[OpenSection] = field(default_factory=list)
    stack: list[OpenSection] = field(default_factory=list)

    def open(self, level: int, number: int, kind: str, title: str) -> OpenSection:
        """Begin a section with its heading; a part begins a page."""
        while self.stack and self.stack[-1].level >= level:
            self.stack.pop()
        text = heading_text(level, number, title, self.brackets)
        section = OpenSection(level, number, kind, title, text)
        (self.stack[-1].children if self.stack else self.sections).append(section)
        self.stack.append(section)
        if level == 1:
            self.blocks.append(PageBreak())
        self.blocks.append(Heading(level, text, f"section-{len(self.blocks)}", kind))
        return section

    def write(self, paragraphs: Iterable[Paragraph]) -> None:
        """Paragraphs of the current section."""
        for paragraph in paragraphs:
            self.blocks.append(paragraph)
            self.stack[-1].passages.append(Passage(paragraph.text, (0,), (NOWHERE,)))

    def say(self, *texts: str, style: ParagraphStyle = ParagraphStyle.BODY) -> None:
        """Plain paragraphs of the current section."""
        self.write(Paragraph((Run(text),), style) for text in texts)

    def contents(self, levels: int) -> tuple[ContentsEntry, ...]:
        """The entries of the contents page."""
        entries: list[ContentsEntry] = []
        for section in self.sections:
            _enter(section, levels, entries)
        return tuple(entries)


def _enter(section: OpenSection, levels: int, entries: list[ContentsEntry]) -> None:
    if section.level <= levels:
        entries.append(ContentsEntry(section.level, section.number, section.title, Source(section.heading)))
        for child in section.children:
            _enter(child, levels, entries)
