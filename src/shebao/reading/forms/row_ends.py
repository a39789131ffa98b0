"""Where rows can end: after a score, at the end of a table's row, after the remark behind a score."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from shebao.reading.forms import costs
from shebao.reading.forms.columns import Heads
from shebao.reading.forms.tokens import Gap, Token
from shebao.reading.forms.totals import is_points
from shebao.reading.forms.vocabulary import SUBTOTAL

SPAN = 90
"""The most tokens of a row."""
_ENDS = 4
_ENDS_OF_LINES = 10
_REMARK = 10
_UNNUMBERED = frozenset(("deviation", "other", "completion"))


class RowEnds:
    """The ends of rows among tokens[start:stop] under one run of heads; `roles` are those of the columns that rows divide into."""

    def __init__(self, tokens: Sequence[Token], heads: Heads, start: int, stop: int, roles: Sequence[str]) -> None:
        self.tokens, self.heads, self.stop = tokens, heads, stop
        speaking = [role for role in roles if role not in _UNNUMBERED]
        self.numbered = not speaking or speaking[-1] in {"score", "weight", "review"}
        self.remarked = bool(roles) and roles[-1] in {"deviation", "other"}
        # bare numbers before the score: of columns that are not read, of values whose unit stands apart
        self.most_ends = _ENDS + list(roles).count("other") + 2 * ("unit" in roles)
        self.marks = [index for index in range(start, stop) if self._is_mark(index)]

    def after(self, start: int) -> list[int]:
        """The indexes after which a row that begins at `start` can end."""
        found: list[int] = []
        remarks: list[int] = []  # come beside the ends after scores and take no place from them
        last = min(start + SPAN, self.stop)
        for index in self._marks_from(start, last):
            if index > start and self._adds_up(index):
                break
            ends_row = self.heads.cells and (index + 1 == self.stop or self.tokens[index + 1].gap is Gap.ROW)
            scored = index > start and costs.is_score(self.tokens[index].plain) and self._may_end(index)
            if (
                ends_row
                or (scored and self.numbered)
                or (not self.numbered and index >= start + 2 and self._ends_line(index))
            ):
                found.append(index + 1)
                if scored and self.remarked and not self.heads.cells:
                    remarks.extend(self._remark_ends(index + 1, last))
                if len(found) >= (self.most_ends if self.numbered else _ENDS_OF_LINES):
                    break
        return sorted({*found, *remarks})

    def _marks_from(self, start: int, last: int) -> Iterator[int]:
        """The indexes from `start` on, before `last`, at which a row can end or rows are added up."""
        for number in range(bisect_left(self.marks, start), len(self.marks)):
            if self.marks[number] >= last:
                return
            yield self.marks[number]

    def _is_mark(self, index: int) -> bool:
        if self.heads.cells and (index + 1 == self.stop or self.tokens[index + 1].gap is Gap.ROW):
            return True
        if self._may_end(index) and costs.is_score(self.tokens[index].plain):
            return True
        return self._adds_up(index) or (not self.numbered and self._ends_line(index))

    def _adds_up(self, index: int) -> bool:
        """Whether a line begins there that adds up those above it, with its points: it is part of no row."""
        token = self.tokens[index]
        if token.gap is not Gap.LINE or not SUBTOTAL.match(token.plain) or index + 1 >= self.stop:
            return False
        return is_points(self.tokens[index + 1].plain)

    def _ends_line(self, index: int) -> bool:
        return not self.heads.cells and (index + 1 == self.stop or self.tokens[index + 1].gap is not Gap.SPACE)

    def _remark_ends(self, start: int, last: int) -> list[int]:
        """Where a remark can end that stands after the score: the ends of the next lines."""
        found: list[int] = []
        for index in range(start, min(start + _REMARK, last)):
            if costs.is_score(self.tokens[index].plain) or len(found) == 3 or self._adds_up(index):
                break
            if self._ends_line(index):
                found.append(index + 1)
        return found

    def is_after_remark(self, stop: int) -> bool:
        """Whether a row that ends there has something behind its score."""
        return self.remarked and not self.heads.cells and not costs.is_score(self.tokens[stop - 1].plain)

    def _may_end(self, index: int) -> bool:
        if self.heads.cells:
            return index - 2 > 0 and self.tokens[index].gap is Gap.ROW
        return True

    def cost(self, stop: int) -> float:
        """What it costs that a row ends there."""
        if stop >= self.stop:
            return 0.0
        token = self.tokens[stop]
        if token.gap is Gap.COLUMN:
            return 3.0
        if token.gap is Gap.ROW:
            return 0.0
        cost = {Gap.GLUED: 3.0, Gap.SPACE: 1.2, Gap.LINE: 0.1, Gap.CELL: 0.0}[token.gap]
        if costs.is_unit(token.plain):
            cost += 1.8 if token.gap is not Gap.CELL else 0.5
        elif costs.starts_with_unit(token.plain):
            cost += 0.3
        return cost
