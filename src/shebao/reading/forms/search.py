"""The best reading of all rows between the heads and the total, and by how much it is the best.

A reading is a path through the gaps between tokens. Its steps are rows, with the headings before them, annual goals, and
tokens that belong to nothing. Each step has a cost; the cheapest path is read. How certain a row is follows from the cheapest
path that does not hold it.
"""

from __future__ import annotations

from collections.abc import Sequence

from shebao.reading.forms.columns import Heads
from shebao.reading.forms.division import Divider
from shebao.reading.forms.headings import Margin, hints, ways
from shebao.reading.forms.prices import NEVER
from shebao.reading.forms.row_ends import SPAN, RowEnds
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
_SUBTOTAL = 0.2
_ADDS = -1  # in place of where a row's own tokens begin
_ORDINAL = 0.1
_LONGEST_ORDINAL = 3
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
        self.ends = RowEnds(tokens, heads, start, stop, self.divider.roles)
        self.needed = set(self.divider.roles) & {"target", "actual", "weight", "score"}
        self.says = hints(tokens, heads)
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
            for stop in self.ends.after(body):
                if least < _GOOD and not self.ends.is_after_remark(stop):
                    break
                ended = self.ends.cost(stop)
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
        for offset in range(max(edge.body - self.start - SPAN, 0), edge.stop - self.start):
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
