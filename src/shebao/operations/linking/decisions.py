"""What follows from the marks of several persons: a merge is proposed only where two different persons said so.

A pair that one person marked waits for a second; marks that contradict wait for a third person's two against one; who
is not sure does not count. Merges are proposed in groups, and a group inside which two were found different is no
proposal but a contradiction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from shebao.operations.linking.errors import LinkingError
from shebao.operations.linking.marks import Mark, Marked

NEEDED = 2
"""How many persons must say the same."""


class Verdict(Enum):
    """Where a pair stands."""

    SAME = "same"
    DIFFERENT = "different"
    SECOND = "second"
    DISPUTED = "disputed"

    @property
    def title(self) -> str:
        """The Chinese words."""
        return {"same": "同一人", "different": "不同的人", "second": "待第二人标记", "disputed": "意见不一、待第三人"}[
            self.value
        ]


@dataclass(frozen=True, slots=True)
class Decided:
    """A pair with who said what of it."""

    id: str
    verdict: Verdict
    markers: tuple[tuple[str, Mark, str], ...]


@dataclass(frozen=True, slots=True)
class Merge:
    """Registrations of one person, by the pairs that say so."""

    members: tuple[str, ...]
    pairs: tuple[str, ...]


def decided(files: Sequence[Marked], code: str, known: Iterable[str]) -> list[Decided]:
    """Where each marked pair stands. Raises LinkingError for marks of another list, of unknown pairs, or contradicting
    themselves."""
    pairs = set(known)
    said: dict[str, dict[str, tuple[Mark, str]]] = defaultdict(dict)
    for each in files:
        if each.list != code:
            raise LinkingError(f"{each.file} 是另一批清单（{each.list}）的标记，这一批是 {code}")
        for pair, (mark, note) in each.marks.items():
            if pair not in pairs:
                raise LinkingError(f"{each.file}：清单里没有编号 {pair}")
            before = said[pair].get(each.marker)
            if before and before[0] is not mark:
                raise LinkingError(f"{each.marker} 对 {pair} 先后标记为“{before[0].title}”和“{mark.title}”，请只留一份")
            said[pair][each.marker] = (mark, note)
    return [Decided(pair, _verdict(by), _markers(by)) for pair, by in sorted(said.items())]


def _markers(by: Mapping[str, tuple[Mark, str]]) -> tuple[tuple[str, Mark, str], ...]:
    return tuple((name, mark, note) for name, (mark, note) in sorted(by.items()))


def _verdict(by: Mapping[str, tuple[Mark, str]]) -> Verdict:
    same = sum(mark is Mark.SAME for mark, _ in by.values())
    different = sum(mark is Mark.DIFFERENT for mark, _ in by.values())
    if max(same, different) >= NEEDED and same != different:
        return Verdict.SAME if same > different else Verdict.DIFFERENT
    return Verdict.DISPUTED if same and different else Verdict.SECOND


def merges(
    pairs: Iterable[Decided], ends: Mapping[str, tuple[str, str]]
) -> tuple[list[Merge], list[tuple[Merge, tuple[str, ...]]]]:
    """The merges to propose, and those with the pairs inside that were found different.

    `ends` gives the two registrations of each pair.
    """
    group: dict[str, str] = {}

    def root(member: str) -> str:
        while group.setdefault(member, member) != member:
            group[member] = group[group[member]]
            member = group[member]
        return member

    listed = list(pairs)
    same = [each.id for each in listed if each.verdict is Verdict.SAME]
    for pair in same:
        one, other = ends[pair]
        group[root(other)] = root(one)
    members: dict[str, set[str]] = defaultdict(set)
    by: dict[str, list[str]] = defaultdict(list)
    for pair in same:
        members[root(ends[pair][0])].update(ends[pair])
        by[root(ends[pair][0])].append(pair)
    apart = defaultdict(list)
    for each in listed:
        one, other = ends[each.id]
        if each.verdict is Verdict.DIFFERENT and one in group and other in group and root(one) == root(other):
            apart[root(one)].append(each.id)
    found = {key: Merge(tuple(sorted(members[key])), tuple(sorted(by[key]))) for key in sorted(members)}
    sound = [merge for key, merge in found.items() if key not in apart]
    return sound, [(merge, tuple(sorted(apart[key]))) for key, merge in found.items() if key in apart]
