"""Which lines have a personal account, what is credited and which rate it earns: schemes.yaml and the law's parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from shebao.fields.data_files import DataFileError, load_data, mapping
from shebao.fields.dates import Month
from shebao.policy.arithmetic import RATE_SCALE
from shebao.policy.lookup import lookup
from shebao.policy.nearest import law_of

_FILE = "schemes.yaml"
_KEYS = ("credited", "credit_rate", "interest_rate", "within_year", "basis")
_DECEMBER = 12


class Credited(StrEnum):
    """What a month puts on the account."""

    BASE = "base"
    SHARES = "shares"


class WithinYear(StrEnum):
    """Whether what comes within a year earns interest in it."""

    PRODUCTS = "products"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Scheme:
    """The account of a line."""

    line: str
    credited: Credited
    credit_rate: str
    interest_rate: str
    within_year: WithinYear
    basis: str

    def weight(self, month: int, until: int) -> int:
        """For how many months what comes in a month of the year earns interest, up to a month included."""
        return max(until - month + 1, 0) if self.within_year is WithinYear.PRODUCTS else 0

    def rate(self, place: str, year: int) -> int | None:
        """The crediting rate of a year in millionths; None while none is published, or where the law has none."""
        if not self.interest_rate:
            return None
        found = lookup(law_of(place), self.interest_rate, Month(year, _DECEMBER).first_day)
        return found.scaled(RATE_SCALE) if found else None

    def credit(self, place: str, year: int) -> int:
        """What is credited of a base in millionths; 0 where the shares are. Raises MissingParameter."""
        if self.credited is Credited.SHARES:
            return 0
        return law_of(place).at(self.credit_rate, Month(year, _DECEMBER).first_day).scaled(RATE_SCALE)


@cache
def schemes() -> Mapping[str, Scheme]:
    """The lines with accounts. Raises DataFileError."""
    return read_schemes(load_data(__package__, _FILE))


def read_schemes(document: object) -> Mapping[str, Scheme]:
    """The schemes of a file. Raises DataFileError with key and reason."""
    if not isinstance(document, Mapping):
        raise DataFileError(f"{_FILE}：应是“险种: …”")
    return MappingProxyType({line: _scheme(line, entry) for line, entry in document.items()})


def _scheme(line: str, entry: object) -> Scheme:
    values = mapping(f"{_FILE}：{line}", entry, _KEYS)
    try:
        credited, within = Credited(values["credited"]), WithinYear(values["within_year"])
    except ValueError as error:
        raise DataFileError(
            f"{_FILE}：{line}：{error}；credited 应为 base 或 shares，within_year 应为 products 或 none"
        ) from None
    if bool(values["credit_rate"]) != (credited is Credited.BASE):
        raise DataFileError(f"{_FILE}：{line}：credited 为 base 的应写明 credit_rate，其他的不写")
    return Scheme(line, credited, values["credit_rate"], values["interest_rate"], within, values["basis"])
