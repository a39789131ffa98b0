"""Who may be registered twice, and why: reasons that people can check, never a score. In bulk `operations.linking` finds more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from shebao.fields.identifiers.documents import spellings
from shebao.operations.linking.names import compared

if TYPE_CHECKING:
    from collections.abc import Callable

_FAR = 2
_EIGHTEEN = 18


class Strength(StrEnum):
    """How much a reason says: it is one person, it is probably one, it should be looked at."""

    EXACT = "确属同一号码"
    STRONG = "很可能是同一人"
    WEAK = "请核对"


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells persons apart: every number and name that the record ever had of them, telephones and accounts."""

    subject: int
    names: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    birth: str = ""
    sex: str = ""
    telephones: frozenset[str] = frozenset()
    accounts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two numbers may be one person; the words repeat no identity number, telephone or account."""

    code: str
    strength: Strength
    told: str


@dataclass(frozen=True, slots=True)
class Suspected:
    """Another number that may be the same person, with every reason, the strongest first."""

    subject: int
    reasons: tuple[Reason, ...]

    @property
    def strength(self) -> Strength:
        """The strongest reason's."""
        return self.reasons[0].strength


def suspected(one: Identity, others: Iterable[Identity]) -> list[Suspected]:
    """Those of the others that may be the same person, the strongest reasons first."""
    found = [
        Suspected(other.subject, listed)
        for other in others
        if other.subject != one.subject and (listed := reasons(one, other))
    ]
    order = list(Strength)
    return sorted(found, key=lambda each: (order.index(each.strength), -len(each.reasons), each.subject))


def reasons(one: Identity, other: Identity) -> tuple[Reason, ...]:
    """Why two numbers may be one person, the strongest reason first; it is the same the other way round."""
    found = [reason for judge in _JUDGES for reason in judge(one, other)]
    order = list(Strength)
    return tuple(sorted(found, key=lambda reason: order.index(reason.strength)))


def _same_number(one: Identity, other: Identity) -> Iterator[Reason]:
    mine = {each for number in one.numbers for each in spellings(number)}
    theirs = {each for number in other.numbers for each in spellings(number)}
    if mine & theirs:
        yield Reason("same_number", Strength.EXACT, "有同一个证件号码（含十五位旧号码、曾用号码）")


def _mistyped_number(one: Identity, other: Identity) -> Iterator[Reason]:
    if _one_name(one, other) and not one.numbers & other.numbers:
        for mine in one.numbers:
            for theirs in other.numbers:
                if (
                    len(mine) == len(theirs) == _EIGHTEEN
                    and sum(a != b for a, b in zip(mine, theirs, strict=True)) <= _FAR
                ):
                    yield Reason("mistyped_number", Strength.STRONG, "姓名相同，证件号码只差一两位，可能登错")
                    return


def _name_and_birth(one: Identity, other: Identity) -> Iterator[Reason]:
    if not one.birth or one.birth != other.birth or (one.sex and other.sex and one.sex != other.sex):
        return
    if _one_name(one, other):
        yield Reason("name_and_birth", Strength.STRONG, f"姓名、性别、出生日期（{one.birth}）相同")
    elif {compared(name).sound for name in one.names} & {compared(name).sound for name in other.names}:
        yield Reason("sound_and_birth", Strength.WEAK, f"出生日期（{one.birth}）相同，姓名读音相同")


def _telephone(one: Identity, other: Identity) -> Iterator[Reason]:
    if one.telephones & other.telephones and _one_name(one, other):
        yield Reason("name_and_telephone", Strength.STRONG, "姓名、联系电话相同")


def _account(one: Identity, other: Identity) -> Iterator[Reason]:
    if one.accounts & other.accounts:
        yield Reason("same_account", Strength.WEAK, "待遇账户相同，可能是同一人或代领")


def _one_name(one: Identity, other: Identity) -> bool:
    return bool({compared(name).key for name in one.names} & {compared(name).key for name in other.names})


_JUDGES: tuple[Callable[[Identity, Identity], Iterator[Reason]], ...] = (
    _same_number,
    _mistyped_number,
    _name_and_birth,
    _telephone,
    _account,
)
