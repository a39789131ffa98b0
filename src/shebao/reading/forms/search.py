"""The best reading of all rows between the heads and the total, and by how much it is the best.

A reading is a path through the gaps between tokens. Its steps are rows, with the headings before them, annual goals, and
tokens that belong to nothing. Each step has a cost; the cheapest path is read. How certain a row is follows from the cheapest
path that does not hold it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from shebao.reading.forms import costs
from shebao.reading.forms.columns import Heads
from shebao.reading.forms.division import Divider
from shebao.reading.forms.headings import Margin, hints, ways
from shebao.reading.forms.prices import NEVER
from shebao.reading.forms.steps import Added, Edge, Event, Node, Reading, Row, Skipped
from shebao.reading.forms.tokens import Gap, Token
from shebao.reading.forms.totals import is_points
from shebao.reading.forms.vocabulary import SUBTOTAL

MOST_TRIED = 250_000
"""Steps of divisions tried for one form; past it the rest is unread."""
CERTAIN = 0.8
POINTS_CERTAIN = 0.4
"""By so much a row must be better than one with another weight or score; else it is mixed, and no sum of the form is judged."""
_BEAM = 7.0
_WIDTH = 4
_ENDS = 4
_ENDS_OF_LINES = 10
_REMARK = 10
_SUBTOTAL = 0.2
_ADDS = -1  # in place of where a row's own tokens begin
_ORDINAL = 0.1
_LONGEST_ORDINAL = 3
_SPAN = 90
_SKIP = 3.0
_SKIP_MORE = 0.6
_GOOD = -0.2
_SKIP_NUMBER = 2.2


class Search:
    """Searches the rows of tokens[start:stop] under one run of heads."""

    def __init__(self, tokens: Sequence[Token], heads: Heads, start: int, stop: int) -> None:
        self.tokens, self.heads, self.start, self.stop = tokens, heads, start, stop
        self.divider = Divider(tokens, heads.columns, heads.cells, tokens[heads.start].stretch if heads.cells else 0)
        self.ordinal = next((column for column in heads.columns if column.role == "ordinal"), None)
        # bare numbers before the score: of columns that are not read, of values whose unit stands apart
        self.most_ends = _ENDS + self.divider.roles.count("other") + 2 * ("unit" in self.divider.roles)
        roles = [role for role in self.divider.roles if role not in {"deviation", "other", "completion"}]
        self.numbered = not roles or roles[-1] in {"score", "weight", "review"}
        self.needed = set(self.divider.roles) & {"target", "actual", "weight", "score"}
        self.remarked = bool(self.divider.roles) and self.divider.roles[-1] in {"deviation", "other"}
        self.says = hints(tokens, heads)
        self.marks = [index for index in range(start, stop) if self._is_mark(index)]
        self.nodes: list[list[Node]] = [[] for _ in range(stop - start + 1)]
        self.edges: list[list[Edge]] = [[] for _ in range(stop - start + 1)]

    def read(self, margin: Margin | None = None) -> Reading:
        """The best reading of all rows."""
        self.nodes[0].append(Node(0.0, self.start, margin or Margin()))
        best = 0.0
        stopped = None
        reached = [NEVER] * (self.stop - self.start + 1)
        reached[0] = 0.0
        furthest = 0
        for offset in range(self.stop - self.start):
            here = self.nodes[offset]
            if not here:
                continue
            if self.divider.tried > MOST_TRIED:
                stopped = self.start + offset
                break
            best = min(reached[offset : furthest + 1])
            for node in here:
                if node.cost <= best + _BEAM:
                    for following in self._follow(node, best + _BEAM):
                        assert following.edge is not None
                        following.edge.before = node.cost
                        self.edges[offset].append(following.edge)
                        self._add(following, reached)
                        furthest = max(furthest, following.position - self.start)
        return self._trace(stopped)

    def _add(self, node: Node, reached: list[float]) -> None:
        offset = node.position - self.start
        bucket = self.nodes[offset]
        key = (node.left.label.text, node.left.one.text, node.left.two.text)
        for index, other in enumerate(bucket):
            if (other.left.label.text, other.left.one.text, other.left.two.text) == key:
                if node.cost < other.cost:
                    bucket[index] = node
                break
        else:
            bucket.append(node)
            bucket.sort(key=lambda each: each.cost)
            del bucket[_WIDTH:]
        reached[offset] = min(reached[offset], node.cost)

    def _follow(self, node: Node, dearest: float) -> list[Node]:
        """The steps from a node; what leads to more than `dearest` would never be followed."""
        found = [self._skip(node)]
        subtotal = self._subtotal(node)
        if subtotal is not None:
            found.append(subtotal)
        for way in ways(self.tokens, node.position, self.stop, node.left, self.says):
            if way.stop >= self.stop:
                edge = Edge(node.position, way.stop, way.stop, None, way.begun, way.grown, way.cost + 1.0)
                found.append(Node(node.cost + edge.cost, way.stop, way.margin, node, edge))
                continue
            least = NEVER
            body = way.stop + self._numbered(node.position, way.stop)
            for stop in self._row_ends(body):
                if least < _GOOD:
                    break
                ended = self._end_cost(stop)
                if node.cost + way.cost + ended + self.divider.at_least(body, stop) > dearest:
                    continue
                division = self.divider.divide(body, stop)
                if division is None:
                    continue
                if self.needed <= division.parts.keys():
                    least = min(least, division.cost + ended)
                cost = way.cost + division.cost + ended
                whole = node.cost + cost
                edge = Edge(node.position, body, stop, division, way.begun, way.grown, cost)
                found.append(Node(whole, stop, way.margin, node, edge))
        return found

    def _subtotal(self, node: Node) -> Node | None:
        """Past a line that adds up those above it (小计 40 40)."""
        if not SUBTOTAL.match(self.tokens[node.position].plain):
            return None
        stop = node.position + 1
        while stop < self.stop and stop <= node.position + 4 and is_points(self.tokens[stop].plain):
            if self.heads.cells and self.tokens[stop].gap is Gap.ROW:
                break
            stop += 1
        edge = Edge(node.position, _ADDS, stop, None, (), (), _SUBTOTAL)
        return Node(node.cost + _SUBTOTAL, stop, Margin(), node, edge)

    def _skip(self, node: Node) -> Node:
        token = self.tokens[node.position]
        if self.is_ordinal(token):
            edge = Edge(node.position, node.position, node.position + 1, None, (), (), _ORDINAL)
            return Node(node.cost + _ORDINAL, node.position + 1, node.left, node, edge)
        cost = _SKIP_NUMBER if token.plain.isdigit() and token.gap is not Gap.SPACE else _SKIP
        if self.heads.cells:
            cost = _SKIP
        before = node.edge
        if before is not None and before.division is None and before.body == before.start:
            cost = _SKIP_MORE
        edge = Edge(node.position, node.position, node.position + 1, None, (), (), cost)
        return Node(node.cost + cost, node.position + 1, node.left, node, edge)

    def is_ordinal(self, token: Token) -> bool:
        """Whether a token can be the number with which a row begins, where a column of these is printed."""
        return token.gap not in {Gap.SPACE, Gap.GLUED} and self._is_number(token)

    def _is_number(self, token: Token) -> bool:
        column = self.ordinal
        if column is None or not token.plain.isdigit() or len(token.plain) > _LONGEST_ORDINAL:
            return False
        return token.column < 0 or column.column <= token.column < column.column + column.span

    def _numbered(self, start: int, stop: int) -> int:
        """How many tokens the number of a row takes that stands after its headings."""
        return int(start < stop < self.stop - 1 and self._is_number(self.tokens[stop]))

    def _row_ends(self, start: int) -> list[int]:
        """The indexes after which a row that begins at `start` can end."""
        found: list[int] = []
        last = min(start + _SPAN, self.stop)
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
                    found.extend(self._remark_ends(index + 1, last))
                if len(found) >= (self.most_ends if self.numbered else _ENDS_OF_LINES):
                    break
        return sorted(set(found))

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

    def _may_end(self, index: int) -> bool:
        if self.heads.cells:
            return index - 2 > 0 and self.tokens[index].gap is Gap.ROW
        return True

    def _end_cost(self, stop: int) -> float:
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

    def _trace(self, stopped: int | None) -> Reading:
        last = next((bucket for bucket in reversed(self.nodes) if bucket), None)
        if stopped is not None:
            last = next((bucket for bucket in reversed(self.nodes[: stopped - self.start + 1]) if bucket), None)
        if not last:
            return Reading((), stopped)
        node: Node | None = min(last, key=lambda each: each.cost)
        path: list[tuple[Node, Edge]] = []
        while node is not None and node.edge is not None:
            path.append((node, node.edge))
            node = node.back
        path.reverse()
        self._measure(path[-1][0] if path else None)
        events: list[Event] = []
        pending_begun: tuple[tuple[int, int], ...] = ()
        pending_grown: tuple[tuple[int, int, int], ...] = ()
        for _, edge in path:
            begun, grown = (*pending_begun, *edge.begun), (*pending_grown, *edge.grown)
            if edge.division is None:
                if edge.body == edge.start:
                    events.append(Skipped(edge.start, self._role_of(edge.start)))
                elif edge.body == _ADDS:
                    events.append(Added(edge.start, edge.stop))
                pending_begun, pending_grown = begun, grown
                continue
            pending_begun, pending_grown = (), ()
            events.append(Row(edge.body, edge.stop, edge.division.parts, begun, grown, *self._margins(edge)))
        return Reading(tuple(events), stopped)

    def _role_of(self, index: int) -> str:
        """The role of the column of a grid that a token stands in."""
        token = self.tokens[index]
        if not token.ruled or not self.heads.ruled:
            return ""
        return next((c.role for c in self.heads.columns if c.column <= token.column < c.column + c.span), "")

    def _measure(self, last: Node | None) -> None:
        """The least that each position costs up to the end of the best path."""
        end = last.position - self.start if last else 0
        self.best = last.cost if last else 0.0
        self.onwards = [NEVER] * (self.stop - self.start + 1)
        self.onwards[end] = 0.0
        for offset in range(end - 1, -1, -1):
            self.onwards[offset] = min(
                (edge.cost + self.onwards[edge.stop - self.start] for edge in self.edges[offset]), default=NEVER
            )

    def _margins(self, edge: Edge) -> tuple[float, float]:
        """By how much the row is better than its own next division, and the best path than any that reads the row's tokens
        otherwise; and than any that has another weight or score."""
        own = edge.division
        assert own is not None
        least = own.second - own.cost
        points = least if own.points != own.second_points else NEVER
        for offset in range(max(edge.body - self.start - _SPAN, 0), edge.stop - self.start):
            for other in self.edges[offset]:
                if other.stop <= edge.body or self._same(other, edge):
                    continue
                whole = other.before + other.cost + self.onwards[other.stop - self.start]
                least = min(least, whole - self.best)
                if other.division is None or other.division.points != own.points:
                    points = min(points, whole - self.best)
        return least, points

    @staticmethod
    def _same(other: Edge, edge: Edge) -> bool:
        """Whether an audit takes the same from both."""
        if other.division is None or edge.division is None:
            return other.stop <= edge.body
        met = other.stop == edge.stop or other.body == edge.body
        return met and other.division.values == edge.division.values
