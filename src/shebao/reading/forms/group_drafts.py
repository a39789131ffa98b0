"""The headings of a form while it is read: which are open, which begin, which go on."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal

from shebao.reading.forms.figures import joined_source, weight_of_heading
from shebao.reading.forms.tokens import Token
from shebao.reading.forms.vocabulary import full_name, level_of, plain
from shebao.report.provenance import Figure, Source


@dataclass(slots=True, eq=False)
class GroupDraft:
    """A heading of level one or two while the form is read; `first` is the index of its first token, `rows` how many
    indicators stood before it."""

    level: int
    source: Source
    parent: GroupDraft | None = None
    bare: bool = False  # a satisfaction heading that stood alone: its level is settled at the end
    weight: Figure | None = None
    first: int = -1
    rows: int = 0

    @property
    def name(self) -> str:
        """The heading without its weight, a heading cut off at a page's end completed."""
        return full_name(self.source.quote)


class Headings:
    """The headings read so far, and those of each level that are open."""

    def __init__(self) -> None:
        self.all: list[GroupDraft] = []
        self.one: GroupDraft | None = None
        self.two: GroupDraft | None = None
        self.rows = 0  # how many indicators stood before all headings were closed

    def close(self, rows: int) -> None:
        """What follows the first `rows` indicators stands under no heading read so far."""
        self.one = self.two = None
        self.rows = rows

    def open(self, headings: Sequence[tuple[int, int, Sequence[Token]]], ruled: bool, rows: int) -> None:
        """The headings that begin before the row that follows `rows` others, as (level, index of the first token, tokens),
        level one first."""
        for level, first, tokens in headings:
            source = joined_source(tokens)
            alone = len(headings) == 1 and not ruled
            level = self._level(level, source) if alone else level
            begun = self._begun(level, source)
            if begun is not None:
                begun.first = first
            elif not self._repeats(level, source, rows):
                bare = alone and "满意度" in plain(source.quote)
                parent = self.one if level == 2 else None
                self._add(GroupDraft(level, source, parent, bare, weight_of_heading(source), first, rows))

    def _add(self, draft: GroupDraft) -> None:
        if draft.level == 1:
            self.one, self.two = draft, None
        else:
            self.two = draft
        self.all.append(draft)

    def _repeats(self, level: int, source: Source, rows: int) -> bool:
        """Whether a heading is that of the row above, printed again in this one."""
        draft = self.one if level == 1 else self.two
        return (
            draft is not None
            and draft.rows < rows
            and plain(draft.source.quote) == plain(source.quote)
            and (level == 1 or draft.parent is self.one)
        )

    def _level(self, level: int, source: Source) -> int:
        """The level of a heading that stands alone and could be of either."""
        one, two = level_of(source.quote)
        if not (one and two):
            return level
        if "成本" in plain(source.quote):
            return 2 if self.one is not None and "产出" in self.one.name else 1
        return 1

    def grow(self, first: int, token: Token) -> None:
        """One more fragment of the heading that began at token `first`."""
        for draft in (self.one, self.two, *reversed(self.all)):
            if draft is not None and draft.first == first:
                draft.source = Source(draft.source.quote + token.text, draft.source.place)
                draft.weight = weight_of_heading(draft.source)
                return

    def weigh(self, first: int, weight: Figure | None) -> None:
        """The weight beside the heading that began at token `first`, where it bears none itself."""
        for draft in (self.one, self.two):
            if draft is not None and draft.first == first:
                draft.weight = draft.weight or weight

    def open_unknown(self, one: bool, two: bool, rows: int) -> None:
        """Headings begin whose text is not here: the next heading of the level that is printed is theirs."""
        if one and not (self.one and not self.one.source.quote):
            self._add(GroupDraft(1, Source(""), rows=rows))
        if two and not (self.two and not self.two.source.quote):
            self._add(GroupDraft(2, Source(""), self.one, rows=rows))

    def _begun(self, level: int, source: Source) -> GroupDraft | None:
        """The heading of that level that began on the page before without its text, where this is it."""
        draft = self.one if level == 1 else self.two
        if draft is None or draft.source.quote:
            return None
        draft.source, draft.weight = source, weight_of_heading(source)
        return draft

    def drop_empty(self, used: Set[int], left: Sequence[GroupDraft | None]) -> None:
        """Headings that a row was taken from are none where no other row stands under them."""
        gone = {id(each) for each in left} - used
        self.all = [draft for draft in self.all if id(draft) not in gone]

    def settle(self, moved: Callable[[GroupDraft, GroupDraft], None]) -> None:
        """Headings whose text was never found are none. A satisfaction heading whose level its place leaves open is nested
        under the one before it where the weights say so; `moved` is told of both."""
        self.all = [draft for draft in self.all if draft.source.quote]
        for position, draft in enumerate(self.all):
            if not (draft.bare and draft.level == 1 and draft.weight):
                continue
            before = next((g for g in reversed(self.all[:position]) if g.level == 1), None)
            if before is None or before.weight is None:
                continue
            parts = [g.weight.value for g in self.all if g.parent is before and g.weight]
            if parts and sum(parts, Decimal(0)) + draft.weight.value == before.weight.value:
                draft.level, draft.parent = 2, before
                moved(draft, before)
