"""Material becomes a manuscript: the parts of the outline, written one after another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count

from shebao.composing.draft import BRACKETS, Draft
from shebao.composing.glossary import glossary_entries
from shebao.composing.manuscript import (
    Align,
    Cell,
    Gap,
    Manuscript,
    PageBreak,
    Paragraph,
    Run,
    RunKind,
    TableBlock,
    TableKind,
)
from shebao.composing.material import Material
from shebao.composing.narrative.chart_data import chart_block
from shebao.composing.narrative.lookup import Lookup
from shebao.composing.narrative.syntax import Sentences, paragraphs, sentences_of
from shebao.composing.narrative.vocabulary import vocabulary
from shebao.composing.narrative.voice import Voice, numbered, sentence
from shebao.composing.numerals import heading_text
from shebao.composing.outline import Outline, PartPlan, SectionPlan, outline_of
from shebao.report import Caption, Report
from shebao.report.forms import GlossaryEntry, KeyWorkItem
from shebao.report.provenance import NOWHERE, Passage, Source
from shebao.report.tables import table_specs


class MissingWords(Exception):
    """Words that the unit still has to write, so that no final report can be composed; `gaps` lists them all."""

    def __init__(self, gaps: tuple[Gap, ...]) -> None:
        self.gaps = gaps
        listed = "；".join(f"{gap.where}：{gap.needed}（words.yaml 的 {gap.field}）" for gap in gaps)
        super().__init__(f"还缺 {len(gaps)} 处文字：{listed}")


def compose(material: Material, *, draft: bool = False, outline: Outline | None = None) -> Manuscript:
    """The report of a unit-year, by the outline of its place and year unless another is given.

    Raises MissingWords with all gaps where words are missing, unless it is a `draft`.
    """
    identity = material.identity
    writer = _Writer(material, outline or outline_of(identity.place, identity.fiscal_year or 0))
    manuscript = writer.manuscript()
    if manuscript.gaps and not draft:
        raise MissingWords(manuscript.gaps)
    return manuscript


@dataclass(slots=True)
class _Writer:
    material: Material
    outline: Outline
    draft: Draft = field(init=False)
    lookup: Lookup = field(init=False)
    sentences: Sentences = field(init=False)
    glossary: tuple[GlossaryEntry, ...] = ()
    key_work: list[KeyWorkItem] = field(default_factory=list)
    key_work_table: list[KeyWorkItem] = field(default_factory=list)
    attachments: list[Source] = field(default_factory=list)
    anchors: Iterator[int] = field(default_factory=lambda: count(1))
    charts: int = 0

    def __post_init__(self) -> None:
        self.draft = Draft(BRACKETS[self.outline.brackets])
        self.lookup = Lookup(self.material, self.outline)
        self.sentences = sentences_of(self.outline.folders)

    def filled(self, text: str) -> str:
        """A title with unit and year in it."""
        identity = self.material.identity
        word = "部门" if identity.kind == "department" else "单位"
        several = len(self.material.units) > 1
        return text.format(
            年度=self.lookup.year,
            上年=self.lookup.year - 1,
            单位=identity.unit,
            词=word,
            构成=f"{word}决算单位构成" if several else "机构设置",
        )

    def manuscript(self) -> Manuscript:
        """All parts."""
        number = 0
        for part in self.outline.parts:
            if self._is_empty(part):
                continue
            number += 1
            self.draft.open(1, number, part.kind, self.filled(part.title))
            self._write_part(part)
        return Manuscript(
            cover=tuple(self.filled(line) for line in self.outline.cover),
            blocks=tuple(self.draft.blocks),
            gaps=tuple(self.draft.gaps),
            report=self._report(),
            contents_levels=self.outline.contents_levels,
        )

    def _is_empty(self, part: PartPlan) -> bool:
        if part.kind != "attachments":
            return False
        forms = self.material.forms if self.outline.forms == "attachments" else ()
        return not (forms or self.material.words.attachments)

    def _write_part(self, part: PartPlan) -> None:
        writers: dict[str, Callable[[], None]] = {
            "tables": self._tables,
            "key_work": self._key_work,
            "glossary": self._glossary,
            "attachments": self._attachments,
        }
        writers.get(part.kind, lambda: self._sections(part.sections, 2))()

    def _sections(self, plans: tuple[SectionPlan, ...], level: int) -> None:
        for number, plan in enumerate(plans, 1):
            title = self.filled(plan.title)
            self.draft.open(level, number, plan.kind, title)
            if plan.sentences:
                self._section(plan, heading_text(level, number, title, self.draft.brackets))
            self._sections(plan.sections, level + 1)
            self._remarks(plan.kind)
            self._charts(plan.kind)
            if plan.kind == "narrative.performance" and self.outline.forms == "performance":
                self.draft.blocks.extend(form.printed for form in self.material.forms)

    def _section(self, plan: SectionPlan, where: str) -> None:
        voice = Voice(self.lookup, plan.kind, where, self.anchors)
        text = self.sentences.render(plan.sentences, vocabulary(voice))
        self.draft.write(paragraphs(text, voice.runs))
        self.draft.facts.extend(voice.facts)
        self.draft.claims.extend(voice.claims)
        self.draft.gaps.extend(voice.gaps)

    def _remarks(self, kind: str) -> None:
        self.draft.say(*numbered(self.material.words.remarks.get(kind, ())))

    def _charts(self, kind: str) -> None:
        for plan in self.outline.charts:
            if plan.section == kind:
                self.charts += 1
                block = chart_block(self.lookup, plan, self.charts, self.filled(plan.caption))
                self.draft.blocks.append(block)
                self.draft.captions.append(Caption(self.charts, self.filled(plan.caption), Source(block.caption)))

    def _tables(self) -> None:
        for number, table in enumerate(self.material.printed, 1):
            self.draft.open(2, number, "", table_specs()[table.id].title if not table.title else _bare(table.title))
            self.draft.blocks.append(table)

    def _key_work(self) -> None:
        items = self.material.words.key_work
        if not items:
            run = self._gap("key_work", "重点工作的名称、内容和完成情况")
            self.draft.write([Paragraph((run,))])
            return
        if self.outline.key_work in ("both", "narrative"):
            for number, item in enumerate(items, 1):
                self.draft.open(2, number, "", item.title.rstrip("。；"))
                text = sentence(
                    item.text or "，".join(part.rstrip("。") for part in (item.goal, item.completion) if part)
                )
                self.draft.say(text)
                self.key_work.append(KeyWorkItem(number, Source(item.title.rstrip("。；")), _passage(text)))
        if self.outline.key_work in ("both", "table") and any(item.completion for item in items):
            self._key_work_table()

    def _key_work_table(self) -> None:
        header = tuple(Cell(text, strong=True) for text in ("序号", "重要事项", "工作内容及目标", "完成情况"))
        rows = []
        for number, item in enumerate(self.material.words.key_work, 1):
            texts = (item.title, item.goal, item.completion)
            rows.append((Cell(str(number)), *(Cell(text, align=Align.LEFT) for text in texts)))
            goal, done = _passage(item.goal), _passage(item.completion)
            self.key_work_table.append(KeyWorkItem(number, Source(item.title), goal=goal, completion=done))
        self.draft.blocks.append(
            TableBlock(
                TableKind.KEY_WORK, "key-work", "", (header,), tuple(rows), (8, 24, 40, 40), anchor="table-key-work"
            )
        )

    def _gap(self, name: str, needed: str) -> Run:
        where = self.draft.stack[-1].heading
        self.draft.gaps.append(Gap(name, where, needed))
        return Run(f"【待补充：{needed}】", RunKind.GAP)

    def _glossary(self) -> None:
        written, self.glossary = glossary_entries(self.lookup)
        self.draft.say(*written)

    def _attachments(self) -> None:
        words = self.material.words.attachments
        number = 0
        if self.outline.forms == "attachments":
            for number, form in enumerate(self.material.forms, 1):
                title = form.printed.title
                self.draft.open(2, number, "", title)
                self.draft.blocks.append(form.printed)
                self.draft.blocks.append(PageBreak())
        for title in words:
            number += 1
            self.draft.open(2, number, "", title)
        self.attachments.append(Source(self.draft.sections[-1].heading))

    def _report(self) -> Report:
        draft = self.draft
        return Report(
            identity=self.material.identity,
            contents=draft.contents(self.outline.contents_levels),
            sections=tuple(section.closed() for section in draft.sections),
            tables=self.material.tables,
            facts=tuple(draft.facts),
            claims=tuple(draft.claims),
            forms=tuple(form.form for form in self.material.forms) if self.outline.forms != "none" else (),
            key_work=tuple(self.key_work),
            key_work_table=tuple(self.key_work_table),
            glossary=self.glossary,
            captions=tuple(draft.captions),
            attachments=tuple(self.attachments),
        )


def _passage(text: str) -> Passage | None:
    return Passage(text, (0,), (NOWHERE,)) if text else None


def _bare(title: str) -> str:
    """A table's title as a heading: without the year before it."""
    return title.partition("年度")[2] or title


__all__ = ["MissingWords", "compose"]
