"""A row of a list against the record: whose it is, or why nobody can say. A name or number that is only alike decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shebao.fields.identifiers.documents import plain
from shebao.fields.identifiers.errors import IdentifierError
from shebao.fields.identifiers.identity import IdentityNumber, read_identity_number
from shebao.fields.names import read_name
from shebao.fields.problem import Wrong


class Match(StrEnum):
    """What came of looking for the person of a row."""

    MATCHED = "matched"
    UNKNOWN = "unknown"
    RENAMED = "renamed"
    DEAD = "dead"
    TWICE = "twice"
    INVALID = "invalid"

    @property
    def label(self) -> str:
        """The Chinese words, with what to do."""
        return _LABELS[self]


_LABELS = {
    Match.MATCHED: "已对应",
    Match.UNKNOWN: "没有参保记录：上门核实，应参保的办理登记",
    Match.RENAMED: "号码相同、姓名不同：请与名单部门核对是谁，更名的先办关键信息更正",
    Match.DEAD: "登记已死亡：请与名单部门核对，确已死亡的从名单移出",
    Match.TWICE: "与名单里另一行是同一个人：请名单部门合并",
    Match.INVALID: "证件号码不成立：请名单部门更正后重报",
}


@dataclass(frozen=True, slots=True)
class Known:
    """A person of the record as far as matching needs: every name they had, and a death."""

    subject: int
    names: frozenset[str]
    death: date | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What came of a row: the person that the number is of, even where the row is not taken for theirs."""

    line: int
    match: Match
    subject: int | None
    identity: IdentityNumber | None

    @property
    def person(self) -> int | None:
        """The person, where it is theirs."""
        return self.subject if self.match is Match.MATCHED else None


def matched(rows: Iterable[tuple[int, str, str, str]], known: Mapping[int, Known], today: date) -> Iterator[Found]:
    """Each row (line, number, name, employer) by the person (`known`, by line) who has or had its number. Of two rows about one
    person, at one employer where they name any, the first counts."""
    seen: set[object] = set()
    for line, number, name, employer in rows:
        try:
            identity = read_identity_number(plain(number), today)
        except IdentifierError:
            yield Found(line, Match.INVALID, None, None)
            continue
        person = known.get(line)
        key: object = (person.subject if person else identity.text, employer)
        match = Match.TWICE if key in seen else _of(name, person)
        seen.add(key)
        yield Found(line, match, person.subject if person else None, identity)


def _of(name: str, person: Known | None) -> Match:
    if person is None:
        return Match.UNKNOWN
    if _spelled(name) not in {_spelled(each) for each in person.names}:
        return Match.RENAMED
    return Match.DEAD if person.death is not None else Match.MATCHED


def _spelled(name: str) -> str:
    """The one spelling of a name; what is no name is compared as it was written."""
    try:
        return read_name(name)
    except Wrong:
        return name
