"""The base year (缴费年度) of a place: when it begins, until when wages may be declared, what holds for who declares none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from shebao.fields.data_files import DataFileError, load_data, mapping
from shebao.fields.dates import Month
from shebao.policy.nearest import law_of, upwards

_FILE = "base_years.yaml"
_KEYS = ("place", "from", "begins", "declared_by", "first", "basis", "source", "confidence")
_UNREPORTED = "contribution.base_unreported"
AS_BEFORE = 100


@dataclass(frozen=True, slots=True)
class BaseYears:
    """How a place cuts its base years from a day on; months are 1 to 12."""

    place: str
    since: date
    begins: int
    declared_by: int
    basis: str

    def first(self, month: Month) -> Month:
        """The first month of the base year that a month is in."""
        return Month(month.year if month.month >= self.begins else month.year - 1, self.begins)

    def last(self, month: Month) -> Month:
        """The last month of the base year that a month is in."""
        return self.first(month).plus(11)

    def deadline(self, month: Month) -> Month:
        """The month by whose end wages are declared for the base year that a month is in."""
        first = self.first(month)
        return first.plus((self.declared_by - first.month) % 12)

    def percent(self, month: Month) -> int:
        """How much of last year's base holds in a month for who has declared nothing: all of it until the deadline, then
        what the law says."""
        if month <= self.deadline(month):
            return AS_BEFORE
        return int(law_of(self.place).at(_UNREPORTED, month.first_day).decimal)


@cache
def base_years(place: str, month: Month) -> BaseYears:
    """The rule of the nearest place above that has one. Raises DataFileError where none covers the month."""
    known = [rule for rule in _rules() if rule.since <= month.first_day]
    for code in upwards(place):
        found = [rule for rule in known if rule.place == code]
        if found:
            return max(found, key=lambda rule: rule.since)
    raise DataFileError(f"{_FILE}：没有 {place} 在 {month} 的缴费年度")


@cache
def _rules() -> tuple[BaseYears, ...]:
    found = []
    for number, entry in enumerate(load_data(__package__, _FILE), 1):
        where = f"{_FILE}：第 {number} 项"
        values = mapping(where, entry, _KEYS)
        if not (1 <= values["begins"] <= 12 and 1 <= values["declared_by"] <= 12 and values["first"] == "floor"):
            raise DataFileError(f"{where}：begins、declared_by 应是 1 至 12，first 应是 floor")
        found.append(
            BaseYears(values["place"], values["from"], values["begins"], values["declared_by"], values["basis"])
        )
    return tuple(found)
