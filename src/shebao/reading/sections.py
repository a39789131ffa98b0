"""The sections of a part: headings with the passages under them, and the entries of the contents page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import pairwise, takewhile
from typing import NamedTuple

from shebao.reading.document import Block, Line
from shebao.reading.ordinals import Ordinal, leading_ordinal
from shebao.reading.parts import Part, join
from shebao.reading.topics import UNTITLED
from shebao.report import Caption, ContentsEntry, Section
from shebao.report.outline import section_kind
from shebao.report.provenance import NOWHERE, Passage, Source

_LEADER = re.compile(r"(?<![\s.…·\-—_])[\s.…·\-—_]*+(?<!\d)\d{0,4}\s*+$")
_SENTENCE = re.compile(r"[。；;，,：:！？]")
_SENTENCE_END = ("。", "；", ";", "！", "？", "：", ":")
_PAGED = re.compile(r"(?<!\d)\d{1,4}\s*$")
_CAPTION = re.compile(r"\s*图\s*(\d{1,2})\s*[:：.、\s]\s*(.{2,40}?)\s*$")
_SUBJECT = re.compile(r"\s*[“\"]?[\u4e00-\u9fff、]{2,24}[（(]\s*类\s*[)）]")
_GOES_ON = re.compile(r"(?:用于|原因|原因[是为有]|主要包括)\s*[:：]$|[（(]\s*[类款项]\s*[)）][”\"]?\s*[。:：]$")
_PAGE_NUMBER = re.compile(r"\s*+[—\-–]*+\s*+\d{1,3}\s*+[—\-–]*+\s*+$")
_CUT_BEFORE, _CUT_AFTER = re.compile(r"[\d,.为数计共到]$"), re.compile(r"[\d.,%]|(?:万|亿)?元")
_WRAPPED_END = {"说明", "明", "情况说明", "况说明", "情况", "况"}
_MAX_HEADING = 45
_LONGEST_LINE, _SHORT_LINE, _FEW_BREAKS = 120, 12, 2
_HALF_WIDTH = "0123456789.,()%-:; "
_CLOSING = ("”", "》", ")", "）")
_MAX_STATED = 100  # where the format says that it is a heading
_TITLE_LINES, _LONG_TITLE = 3, 20
_TITLED_PARAGRAPHS = {"key_work", "overview", "glossary", UNTITLED}
_KINDLESS_PARTS = {"key_work", "glossary", "attachments"}


@dataclass(slots=True)
class _Open:
    """A section while its lines are collected."""

    level: int
    ordinal: int | None
    kind: str
    title: str
    heading: Source
    passages: list[Passage] = field(default_factory=list)
    children: list[_Open] = field(default_factory=list)

    def close(self) -> Section:
        children = tuple(child.close() for child in self.children)
        return Section(self.level, self.ordinal, self.kind, self.title, self.heading, tuple(self.passages), children)


def read_section(part: Part, blocks: Sequence[Block], consumed: Set[int]) -> Section:
    """A part as a section tree; blocks of tables and forms (`consumed`) are passed over."""
    heading = part.heading or Source("", blocks[part.start].place if part.start < len(blocks) else NOWHERE)
    root = _Open(1, part.ordinal, part.kind, part.title, heading)
    stack = [root]
    lines = [(i, b) for i, b in enumerate(blocks[part.first : part.stop], part.first) if isinstance(b, Line)]
    collected: list[Line] = []
    skip: frozenset[int] = frozenset()
    width = _full_width([line for _, line in lines])
    for position, (index, line) in enumerate(lines):
        ahead = lines[position + 1 : position + 1 + _TITLE_LINES]
        if index in consumed or index in skip or _is_page_number(line, collected, ahead):
            continue
        ordinal = leading_ordinal(line.text)
        found = _heading(line, ordinal, [following for _, following in ahead], part.kind)
        if found is None:
            if collected and _begins_paragraph(line, ordinal, collected[-1], width):
                stack[-1].passages.append(join(collected))
                collected = []
            collected.append(line)
            continue
        if collected:
            stack[-1].passages.append(join(collected))
            collected = []
        opened, rest, wrapped = found
        skip = frozenset(index for index, _ in ahead[:wrapped])
        while len(stack) > 1 and stack[-1].level >= opened.level:
            stack.pop()
        stack[-1].children.append(opened)
        stack.append(opened)
        if rest is not None:
            collected.append(rest)
    if collected:
        stack[-1].passages.append(join(collected))
    return root.close()


def _is_page_number(line: Line, before: Sequence[Line], ahead: Sequence[tuple[int, Line]]) -> bool:
    """Whether a line is a page's number, not a piece of a number that narrow lines cut into three."""
    if not _PAGE_NUMBER.fullmatch(line.text):
        return False
    cut = before and _CUT_BEFORE.search(before[-1].text.rstrip()) and ahead and _CUT_AFTER.match(ahead[0][1].text)
    return not cut


class _Width(NamedTuple):
    """A line's width in characters, and as printed in halves of one: formats break lines by the one or by the other."""

    characters: int
    halves: int

    def is_short(self, full: _Width) -> bool:
        """Whether a line is clearly shorter than a full one by either measure."""
        return self.characters < full.characters * 0.85 and self.halves < full.halves * 0.85


_WHOLE_PARAGRAPHS = _Width(0, 0)


def _full_width(lines: Sequence[Line]) -> _Width:
    """The usual width of a full line, by the lines that break off inside a sentence; none where lines are whole paragraphs."""
    if max((len(line.text) for line in lines), default=0) > _LONGEST_LINE:
        return _WHOLE_PARAGRAPHS
    broken = [_width(line) for line, following in pairwise(lines) if _breaks_off(line, following)]
    if len(broken) < _FEW_BREAKS:
        return _WHOLE_PARAGRAPHS
    usual = int(len(broken) * 0.8)
    return _Width(sorted(w.characters for w in broken)[usual], sorted(w.halves for w in broken)[usual])


def _breaks_off(line: Line, following: Line) -> bool:
    """Whether a line ends inside a sentence that the following line goes on with."""
    text = line.text.rstrip()
    return (
        len(text) > _SHORT_LINE
        and "\t" not in text
        and not line.heading
        and not text.endswith((*_SENTENCE_END, *_CLOSING))
        and leading_ordinal(following.text) is None
        and leading_ordinal(text) is None
    )


def _width(line: Line) -> _Width:
    text = line.text.strip()
    return _Width(len(text), 2 * len(text) - sum(map(text.count, _HALF_WIDTH)))


def _begins_paragraph(line: Line, ordinal: Ordinal | None, before: Line, width: _Width) -> bool:
    if ordinal is not None or _CAPTION.match(line.text) or _CAPTION.match(before.text):
        return True
    previous = before.text.strip()
    if not previous.endswith(_SENTENCE_END) or _GOES_ON.search(previous):
        return False
    if previous.endswith("。") and _SUBJECT.match(line.text):
        return True
    return (
        width == _WHOLE_PARAGRAPHS
        or _width(before).is_short(width)
        or line.text.startswith(("  ", "　"))
        or line.indent > before.indent + 8
    )


def _heading(
    line: Line, ordinal: Ordinal | None, ahead: Sequence[Line], part: str
) -> tuple[_Open, Line | None, int] | None:
    """The section that `line` opens, the rest of the line that is already text, and how many lines ahead are its title."""
    if ordinal is None or ordinal.level == 1:
        if not line.heading:
            return None
        level, number, body = 1 + line.heading, None, line.text.strip()
    else:
        level, number, body = ordinal.level, ordinal.number, line.text[ordinal.end :].strip()
    title, rest = _split_title(body, part, level, _MAX_STATED if line.heading else _MAX_HEADING)
    if title is None:
        return None
    text = line.text.strip()
    wrapped = _rest_of_title(line, ahead) if rest is None else ()
    title += "".join(following.text.strip() for following in wrapped)
    text += "".join(following.text.strip() for following in wrapped)
    kind = "" if part in _KINDLESS_PARTS else section_kind(title)
    if level >= 4 and (not kind or rest is not None or _SUBJECT.match(body) or _runs_on(line, ahead)):
        return None
    if rest is not None:
        text = text[: len(text) - len(rest)]
    opened = _Open(level, number, kind, title, Source(text, line.place))
    return opened, (Line(rest, line.place, line.indent, line.size) if rest else None), len(wrapped)


def _runs_on(line: Line, ahead: Sequence[Line]) -> bool:
    """Whether a line that fills its width goes on, at the margin, with the end of a sentence."""
    return bool(
        ahead
        and line.place.box
        and ahead[0].indent < line.indent - 0.8 * line.size
        and _right(line) >= _right(ahead[0]) - line.size
        and leading_ordinal(ahead[0].text) is None
        and _SENTENCE.search(ahead[0].text)
    )


def _rest_of_title(line: Line, ahead: Sequence[Line]) -> Sequence[Line]:
    """The lines that go on with a title: the known ends of titles; under an indented one, shorter lines at the margin."""
    if ahead and ahead[0].text.strip() in _WRAPPED_END:
        return ahead[:1]
    found: list[Line] = []
    for following in takewhile(lambda following: _hangs(line, following), ahead):
        found.append(following)
        if _right(following) < _right(line) - 2 * line.size:
            break
    return found


def _right(line: Line) -> float:
    return line.place.box.x1 if line.place.box else 0.0


def _hangs(line: Line, following: Line) -> bool:
    return (
        len(line.text.strip()) >= _LONG_TITLE
        and following.size == line.size
        and following.place.page == line.place.page
        and following.indent < line.indent - 0.8 * line.size
        and _right(following) < _right(line) + line.size
        and leading_ordinal(following.text) is None
        and not _SENTENCE.search(following.text)
    )


def _split_title(body: str, part: str, level: int, longest: int) -> tuple[str | None, str | None]:
    """A heading's title and the text that follows on the same line; (None, None) where the line is no heading."""
    stripped = body.rstrip("。：: ")
    if not stripped:
        return None, None
    if len(stripped) <= longest and not _SENTENCE.search(stripped):
        return stripped, None
    if part in _TITLED_PARAGRAPHS and level in {2, 3}:
        marks = "：:" if part == "glossary" else "。：:"
        position = min((at for at in map(body.find, marks) if at > 0), default=-1)
        if 0 < position <= _MAX_HEADING:
            return body[:position].strip(), body[position + 1 :].strip()
    if level == 2 and len(stripped) <= _MAX_HEADING:
        return stripped, None
    return None, None


def read_contents(part: Part, blocks: Sequence[Block]) -> tuple[ContentsEntry, ...]:
    """The entries of the contents page."""
    entries = []
    for line in _whole_entries(tuple(_lines(blocks[part.first : part.stop]))):
        ordinal = leading_ordinal(line.text)
        if ordinal is None or ordinal.level > 4:
            continue
        title = _LEADER.sub("", line.text[ordinal.end :]).strip()
        if title:
            entries.append(ContentsEntry(ordinal.level, ordinal.number, title, Source(line.text.strip(), line.place)))
    return tuple(entries)


def _whole_entries(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines of the contents page; an entry without page number goes on where the next line has one and no ordinal."""
    numbered = sum(bool(_PAGED.search(line.text)) for line in lines) * 2 > len(lines)
    waiting: Line | None = None
    for line in lines:
        if waiting and leading_ordinal(line.text) is None:
            line, waiting = replace(waiting, text=waiting.text.rstrip() + line.text.strip()), None
        elif waiting:
            yield waiting
        waiting = line if numbered and not _PAGED.search(line.text) else None
        if waiting is None:
            yield line
    if waiting:
        yield waiting


def read_captions(blocks: Sequence[Block]) -> tuple[Caption, ...]:
    """The captions of charts (图 n：…)."""
    captions = []
    for line in _lines(blocks):
        match = _CAPTION.match(line.text) if "图" in line.text else None
        if match and not _SENTENCE.search(match[2]):
            captions.append(Caption(int(match[1]), match[2], Source(line.text.strip(), line.place)))
    return tuple(captions)


def _lines(blocks: Sequence[Block]) -> Iterator[Line]:
    return (block for block in blocks if isinstance(block, Line))
