"""Which blocks of a document are a form: from its title or first label to the end of its remarks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from shebao.reading.document import Block, Grid, Line
from shebao.reading.forms import costs
from shebao.reading.forms.heads import execution_heads, indicator_heads
from shebao.reading.forms.region_lines import ends_rows, heads_in_lines, is_running_text, is_total_line
from shebao.reading.forms.sentences import TOTAL_SENTENCE
from shebao.reading.forms.stretches import stretch_of
from shebao.reading.forms.titles import Titles
from shebao.reading.forms.tokens import tokens_of
from shebao.reading.forms.vocabulary import MEASURES, REASONS, REMARKS, TOTAL, plain
from shebao.report.provenance import Source

_PART = re.compile(r"^\s*第[一二三四五六七八九十]+部分")
_LISTED = re.compile(r"^\s*(?:[（(][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|附件\s*\d*)")
_NAME_LABEL = re.compile(r"^项目名称(?:[:：]|$)|^项目名称(?!的)[^，。]{2,40}$")
_UNIT_LABEL = re.compile(r"^(?:部门\(单位\)|部门|单位)名称(?![:：])")
_SUMMARY = re.compile(r"^\s*(?:\d{1,2}\s*[.、．]|[(（]\d{1,2}[)）]).{2,60}?(?:综述|预算数为?[\d,.\s]+万?元|自评结果)")
_ORDINAL = re.compile(r"^\s*[(（]?(\d{1,2})\s*[.、．)）]")
_NARRATIVE = re.compile(r"自评结果|自评综述|应用情况|情况说明$|名词解释|绩效评价结果|评价开展情况")
_MOST_BEFORE_HEADS = 160
_TAIL_LINES = 90
_NEAR_TOTAL = 6  # lines from the rows to the sentence that says their total


@dataclass(slots=True)
class Region:
    """The blocks of one form; `title` its title, an empty quote where none is printed; `truncated` where its head is missing."""

    start: int
    title: Source
    used: list[int] = field(default_factory=list)
    truncated: bool = False
    heads: bool = False
    execution: bool = False
    named: bool = False
    total: int | None = None
    tail: bool = False
    cells: bool = False
    last_mark: int = 0
    remark: int = 0

    @property
    def content(self) -> bool:
        """Whether more than a title was seen."""
        return self.heads or self.execution or self.named or self.total is not None


def find_regions(blocks: Sequence[Block]) -> list[Region]:
    """The forms of a document in reading order."""
    return _Scan(blocks).regions()


class _Scan:
    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        self.text = [plain(block.text) if isinstance(block, Line) else "" for block in blocks]
        self.found: list[Region] = []
        self.open: Region | None = None
        self.free = 0  # the first block that no earlier form holds
        self.titles = Titles(blocks, self.text)
        self.heads, self.executions = heads_in_lines(blocks, self.text)

    def regions(self) -> list[Region]:
        for index, block in enumerate(self.blocks):
            if isinstance(block, Grid):
                self._grid(index, block)
            elif isinstance(block, Line) and self.text[index]:
                self._line(index, block)
        self._close()
        return self.found

    def _close(self) -> None:
        region, self.open = self.open, None
        if region is None or not (
            region.heads or (region.execution and region.named) or (region.total is not None and region.truncated)
        ):
            return
        if not region.cells and not region.tail and region.total is None:
            region.used = [i for i in region.used if i <= self._end_without_total(region)]
        region.used = sorted(set(region.used))
        self.found.append(region)
        self.free = region.used[-1] + 1 if region.used else region.start + 1

    def _end_without_total(self, region: Region) -> int:
        """The last line of a form without a total: before running text begins."""
        last = region.last_mark
        for index in region.used:
            block = self.blocks[index]
            if index > last and isinstance(block, Line) and is_running_text(block, self.text[index]):
                break
            last = max(last, index)
        return last

    def _begin(self, index: int, title: Source, start: int | None = None) -> Region:
        self._close()
        first = index if start is None else start
        self.open = Region(first, title, list(range(first, index + 1)) if title.quote else [], last_mark=index)
        return self.open

    def _grid(self, index: int, grid: Grid) -> None:
        rows = [[plain(cell.text) for cell in row] for row in stretch_of(grid).rows]
        tokens = tokens_of([grid])
        heads, execution = bool(indicator_heads(tokens)), bool(execution_heads(tokens))
        named = any(text.rstrip(":：") in {"项目名称"} for row in rows for text in row)
        overall = any(
            re.match(r"(部门\(单位\)|部门|单位)名称$|^基本支出总额", text) for row in rows[:12] for text in row
        )
        new_head = named or (overall and execution)
        region = self.open
        if (heads and any("name" in each.roles or "score" in each.roles for each in indicator_heads(tokens))) or (
            execution and (named or overall)
        ):
            if region is None or (new_head and (region.heads or region.total is not None)):
                region = self._begin(index, Source("", grid.place))
                region.used = []
        elif region is None or not self._goes_on(rows, region, index):
            if region is not None and (region.content or not execution):
                self._close()
                return
            if region is None:
                return
        region.used.append(index)
        region.cells = True
        region.heads |= heads
        region.execution |= execution
        region.named |= named or overall
        region.last_mark = index
        if any(TOTAL.fullmatch(text) for row in rows for text in row[:2]) and (heads or region.heads):
            region.total = index
            region.tail = True

    def _goes_on(self, rows: Sequence[Sequence[str]], region: Region, index: int) -> bool:
        """Whether a grid without heads continues the form before it."""
        if index - region.last_mark > 8:
            return False
        texts = [text for row in rows for text in row]
        if region.total is not None:
            words: tuple[re.Pattern[str], ...] = (REASONS, MEASURES, REMARKS)
            return any(pattern.search(row[0]) for row in rows for pattern in words)
        if not region.content:
            return "项目名称" in texts or any("预算执行" in text for text in texts)
        words_inside = ("总分", "偏差", "改进措施", "满意度", "指标", "备注")
        numeric = sum(bool(row) and costs.is_score(row[-1]) for row in rows)
        return any(word in text for word in words_inside for text in texts) or numeric * 2 >= len(rows)

    def _line(self, index: int, line: Line) -> None:
        text = self.text[index]
        tabbed = "\t" in line.text.strip("\n")
        if _PART.match(line.text):
            self._close()
            return
        title = self.titles.ending_at(index, self.free)
        if title is not None and not tabbed:
            source, start = title
            self._begin(index, source, max(start, self.free))
            return
        region = self.open
        first_cell = plain(line.text.split("\t")[0] or line.text.strip().split("\t")[0]) if tabbed else text
        named = bool(_NAME_LABEL.match(first_cell if tabbed else text))
        if named and (region is None or (region.named and (region.heads or region.total is not None))):
            region = self._begin(index, Source("", line.place))
            region.used = [index]
        if region is None:
            if index in self.heads:
                region = self._begin(index, Source("", line.place))
            elif is_total_line(line) and not tabbed:
                self._truncated(index)
                return
            else:
                return
        if (
            region.heads
            and region.total is None
            and TOTAL_SENTENCE.match(text)
            and index - region.last_mark < _NEAR_TOTAL
        ):
            region.used.append(index)
            region.total, region.tail, region.last_mark = index, True, index
            return
        if region.tail and not self._in_tail(region, index, line, tabbed):
            self._close()
            if is_total_line(line) and not tabbed:
                self._truncated(index)
            return
        if not region.content and index - region.last_mark > 25:
            self._close()
            return
        if region.content and not region.heads and index - region.last_mark > _MOST_BEFORE_HEADS:
            self._close()
            return
        self._mark(region, index, line, named, tabbed)

    def _mark(self, region: Region, index: int, line: Line, named: bool, tabbed: bool) -> None:
        if region.cells and not tabbed and not region.tail and not self._between_cells(region, index):
            return
        region.used.append(index)
        if named or _UNIT_LABEL.match(self.text[index]):
            region.named, region.last_mark = True, index
        if tabbed:
            region.cells = True
            region.last_mark = index
        if index in self.heads:
            region.heads, region.last_mark = True, max(self.heads[index], index)
        if index in self.executions:
            region.execution, region.last_mark = True, max(self.executions[index], index)
        if region.heads and is_total_line(line):
            region.total, region.tail, region.last_mark = index, True, index
        elif region.heads and index > region.last_mark and ends_rows(self.text[index]):
            region.tail, region.last_mark = True, index

    def _between_cells(self, region: Region, index: int) -> bool:
        """Whether a line without tabs between the rows of a tabbed form is of the form: a cell's text wrapped, or a score."""
        following = self.blocks[index + 1] if index + 1 < len(self.blocks) else None
        tabs_follow = isinstance(following, Line) and "\t" in following.text
        near = index - region.last_mark <= 3
        return (
            near
            and (tabs_follow or costs.is_score(self.text[index]) or bool(REMARKS.match(self.text[index])))
            and all(isinstance(self.blocks[i], Line) for i in range(region.last_mark, index))
        )

    def _in_tail(self, region: Region, index: int, line: Line, tabbed: bool) -> bool:
        """Whether a line after the total is still of the form: reasons, measures, signature, remarks."""
        text = self.text[index]
        assert region.tail
        since = region.total if region.total is not None else region.last_mark
        if index - since > _TAIL_LINES or index in self.heads or index in self.executions:
            return False
        if _SUMMARY.match(line.text) or (_LISTED.match(line.text) and (len(text) < 40 or _NARRATIVE.search(text))):
            return False
        if re.match(r"\d{4}年度.{2,40}(?:表|情况)$", text):
            return False
        ordinal = _ORDINAL.match(line.text)
        if ordinal and region.remark:
            if int(ordinal[1]) not in {region.remark + 1, 1}:
                return False
            region.remark = int(ordinal[1])
        elif REMARKS.match(text):
            inner = re.search(r"[:：]\s*\(?(\d{1,2})[.、．)]", text)
            region.remark = int(inner[1]) if inner else region.remark
        elif ordinal:
            region.remark = int(ordinal[1])
        if region.cells and not tabbed and not REMARKS.match(text) and not ordinal:
            return region.remark > 0 and self._wraps(region, index)
        return True

    def _wraps(self, region: Region, index: int) -> bool:
        """Whether a line goes on with the remark before it, on its page and in its size."""
        previous = self.blocks[region.used[-1]]
        block = self.blocks[index]
        return (
            isinstance(previous, Line) and isinstance(block, Line) and previous.size == block.size
            and previous.place.page == block.place.page and not previous.text.rstrip().endswith("。") and "\t" not in block.text
        )  # fmt: skip

    def _truncated(self, total: int) -> None:
        """A form whose head is missing: the short lines above its total."""
        start = total
        while start > self.free and start > total - 400:
            above = self.blocks[start - 1]
            if (
                not isinstance(above, Line)
                or len(above.text.strip()) > 30
                or above.text.strip().endswith("。")
                or "\t" in above.text
            ):
                break
            start -= 1
        pieces = [block.text.split() for block in self.blocks[start:total] if isinstance(block, Line)]
        scores = sum(costs.is_score(plain(line[-1])) for line in pieces if line)
        if scores < 2:
            return
        region = self._begin(total, Source("", self.blocks[start].place))
        region.start, region.used, region.truncated = start, list(range(start, total + 1)), True
        region.total, region.tail, region.last_mark = total, True, total
