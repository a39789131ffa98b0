"""Synthetic employers: a pure function of their number, so that every chunk of people agrees on them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shebao.fields.identifiers.divisions import SYNTHETIC_PREFIX
from shebao.population.draws import Draws, Integers
from shebao.population.numbers import credit_codes
from shebao.population.proportions import Proportions

EMPLOYER_FLOATING = ("down_two", "down_one", "base", "up_one", "up_two")
_CLASS_WEIGHTS = (20, 34, 14, 18, 6, 6, 1, 1)
_FLOATING_WEIGHTS = (8, 22, 60, 8, 2)
_FIRST_PART = (
    "江汉",
    "楚天",
    "东湖",
    "龟山",
    "磨山",
    "沙湖",
    "南湖",
    "晴川",
    "珞珈",
    "梁子",
    "知音",
    "金银",
    "白云",
    "长江",
)
_SECOND_PART = ("宏", "信", "达", "通", "源", "盛", "和", "泰", "明", "远", "诚", "瑞", "丰", "润")
_TRADES = ("信息技术", "商贸", "电子", "机械", "物流", "建筑", "化工", "矿业")


def employer_count(people: int, proportions: Proportions) -> int:
    """How many employers so many people need."""
    weights = proportions.groups
    workers = people * (weights["enterprise_worker"] + weights["institution_worker"]) // sum(weights.values())
    return max(1, workers // proportions.employees_per_employer)


def employer_of(draws: Draws, field: str, count: int, proportions: Proportions) -> Integers:
    """An employer's number for each person: a size by how many work in each, then one of that size. The largest come first."""
    sizes = list(proportions.staff_by_size)
    first, past = _bounds([proportions.employers_by_size[size] for size in sizes], count)
    size = draws.choice(f"{field}/size", [proportions.staff_by_size[size] for size in sizes])
    return 1 + first[size] + draws.below(field, (past - first)[size])


def _bounds(weights: Sequence[int], count: int) -> tuple[Integers, Integers]:
    """From which employer on and up to which each size goes; at least one each, and where they are few some share one."""
    ends = np.cumsum(np.array(weights, dtype=np.int64)) * count // sum(weights)
    first = np.minimum(np.concatenate([np.zeros(1, dtype=np.int64), ends[:-1]]), count - 1)
    return first, np.maximum(ends, first + 1)


def _draws(seed: int, numbers: Integers) -> Draws:
    return Draws(seed ^ 0x5EB0, numbers)


def employer_classes(seed: int, numbers: Integers) -> tuple[Integers, Integers]:
    """The injury class (1–8) and the position of the floating grade of employers."""
    draws = _draws(seed, numbers)
    classes = 1 + draws.choice("class", _CLASS_WEIGHTS)
    floating = draws.choice("floating", _FLOATING_WEIGHTS)
    return classes, np.where(classes == 1, np.maximum(floating, 2), floating)


def employer_table(seed: int, numbers: Integers, proportions: Proportions) -> pa.Table:
    """The table `employers`."""
    draws = _draws(seed, numbers)
    codes = np.array([int(code) for code in proportions.districts], dtype=np.int64)
    district = codes[draws.choice("district", list(proportions.districts.values()))]
    classes, floating = employer_classes(seed, numbers)
    parts = [
        pa.array(_FIRST_PART).take(pa.array(draws.below("name", len(_FIRST_PART)))),
        pa.array(_SECOND_PART).take(pa.array(draws.below("name/2", len(_SECOND_PART)))),
        pa.array(_TRADES).take(pa.array(classes - 1)),
        pa.scalar("合成企业"),
        pa.array(numbers).cast(pa.string()),
        "号",
    ]
    return pa.table(
        {
            "employer": pa.array(numbers),
            "credit_code": credit_codes(int(SYNTHETIC_PREFIX) * 100 + district % 100, numbers),
            "name": pc.binary_join_element_wise(*parts, ""),
            "district": pa.array(district).cast(pa.string()),
            "injury_class": pa.array(classes),
            "floating": pa.array(EMPLOYER_FLOATING).take(pa.array(floating)),
        }
    )
