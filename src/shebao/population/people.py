"""Who the people are: group, sex, birth, place, working life. Months are counted as year × 12 + month − 1."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shebao.fields.identifiers.divisions import SYNTHETIC_PREFIX
from shebao.population.draws import Booleans, Draws, Integers
from shebao.population.numbers import BirthRegister, identity_numbers
from shebao.population.proportions import Proportions

MALE, FEMALE_55, FEMALE_50 = 0, 1, 2
RETIREMENT_AGES = (60, 55, 50)
FIRST_BIRTH = 1900 * 12
RESIDENT_PENSION_AGE = 60
_OLDEST = 96 * 12
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰建国春红志秀珍海燕宁鑫雪佳琪浩宇晨阳子涵思远文博雅楠"

StatutoryMonths = Callable[[int], Integers]
"""For MALE, FEMALE_55 or FEMALE_50: the statutory retirement month of each birth month from FIRST_BIRTH on."""


@dataclass(frozen=True, slots=True)
class People:
    """A chunk of persons as columns. Months count from year 0; `death` and `retired` are −1 for none."""

    draws: Draws
    group: Integers
    kind: Integers
    birth_month: Integers
    birth_day: Integers
    serial: Integers
    place: Integers
    first_work: Integers
    retired: Integers
    death: Integers
    as_of: int

    @property
    def numbers(self) -> Integers:
        """Personal numbers, from 1."""
        return self.draws.numbers

    @property
    def male(self) -> Booleans:
        """Who is a man."""
        return np.asarray(self.kind == MALE)

    def identity_numbers(self) -> pa.Array:
        """Identity numbers in the reserved range."""
        reserved = int(SYNTHETIC_PREFIX) * 100 + self.place % 100
        births = dates_as_digits(self.birth_month, self.birth_day)
        return identity_numbers(reserved, births, self.serial)

    def names(self) -> pa.Array:
        """Made-up names of two or three characters."""
        surname = pa.array(list(_SURNAMES)).take(pa.array(self.draws.below("surname", len(_SURNAMES))))
        given = pa.array(list(_GIVEN))
        first = given.take(pa.array(self.draws.below("given", len(_GIVEN))))
        second = given.take(pa.array(self.draws.below("given2", len(_GIVEN))))
        second = pc.if_else(pa.array(self.draws.chance("long name", 700)), second, "")
        return pc.binary_join_element_wise(surname, first, second, "")


def dates_as_digits(months: Integers, days: Integers) -> Integers:
    """YYYYMMDD of month counts and days."""
    return (months // 12 * 100 + months % 12 + 1) * 100 + days


def days_in_month(months: Integers) -> Integers:
    """How many days each month has."""
    starts = (months - 1970 * 12).astype("datetime64[M]")
    length = (starts + 1).astype("datetime64[D]") - starts.astype("datetime64[D]")
    return np.asarray(length.astype(np.int64))


class Community:
    """Makes people chunk by chunk, so that identity numbers stay unique over all chunks."""

    def __init__(self, seed: int, proportions: Proportions, statutory: StatutoryMonths, as_of: int) -> None:
        self._seed, self._proportions, self._as_of = seed, proportions, as_of
        self._statutory = [statutory(kind) for kind in (MALE, FEMALE_55, FEMALE_50)]
        self._register = BirthRegister()

    def people(self, first: int, count: int) -> People:
        """The persons numbered first … first + count − 1; chunks are asked for in order."""
        draws = Draws(self._seed, np.arange(first, first + count, dtype=np.int64))
        group = draws.choice("group", list(self._proportions.groups.values()))
        kind = self._kinds(draws)
        is_retired = self._named(group, "retired")
        resident = self._named(group, "resident")
        birth = self._births(draws, kind, is_retired, resident)
        places = np.array([int(code) for code in self._proportions.districts], dtype=np.int64)
        place = places[draws.choice("district", list(self._proportions.districts.values()))]
        cells = (birth * 2 + (kind == MALE)) * 100 + place % 100
        day, serial = self._register.assign(cells, days_in_month(birth), (kind == MALE).astype(np.int64))
        retired = np.where(is_retired, self._retirement(kind, birth, resident), -1)
        first_work = np.minimum(birth + 18 * 12 + draws.below("first work", 96), self._as_of - 1)
        death = self._deaths(draws, is_retired, np.maximum(retired, first_work))
        return People(draws, group, kind, birth, day, serial, place, first_work, retired, death, self._as_of)

    def _named(self, group: Integers, word: str) -> Booleans:
        names = list(self._proportions.groups)
        return np.isin(group, [number for number, name in enumerate(names) if word in name])

    def _kinds(self, draws: Draws) -> Integers:
        rates = self._proportions.permille
        woman = np.where(draws.chance("management", rates["women_in_management"]), FEMALE_55, FEMALE_50)
        return np.where(draws.chance("man", rates["men"]), MALE, woman).astype(np.int64)

    def _retirement(self, kind: Integers, birth: Integers, resident: Booleans) -> Integers:
        months = np.stack(self._statutory)[kind, birth - FIRST_BIRTH]
        return np.where(resident, birth + RESIDENT_PENSION_AGE * 12, months)

    def _births(self, draws: Draws, kind: Integers, is_retired: Booleans, resident: Booleans) -> Integers:
        """Births such that exactly the retired have reached their retirement month."""
        since = np.minimum(draws.below("retired since", 420), draws.below("retired since/2", 420))
        latest = np.zeros_like(kind)
        for number, table in enumerate(self._statutory):
            chosen = kind == number
            target = np.where(is_retired, self._as_of - since, self._as_of)[chosen]
            latest[chosen] = FIRST_BIRTH + np.searchsorted(table, target, side="right") - 1
        resident_latest = self._as_of - RESIDENT_PENSION_AGE * 12 - np.where(is_retired, since, 0)
        latest = np.where(resident, resident_latest, latest)
        youngest = self._as_of - 20 * 12
        years_left = draws.below("age", np.maximum(youngest - latest, 1))
        return np.where(is_retired, np.maximum(latest, self._as_of - _OLDEST), latest + 1 + years_left)

    def _deaths(self, draws: Draws, is_retired: Booleans, after: Integers) -> Integers:
        """Deaths of the last twelve months, later than the first work and the retirement."""
        rates = self._proportions.permille
        rate = np.where(is_retired, rates["deaths_of_pensioners"], rates["deaths_of_workers"])
        month = self._as_of - draws.below("death", 12)
        dead = (draws.below("dies", 1000) < rate) & (month > after)
        return np.where(dead, month, -1)
