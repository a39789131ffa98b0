"""Dividing a document into parts: cover, contents, overview, tables, narrative, key work, glossary, attachments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from shebao.reading.document import Block, Line
from shebao.reading.ordinals import leading_ordinal
from shebao.reading.quantities.scan import numbers
from shebao.reading.topics import UNTITLED
from shebao.report.outline import part_kind, section_kind
from shebao.report.provenance import Passage, Place, Source
from shebao.report.tables import names_table, normalise

_LEADER = re.compile(r"(?<![\s.…·\-—_])[\s.…·\-—_]*+(?<!\d)\d{0,4}\s*+$")
_CONTENTS_TITLE = re.compile(r"^\s*目\s*[录錄]\s*$")
_SENTENCE = re.compile(r"[。；;，,！？]")
_PART_END = re.compile(r"(概况|[决预]算表|报表|说明|名词解释|附件|完成情况)$")
_MAX_TITLE_LINES = 4
_FEW_PARTS = 3
_ALONE = frozenset({"key_work", "glossary"})
_TITLE_END = re.compile(r"(?:决算|预算|公开|情况|说明|报告)(?:[（(][^（()）]{1,10}[)）])?$")
_FRONT_LINES, _LONGEST_ALONE = 60, 60
_FEWEST_COUNTED = 3
_STOP = re.compile(r"[。；，,]")
_STATED = re.compile(  # a line of a sentence that was wrapped
    r"\d\s{1,3}[\d万亿元]|(?<![\d,.])(?!\d{4}\s{0,3}年)\d[\d,.]{0,20}\s{0,3}(?:[万亿]?元|[%％]|$)"
)
_AMOUNT = re.compile(r"\d\s*(?:[万亿]?元|[%％])")


@dataclass(frozen=True, slots=True)
class Part:
    """blocks[start:stop] of a document; `kind` as in outline.yaml ('' for the cover), `first` the first block after the
    heading; `heading` is None where the part has none of its own."""

    kind: str
    ordinal: int | None
    title: str
    heading: Source | None
    start: int
    first: int
    stop: int


def join(lines: Sequence[Line]) -> Passage:
    """Lines as running text: line breaks vanish, each character keeps its line."""
    texts, starts, places, offset = [], [], [], 0
    for line in lines:
        text = line.text.strip()
        texts.append(text)
        starts.append(offset)
        places.append(line.place)
        offset += len(text)
    return Passage("".join(texts), tuple(starts), tuple(places))


def divide(blocks: Sequence[Block]) -> tuple[Part, ...]:
    """The parts of a document in reading order; what stands before the first is the cover and contents.

    By `第X部分` headings; where a document has none, by headings whose words are those of a part or of its sections.
    """
    headings = _part_headings(blocks)
    if len(headings) < _FEW_PARTS:
        headings = max(headings, _section_headings(blocks), key=len)
    if not headings:
        headings = _alone(blocks)
    contents = _contents(blocks, headings[0].start if headings else len(blocks))
    front_stop = headings[0].start if headings else len(blocks)
    parts = [Part("", None, "", None, 0, 0, contents.start if contents else front_stop)]
    if contents:
        parts.append(contents)
    for index, part in enumerate(headings):
        stop = headings[index + 1].start if index + 1 < len(headings) else len(blocks)
        parts.append(Part(part.kind, part.ordinal, part.title, part.heading, part.start, part.first, stop))
    return tuple(part for part in parts if part.stop > part.start)


def _contents(blocks: Sequence[Block], stop: int) -> Part | None:
    for index in range(stop):
        block = blocks[index]
        if isinstance(block, Line) and _CONTENTS_TITLE.match(block.text):
            source = Source(block.text.strip(), block.place)
            return Part("contents", None, "目录", source, index, index + 1, stop)
    first = next((i for i in range(stop) if _ordinal_level(blocks[i]) == 1), None)
    if first is None:
        return None
    return Part("contents", None, "", None, first, first, stop)


def _ordinal_level(block: Block) -> int | None:
    if not isinstance(block, Line):
        return None
    ordinal = leading_ordinal(block.text)
    return ordinal.level if ordinal else None


def _part_headings(blocks: Sequence[Block]) -> list[Part]:
    """`第X部分` headings; of several runs that begin again at 第一 the last is the body, those before are contents."""
    runs: list[list[Part]] = []
    for index, block in enumerate(blocks):
        if not isinstance(block, Line) or "部" not in block.text[:12]:
            continue
        ordinal = leading_ordinal(block.text)
        if ordinal is None or ordinal.level != 1 or _SENTENCE.search(block.text):
            continue
        if not runs or (runs[-1] and ordinal.number <= (runs[-1][-1].ordinal or 0)):
            runs.append([])
        runs[-1].append(_part(blocks, index, ordinal.number))
    if not runs:
        return []
    longest = max(len(run) for run in runs)
    body = runs[-1]
    for run in reversed(runs[:-1]):
        if len(body) < longest - 1 and body[0].ordinal != 1:
            body = [*[part for part in run if (part.ordinal or 0) < (body[0].ordinal or 0)], *body]
    if len(runs) == 1 and _looks_like_contents(body):
        return []
    return _with_unnumbered(blocks, body)


def _with_unnumbered(blocks: Sequence[Block], body: list[Part]) -> list[Part]:
    """The body with the parts whose `第X部分` is missing from their title: one that has the words of a part of its own,
    between two parts whose numbers leave a gap."""
    found = []
    kinds = {part.kind for part in body}
    for part, following in pairwise([*body, Part("", 99, "", None, len(blocks), len(blocks), len(blocks))]):
        found.append(part)
        if (following.ordinal or 0) <= (part.ordinal or 0) + 1:
            continue
        for index in range(part.first, following.start):
            title = _unnumbered_title(blocks[index])
            kind = part_kind(title) if title else ""
            if kind == "tables" and kind not in kinds:
                source = Source(title, blocks[index].place)
                found.append(Part(kind, None, title, source, index, index + 1, index + 1))
                kinds.add(kind)
    return found


def _unnumbered_title(block: Block) -> str:
    """The text of a block that may be the title of a part: one short line with a year and no ordinal."""
    if not isinstance(block, Line) or len(block.text) > 60 or _SENTENCE.search(block.text):
        return ""
    text = block.text.strip()
    return text if re.search(r"20\d\d\s*年", text) and not leading_ordinal(text) and not names_table(text) else ""


def _looks_like_contents(run: list[Part]) -> bool:
    gaps = [later.start - earlier.first for earlier, later in pairwise(run)]
    return bool(gaps) and max(gaps) <= 2


def _part(blocks: Sequence[Block], index: int, number: int) -> Part:
    lines = [blocks[index]]
    stop = index + 1
    while len(lines) < _MAX_TITLE_LINES and stop < len(blocks):
        title = join([line for line in lines if isinstance(line, Line)]).text
        following = blocks[stop]
        if not isinstance(following, Line) or leading_ordinal(following.text) or _SENTENCE.search(following.text):
            break
        bare = following.text.strip()
        completes = bare in {"说明", "情况说明", "明"}
        if not completes and (_PART_END.search(normalise(title)) or names_table(bare) or len(bare) > 30):
            break
        lines.append(following)
        stop += 1
    passage = join([line for line in lines if isinstance(line, Line)])
    ordinal = leading_ordinal(passage.text)
    title = _LEADER.sub("", passage.text[ordinal.end if ordinal else 0 :])
    return Part(part_kind(title), number, title, passage.source(0, len(passage.text)), index, stop, stop)


def _section_headings(blocks: Sequence[Block]) -> list[Part]:
    """Parts of a document without `第X部分`: a part begins where a heading has the words of a part, or where the first
    section of the narrative begins."""
    contents_stop = _contents_stop(blocks)
    found: list[Part] = []
    for index in range(contents_stop, len(blocks)):
        block = blocks[index]
        if not isinstance(block, Line) or len(block.text) > 60:
            continue
        ordinal = leading_ordinal(block.text)
        if (ordinal is None and not block.heading) or _SENTENCE.search(block.text):
            continue
        title = block.text[ordinal.end if ordinal else 0 :].strip()
        if names_table(title) and not section_kind(title).startswith("narrative"):
            continue
        kind = part_kind(title)
        section = section_kind(title)
        if section in {"narrative.totals", "narrative.income"} and not any(p.kind == "narrative" for p in found):
            found.append(Part("narrative", None, "", None, index, index, index))
        elif kind and not section and not any(part.kind == kind for part in found):
            number = ordinal.number if ordinal else None
            source = Source(block.text.strip(), block.place)
            found.append(Part(kind, number, title, source, index, index + 1, index + 1))
    return found


def _alone(blocks: Sequence[Block]) -> list[Part]:
    """A document that is a section or several of a report, without a part around them: from the first title of a section,
    which is the part where it has no ordinal of its own; all of it where it has no such title."""
    lines = [(index, block) for index, block in enumerate(blocks) if isinstance(block, Line) and block.text.strip()]
    for index, line in lines[:_FRONT_LINES]:
        ordinal = leading_ordinal(line.text)
        title = line.text[ordinal.end if ordinal else 0 :].strip()
        if len(title) > _LONGEST_ALONE or _SENTENCE.search(title) or _STATED.search(title) or names_table(title):
            continue
        kind = section_kind(title)
        if part_kind(title) in _ALONE:
            kind = part_kind(title)
        elif not kind.startswith("narrative"):
            continue
        if (ordinal or line.heading) and kind not in _ALONE:
            return [Part("narrative", None, "", None, index, index, index)]
        return [Part(kind, None, title, Source(title, line.place), index, index + 1, index + 1)]
    if any(_AMOUNT.search(line.text) for _, line in lines) or _counted(line for _, line in lines):
        first = next((index for index, line in lines if not _TITLE_END.search(line.text.strip())), lines[0][0])
        return [Part(UNTITLED, None, "", None, first, first, first)]
    return []


def _counted(lines: Iterable[Line]) -> bool:
    """Whether sentences count several things in units (户, 公里, 场)."""
    stated = (each for line in lines if _STOP.search(line.text) for each in numbers(line.text) if each.unit)
    return sum(1 for _ in islice(stated, _FEWEST_COUNTED)) == _FEWEST_COUNTED


def _contents_stop(blocks: Sequence[Block]) -> int:
    """The index after the contents page of a document without part headings; 0 where it has none."""
    start = next((i for i, b in enumerate(blocks[:80]) if isinstance(b, Line) and _CONTENTS_TITLE.match(b.text)), None)
    if start is None:
        return 0
    seen: set[str] = set()
    for index in range(start + 1, len(blocks)):
        block = blocks[index]
        if not isinstance(block, Line) or len(block.text) > 60:
            return index
        title = normalise(_LEADER.sub("", block.text))
        if title in seen:
            return index
        seen.add(title)
    return len(blocks)


def place_of(part: Part, blocks: Sequence[Block]) -> Place:
    """Where a part begins."""
    return part.heading.place if part.heading else blocks[part.start].place
