"""One form from its tokens: head, execution, goals, indicators row by row, total and tail."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from shebao.reading.document import Block
from shebao.reading.forms import costs
from shebao.reading.forms.builder import FormBuilder
from shebao.reading.forms.columns import Column, Heads, row_end
from shebao.reading.forms.execution import execution_below, read_execution
from shebao.reading.forms.figures import figure, joined_source, row_source
from shebao.reading.forms.frame import execution_weight, read_head, read_indicator_weight, read_tail
from shebao.reading.forms.headings import begins_heading
from shebao.reading.forms.heads import indicator_heads
from shebao.reading.forms.joined import Joined
from shebao.reading.forms.regions import Region
from shebao.reading.forms.search import CERTAIN, POINTS_CERTAIN, Search
from shebao.reading.forms.sentences import read_execution_sentence
from shebao.reading.forms.steps import Added, Row, Skipped
from shebao.reading.forms.tokens import Gap, Token, tokens_of
from shebao.reading.forms.totals import points_of, read_total, read_total_above
from shebao.reading.forms.vocabulary import SUBTOTAL, plain
from shebao.report.forms import Form, FormKind
from shebao.report.provenance import Figure, Source

_GOAL = re.compile(
    r"年度(?:绩效|总体|绩效总体)?目标(?:\((\d{1,2})\)|(\d{1,2})(?!\d{2}))[:：]?\t?(?:\((\d{1,3}(?:\.\d+)?)分\))?[:：]?"
)
_NO_HEADS = (Column("name"), Column("target"), Column("actual"), Column("score"))
UNDIVIDED = "目标值与完成值分界不明，没有读取"
UNKNOWN_HEADS = "表头用语没有认出，目标值、完成值、分值、得分各在哪一列不能确定"
MIXED = "各列文字在提取时混在一起，这一行没有分清"
BEYOND = "自评表过长，其余各行没有读取"
NO_ROW = "不属于任何指标行，没有读取"


@dataclass(frozen=True, slots=True)
class _Goal:
    """An annual goal: its label and words in tokens[start:stop]."""

    start: int
    stop: int
    weight: Figure | None
    text: Source


def read_form(blocks: Sequence[Block], region: Region) -> Form:
    """The form that the region's blocks print."""
    kind = FormKind.OVERALL if "整体" in region.title.quote else FormKind.PROJECT
    builder = FormBuilder(region.title, kind)
    _Reader(tokens_of(blocks), builder).read(region.truncated)
    return builder.build()


class _Reader:
    def __init__(self, tokens: Sequence[Token], builder: FormBuilder) -> None:
        self.tokens, self.builder = tokens, builder
        self.heads = indicator_heads(tokens)

    def read(self, truncated: bool) -> None:
        first = self.heads[0].start if self.heads else 0 if truncated else len(self.tokens)
        label, after = read_total(self.tokens, self.heads, self.builder)
        if self.builder.total is None:
            read_total_above(self.tokens, first, self.heads, self.builder)
        goals = self._goals(label)
        above = min([first, *(goal.start for goal in goals)])
        read_head(self.tokens[:above], self.builder)
        read_execution(self.tokens, above, self.builder)
        if not self.builder.executions:
            read_execution_sentence(self.tokens[:above], self.builder)
        end = label if self.builder.executions else self._execution_below(label)
        heads = self.heads or ([Heads(0, 0, _NO_HEADS, False, False)] if truncated else [])
        self._rows(heads, goals, end)
        read_indicator_weight(self.tokens[max(above - 12, 0) : label], self.builder)
        read_tail(self.tokens[after:], self.builder)
        lost = not self.builder.executions and not self.builder.name
        self.builder.truncated = truncated or not self.builder.indicators or (lost and not self.builder.title.quote)

    def _execution_below(self, stop: int) -> int:
        """Reads the lines of budget execution that stand below the rows; where these end."""
        last = self.heads[-1].stop if self.heads else stop
        start = execution_below(self.tokens, last, stop)
        if start < stop:
            block = self.tokens[start:stop]
            self.builder.execution_weight = self.builder.execution_weight or execution_weight(block)
            read_execution(block, len(block), self.builder)
        return start if self.builder.executions else stop

    # goals -------------------------------------------------------------------------------------

    def _goals(self, stop: int) -> list[_Goal]:
        """The numbered annual goals, each with its words: up to the next heads or the next heading."""
        words = Joined(self.tokens[:stop])
        found = []
        for match in _GOAL.finditer(words.text):
            if not words.begins(match.start()):
                continue
            start, position = words.token_at(match.start()), words.token_at(match.end() - 1) + 1
            label_end = match.end()
            number = next((i for i in (1, 2) if match[i] is not None), 1)
            printed = match[3]
            weight = figure(printed, words.source(match.start(), match.end()), "分") if printed else None
            end = self._goal_end(position, stop)
            text_stop = words.starts[end] if end < len(words.starts) else len(words.text)
            text = (
                words.source(label_end, text_stop)
                if text_stop > label_end
                else words.source(match.start(number), match.end())
            )
            found.append(_Goal(start, end, weight, text))
        return found

    def _goal_end(self, position: int, stop: int) -> int:
        """The token after a goal's words."""
        heads = next((heads.start for heads in self.heads if heads.start >= position), stop)
        if position < len(self.tokens) and self.tokens[position].column >= 0:
            end = row_end(self.tokens, position - 1) if self.tokens[position].gap is Gap.COLUMN else position
            return min(end, heads)
        end = position
        while end < min(heads, stop) and not begins_heading(self.tokens, end, min(heads, stop)):
            end += 1
        return end

    # rows --------------------------------------------------------------------------------------

    def _rows(self, heads: Sequence[Heads], goals: Sequence[_Goal], total: int) -> None:
        """The stretches of rows in reading order: after each run of heads, cut by goals."""
        marks: list[tuple[int, int, Heads | _Goal]] = [(each.start, each.stop, each) for each in heads]
        marks += [(each.start, each.stop, each) for each in goals]
        marks.sort(key=lambda mark: (mark[0], mark[1]))
        current: Heads | None = None
        position = 0
        for start, stop, mark in marks:
            if start > total:
                break
            if current is not None and start > position:
                self._stretch(current, position, start)
            if isinstance(mark, Heads):
                current = mark
            else:
                self.builder.open_goal(mark.weight, mark.text)
            position = max(stop, position)
        if current is not None and position < total:
            self._stretch(current, position, total)

    def _stretch(self, heads: Heads, start: int, stop: int) -> None:
        search = Search(self.tokens, heads, start, stop)
        reading = search.read()
        indicators = len(self.builder.indicators)
        if heads.points_unsure:
            self.builder.leave(row_source(self.tokens[heads.start : heads.stop]), UNKNOWN_HEADS)
        for event in reading.events:
            if isinstance(event, Skipped):
                if not search.is_ordinal(self.tokens[event.index]):
                    self._skipped(event, indicators)
            elif isinstance(event, Added):
                self._added(self.tokens[event.start : event.stop], heads)
            else:
                self._row(event, heads)
        if reading.stopped is not None:
            self.builder.leave(row_source(self.tokens[reading.stopped : stop]), BEYOND)

    def _skipped(self, event: Skipped, before: int) -> None:
        token = self.tokens[event.index]
        if event.role in {"name", "target", "actual"} and len(self.builder.indicators) > before:
            self.builder.extend_last({event.role: token.source})
        else:
            self.builder.leave(token.source, NO_ROW)

    def _row(self, row: Row, heads: Heads) -> None:
        self._headings(row, heads)
        parts = {role: joined_source(self.tokens[slice(*part)]) for role, part in row.parts.items()}
        name = parts.get("name")
        if name is None:
            return
        if SUBTOTAL.match(plain(name.quote)):
            self._added(self.tokens[row.start : row.stop], heads)
            return
        target = _together([parts.get(role) for role in ("relation", "target", "unit")])
        score, weight = row.parts.get("score"), row.parts.get("weight")
        divided = row.margin >= CERTAIN
        doubt = UNKNOWN_HEADS if heads.unsure else "" if divided else UNDIVIDED
        mixed = _mixed(plain(name.quote))
        doubt = MIXED if mixed else doubt
        mixed = mixed or row.points_margin < POINTS_CERTAIN
        self.builder.add_indicator(
            name,
            target,
            parts.get("actual"),
            self._points(score),
            row_source(self.tokens[row.start : row.stop]),
            self._points(weight),
            parts.get("deviation"),
            doubt,
            mixed,
            self._completion(row.parts.get("completion")),
        )

    def _added(self, row: Sequence[Token], heads: Heads) -> None:
        """A row that adds up those above it."""
        found = points_of(row[1:], [heads])
        self.builder.add_subtotal(found.get("score"), found.get("weight"), row_source(row))

    def _completion(self, part: tuple[int, int] | None) -> Figure | None:
        token = self.tokens[part[0]] if part is not None else None
        return figure(token.plain, token.source) if token else None

    def _points(self, part: tuple[int, int] | None) -> Figure | None:
        if part is None:
            return None
        token = self.tokens[part[0]]
        return figure(token.plain, token.source, "分")

    def _begins_page(self, row: Row) -> bool:
        """Whether a row is the first on its page under headings of the page before: blank cells beside it go on with those."""
        page, rows = self.tokens[row.start].place.page, self.builder.indicators
        return bool(rows) and rows[-1].source.place.page != page

    def _headings(self, row: Row, heads: Heads) -> None:
        blanks = self.tokens[row.start].blanks
        if blanks and heads.ruled and not self._begins_page(row):
            levels = {column.role for column in heads.columns if column.column in blanks}
            self.builder.headings.open_unknown(
                "level_one" in levels, "level_two" in levels, len(self.builder.indicators)
            )
        begun = sorted(row.begun)
        sources = {first: [self.tokens[first]] for _, first in begun}
        for _, first, index in row.grown:
            if index < 0:
                continue
            if first in sources:
                sources[first].append(self.tokens[index])
            else:
                self.builder.headings.grow(first, self.tokens[index])
        opened = [(level, first, sources[first]) for level, first in begun]
        self.builder.headings.open(opened, heads.ruled, len(self.builder.indicators))
        for _, first, index in row.grown:
            if index < 0:
                token = self.tokens[~index]
                self.builder.headings.weigh(first, figure(token.plain, token.source, "分"))


def _together(sources: Sequence[Source | None]) -> Source | None:
    found = [source for source in sources if source is not None]
    if not found:
        return None
    place = found[1].place if len(found) > 1 and found[0].quote in "=≥≤<>" else found[0].place
    return Source("".join(source.quote for source in found), place)


_PIECES = re.compile(r"^(?:分\)|标\(|标[^准志识杆的]|指标?\(|效指标|度指标)|(?:效指标|度指|\(\d+)$")


def _mixed(name: str) -> bool:
    """Whether a name holds words of other columns: pieces of headings, unbalanced brackets."""
    return costs.unbalanced(name) or bool(_PIECES.search(name)) or costs.name_cost(name) >= 3.0
