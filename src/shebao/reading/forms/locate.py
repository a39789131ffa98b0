"""Where the forms of a document are, and which of its blocks they consume."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from shebao.reading.document import Block, Grid, Line
from shebao.reading.forms.builder import FormBuilder
from shebao.reading.forms.cells import RowReader, head_of_line
from shebao.reading.forms.flattened import read_flattened
from shebao.reading.forms.stretches import Cell, Row, Stretch, rows_of_lines, stretch_of
from shebao.reading.forms.vocabulary import REMARKS, TITLE, TOTAL, indicator_column, plain
from shebao.report.forms import Form, FormKind
from shebao.report.provenance import Source

_PART = re.compile(r"^\s*第[一二三四五六七八九十]+部分")
_LISTED = re.compile(r"^\s*(?:[（(][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|附件\s*\d*)")
_DATED = re.compile(r"^\W*(?:[一二三四五六七八九十]{1,3}\W+)?\d{4}\s*年")
_BARE_ORDINAL = re.compile(r"^\s*[（(][一二三四五六七八九十]{1,3}[)）]\s*$")
_SENTENCE_END = ("。", "；", "！", "？")
_TOTAL = re.compile(r"^(?:自评)?总(?:得)?分[:：]?\s*(?:100(?:\.0+)?\s+)?\d{1,3}(?:\.\d+)?\s*分?$")
_HEAD = re.compile(r"三级指标|四级指标")
_REMARK = re.compile(r"(?:<p>)?\s*(?:备注|注)\s*[:：]|[1-9][.、]\s*(?:预算执行情况口径|定量指标|定性指标|基于经济性)")
_TITLE_LINES = 5


@dataclass(frozen=True, slots=True)
class Span:
    """blocks[start:stop] hold one form; `title` index of its first title line, or None."""

    start: int
    stop: int
    title: Source


def read_forms(blocks: Sequence[Block]) -> tuple[tuple[Form, ...], frozenset[int]]:
    """The self-evaluation forms in reading order, and the indexes of the blocks that they are made of."""
    forms: list[tuple[int, Form]] = []
    consumed: set[int] = set()
    for start, form, used in (*_ruled(blocks), *_tabbed(blocks), *_flat(blocks)):
        if not consumed.isdisjoint(used):
            continue
        forms.append((start, form))
        consumed |= used
    forms.sort(key=lambda item: item[0])
    return tuple(form for _, form in forms), frozenset(consumed)


def _ruled(blocks: Sequence[Block]) -> list[tuple[int, Form, set[int]]]:
    """Forms in ruled grids; a grid without head that follows continues the form before it."""
    found: list[_Ruled] = []
    for index, block in enumerate(blocks):
        if not isinstance(block, Grid):
            continue
        stretch = stretch_of(block)
        rows = stretch.rows
        if found and not found[-1].ended and not _has_head(rows) and _continues(rows, found[-1], blocks, index):
            found[-1].stretches.append(stretch)
            found[-1].used.add(index)
        elif _is_form(rows):
            title, used, kind = _title_above(blocks, index)
            builder = FormBuilder(title, kind)
            for position in sorted(used):
                line = blocks[position]
                if isinstance(line, Line):
                    head_of_line(builder, line)
            found.append(_Ruled(min(used, default=index), [stretch], used | {index}, builder))
        elif found and _continues(rows, found[-1], blocks, index):
            found[-1].stretches.append(stretch)
            found[-1].used.add(index)
    for each in found:
        each.take_remarks(blocks)
    return [(each.start, _read_rows(each.stretches, each.builder, ruled=True), each.used) for each in found]


@dataclass(slots=True)
class _Ruled:
    """A form in grids while they are gathered."""

    start: int
    stretches: list[Stretch]
    used: set[int]
    builder: FormBuilder

    @property
    def ended(self) -> bool:
        """Whether its total was reached."""
        return any(TOTAL.search(plain(row[0].text)) for stretch in self.stretches for row in stretch.rows)

    def take_remarks(self, blocks: Sequence[Block]) -> None:
        """Remarks overleaf: their row stands alone on its page, where one cell makes no grid."""
        start = max(self.used) + 1
        stop = start
        while stop < len(blocks) and _goes_on(blocks[start], blocks[stop], first=stop == start):
            stop += 1
        cells = [Cell(block.text.strip(), block.place, 0) for block in blocks[start:stop] if isinstance(block, Line)]
        if cells:
            self.stretches.append(Stretch((tuple(cells),)))
            self.used.update(range(start, stop))


def _goes_on(first_block: Block, block: Block, *, first: bool) -> bool:
    """Whether a line is one of remarks that begin with the first."""
    if not isinstance(block, Line) or not isinstance(first_block, Line) or not REMARKS.search(plain(first_block.text)):
        return False
    outside = TITLE.search(plain(block.text)) or _PART.match(block.text) or _LISTED.match(block.text)
    return first or (not outside and block.size == first_block.size and block.place.page == first_block.place.page)


def _has_head(rows: Sequence[Row]) -> bool:
    heads = {plain(cell.text).rstrip(":：") for row in rows[:12] for cell in row}
    return bool(heads & {"项目名称", "单位名称", "部门名称", "部门(单位)名称", "基本支出总额"}) or any(
        "预算执行" in head for head in heads
    )


def _is_form(rows: Sequence[Row]) -> bool:
    texts = {plain(cell.text) for row in rows[:40] for cell in row}
    joined = "".join(texts)
    head = any(indicator_column(text) == "target" for text in texts) and any(
        indicator_column(text) == "actual" for text in texts
    )
    if head and "三级指标" in joined and re.search(r"得分|自评", joined):
        return True
    return "执行率" in joined and "项目名称" in texts and bool(re.search(r"得分|自评|总分", joined))


def _continues(rows: Sequence[Row], last: _Ruled, blocks: Sequence[Block], index: int) -> bool:
    previous = max(last.used)
    between = [block for block in blocks[previous + 1 : index] if isinstance(block, Line)]
    if any(TITLE.search(plain(line.text)) or _PART.match(line.text) for line in between) or index - previous > 6:
        return False
    texts = [plain(cell.text) for row in rows for cell in row]
    if any(text == "项目名称" for text in texts):
        return False
    words = ("总分", "偏差", "改进措施", "满意度", "指标", "备注", "三级指标")
    return any(word in text for word in words for text in texts)


def _read_rows(stretches: Sequence[Stretch], builder: FormBuilder, ruled: bool) -> Form:
    RowReader(builder, ruled).read(stretches)
    builder.truncated = not builder.indicators or (not builder.executions and not builder.name)
    if builder.kind is FormKind.PROJECT and not builder.name and (builder.basic or "整体" in builder.title.quote):
        builder.kind = FormKind.OVERALL
    return builder.build()


def _title_above(blocks: Sequence[Block], index: int) -> tuple[Source, set[int], FormKind]:
    """The title lines directly above a grid or a run of tabbed lines, and the lines between."""
    used: set[int] = set()
    for position in range(index - 1, max(index - 9, -1), -1):
        block = blocks[position]
        if not isinstance(block, Line) or block.text.rstrip().endswith(_SENTENCE_END) or "\t" in block.text:
            break
        used.add(position)
        text = plain(block.text)
        if TITLE.search(text):
            title, first = _whole_title(blocks, position)
            used |= set(range(first, position + 1))
            kind = FormKind.OVERALL if "整体" in title.quote else FormKind.PROJECT
            return title, used, kind
    return Source("", blocks[index].place), set(), FormKind.PROJECT


def _whole_title(blocks: Sequence[Block], end: int) -> tuple[Source, int]:
    """A title that may wrap: the lines above that belong to it."""
    first = end
    texts = [_line_text(blocks[end])]
    while first > 0 and end - first < _TITLE_LINES - 1 and not _DATED.search(texts[0]):
        above = blocks[first - 1]
        text = _line_text(above)
        if not isinstance(above, Line) or not text or text.endswith((*_SENTENCE_END, "表", "：", ":")) or "\t" in text:
            break
        if _PART.match(text) or _BARE_ORDINAL.match(text) or not _DATED.search(text) or len(text) > 60:
            break
        first -= 1
        texts.insert(0, text)
    if first > 0 and _BARE_ORDINAL.match(_line_text(blocks[first - 1])):
        first -= 1
    return Source("".join(texts), blocks[end].place), first


def _line_text(block: Block) -> str:
    return block.text.strip() if isinstance(block, Line) else ""


def _tabbed(blocks: Sequence[Block]) -> list[tuple[int, Form, set[int]]]:
    """Forms in lines with tabs: runs of such lines with the column heads of a form."""
    found = []
    index = 0
    while index < len(blocks):
        if not _has_tab(blocks[index]):
            index += 1
            continue
        stop = index
        while stop < len(blocks) and (_has_tab(blocks[stop]) or _inside_run(blocks, stop)):
            stop += 1
        while stop < len(blocks) and _REMARK.match(_line_text(blocks[stop])):
            stop += 1
        lines = [block for block in blocks[index:stop] if isinstance(block, Line)]
        rows = list(rows_of_lines(lines))
        for first, last in _forms_in(rows, lines):
            part = lines[first:last]
            if _is_form(list(rows_of_lines(part))):
                found.append(_tabbed_form(blocks, index + first, part))
        index = stop
    return found


def _has_tab(block: Block) -> bool:
    return isinstance(block, Line) and "\t" in block.text.strip("\n")


def _inside_run(blocks: Sequence[Block], index: int) -> bool:
    block = blocks[index]
    return (
        isinstance(block, Line)
        and index + 1 < len(blocks)
        and _has_tab(blocks[index + 1])
        and not TITLE.search(plain(block.text))
        and not _PART.match(block.text)
    )


def _forms_in(rows: Sequence[Row], lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Where a run of tabbed lines holds several forms, each begins with its 项目名称."""
    starts = [i for i, line in enumerate(lines) if plain(line.text).startswith("项目名称")]
    if len(starts) < 2:
        return [(0, len(lines))]
    bounds = [0, *starts[1:], len(lines)]
    return list(itertools.pairwise(bounds))


def _tabbed_form(blocks: Sequence[Block], first: int, lines: Sequence[Line]) -> tuple[int, Form, set[int]]:
    title, used, kind = _title_above(blocks, first)
    builder = FormBuilder(title, kind)
    for position in sorted(used):
        line = blocks[position]
        if isinstance(line, Line):
            head_of_line(builder, line)
    places = {line.place for line in lines}
    used = used | {i for i in range(first, min(first + len(lines) + 4, len(blocks))) if blocks[i].place in places}
    form = _read_rows([Stretch(tuple(rows_of_lines(lines)))], builder, ruled=False)
    return min(used), form, used


def _flat(blocks: Sequence[Block]) -> list[tuple[int, Form, set[int]]]:
    """Forms in flattened lines: each total line ends one; its head is sought above, its remarks below."""
    found: list[tuple[int, Form, set[int]]] = []
    floor = 0
    for index, block in enumerate(blocks):
        if not isinstance(block, Line) or "\t" in block.text or not _TOTAL.match(block.text.strip()):
            continue
        start, title, truncated = _flat_start(blocks, index, floor)
        stop = _flat_stop(blocks, index)
        lines = [b for b in blocks[start:stop] if isinstance(b, Line)]
        builder = FormBuilder(title, FormKind.OVERALL if "整体" in title.quote else FormKind.PROJECT)
        read_flattened(lines, builder)
        if len(builder.indicators) < 2:
            floor = index + 1
            continue
        builder.truncated = truncated or builder.truncated
        found.append((start, builder.build(), set(range(start, stop))))
        floor = stop
    return found


def _flat_start(blocks: Sequence[Block], total: int, floor: int) -> tuple[int, Source, bool]:
    """Where the form of the total line at `total` begins: at its title, else (truncated) after the last running text."""
    for index in range(total, floor - 1, -1):
        block = blocks[index]
        if isinstance(block, Grid) or (isinstance(block, Line) and _PART.match(block.text)):
            break
        if isinstance(block, Line) and len(block.text) < 80 and TITLE.search(plain(block.text)):
            title, first = _whole_title(blocks, index)
            if any(isinstance(b, Line) and "三级指" in plain(b.text) for b in blocks[index:total]):
                return first, title, False
            break
    index = total
    while index > floor and index > total - 400:
        above = blocks[index - 1]
        if not isinstance(above, Line) or len(above.text.strip()) > 30 or above.text.strip().endswith(_SENTENCE_END):
            break
        index -= 1
    return index, Source("", blocks[index].place), True


def _flat_stop(blocks: Sequence[Block], total: int) -> int:
    """After the last remark: before the next title, list heading or part."""
    stop = total + 1
    remarks = False
    while stop < len(blocks) and stop - total < 90:
        block = blocks[stop]
        if not isinstance(block, Line) or _PART.match(block.text):
            break
        text = plain(block.text)
        if TITLE.search(text) or (remarks and (_LISTED.match(block.text) or re.match(r"\d{4}年度", text))):
            break
        remarks = remarks or text.startswith(("备注", "注:"))
        stop += 1
    return stop
