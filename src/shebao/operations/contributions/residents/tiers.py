"""What residents contribute on (城乡居民养老保险缴费档次): tiers, subsidies and what the government pays, by place and year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from shebao.fields.codes import codes_of
from shebao.fields.data_files import DataFileError, load_data, mapping
from shebao.money import FEN_PER_YUAN
from shebao.operations.record.rows import Owed
from shebao.operations.record.valid import Valid
from shebao.policy.nearest import upwards

_FILE = "tiers.yaml"
_KEYS = ("place", "from", "tiers", "subsidies", "hardship", "basis", "source", "confidence")
LINE, KIND, TIER, CATEGORY = "pension_resident", "resident", "resident_tier", "resident_category"
"""The line, the kind of what is owed, and the registers of a person that it depends on."""
HARDSHIP = "hardship"


@dataclass(frozen=True, slots=True)
class Tiers:
    """The tiers of a place from a year on, in fen a year: from which tier on which subsidy is given, and up to which tier the
    government pays for people of these categories."""

    place: str
    year: int
    tiers: tuple[int, ...]
    subsidies: tuple[tuple[int, int], ...]
    hardship_tier: int
    hardship: frozenset[str]
    basis: str
    hardship_basis: str

    def subsidy(self, tier: int) -> int:
        """The subsidy that goes with a tier."""
        return max((amount for least, amount in self.subsidies if tier >= least), default=0)

    def owed(self, tier: int, category: str, late: bool) -> Owed:
        """A year's contribution: the person's share, and as the unit's share what the government gives. Who pays for an earlier
        year gets no subsidy, and the government pays it for nobody."""
        helped = 0 if late or category not in self.hardship else min(tier, self.hardship_tier)
        subsidy = 0 if late else self.subsidy(tier)
        return Owed(KIND, tier, 0, 0, subsidy + helped, tier - helped, HARDSHIP if helped else "")


@cache
def tiers_of(place: str, year: int) -> Tiers | None:
    """The tiers of the nearest place above that has any for a year; None before there were any."""
    known = [each for each in _all() if each.year <= year]
    for code in upwards(place):
        found = [each for each in known if each.place == code]
        if found:
            return max(found, key=lambda each: each.year)
    return None


def owed_in(year: int) -> Valid:
    """The month that carries a year's contribution: its first."""
    return Valid(date(year, 1, 1), date(year, 2, 1))


@cache
def _all() -> tuple[Tiers, ...]:
    return tuple(
        _read(f"{_FILE}：第 {number} 项", entry) for number, entry in enumerate(load_data(__package__, _FILE), 1)
    )


def _read(where: str, entry: Any) -> Tiers:
    values = mapping(where, entry, _KEYS)
    tiers = tuple(_fen(where, each) for each in values["tiers"])
    if list(tiers) != sorted(set(tiers)):
        raise DataFileError(f"{where}：tiers 应从低到高，没有重复")
    steps = [mapping(f"{where}.subsidies", each, ("tier", "yuan")) for each in values["subsidies"]]
    subsidies = tuple((_fen(where, step["tier"]), _fen(where, step["yuan"])) for step in steps)
    hardship = mapping(f"{where}.hardship", values["hardship"], ("tier", "categories", "basis"))
    unknown = sorted(set(hardship["categories"]) - set(codes_of([CATEGORY])))
    if unknown:
        raise DataFileError(f"{where}.hardship：没有参保身份 {unknown}")
    return Tiers(
        values["place"], values["from"], tiers, subsidies, _fen(where, hardship["tier"]), frozenset(hardship["categories"]),
        values["basis"], hardship["basis"],
    )  # fmt: skip


def _fen(where: str, written: Any) -> int:
    if not isinstance(written, int) or written < 0:
        raise DataFileError(f"{where}：金额应是整数元，实为 {written!r}")
    return written * FEN_PER_YUAN
