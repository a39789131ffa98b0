"""What a level of office sees of the record is data, and narrows downwards."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from shebao.fields.data_files import DataFileError
from shebao.operations.registry.offices import division_of_work
from shebao.operations.registry.sights import read_sights, sights

RULE = {"from": date(2000, 1, 1), "level": "city", "sees": ["person"], "basis": "x", "confidence": "unverified"}


def test_every_level_sees_something_and_none_more_than_the_one_above():
    day, parts = date(2026, 3, 10), sights().parts
    seen = [{part for part in parts if sights().sees(level, part, day)} for level in division_of_work().levels]
    assert seen[0] == set(parts)
    assert all(below <= above for above, below in pairwise(seen))
    assert "person" in seen[-1]


def test_a_later_rule_replaces_an_earlier_one_wherever_it_stands_and_nothing_is_seen_before_the_first():
    later = RULE | {"from": date(2026, 1, 1), "sees": ["history"]}
    for rules in ([RULE, later], [later, RULE]):
        read = read_sights("x", {"parts": {"person": "甲", "history": "乙"}, "rules": rules})
        known = [read.sees("city", "person", date(year, 1, 1)) for year in (1999, 2000, 2025, 2026)]
        assert known == [False, True, True, False]
    with pytest.raises(KeyError):
        read.sees("city", "weather", date(2026, 1, 1))


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ([RULE | {"level": "village"}], "level"), ([RULE | {"sees": ["weather"]}], "weather"),
        ([RULE | {"confidence": "sure"}], "confidence"), ([RULE | {"extra": 1}], "extra"), ([RULE, RULE], "两条"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_file_is_named(rules, told):
    with pytest.raises(DataFileError, match=told):
        read_sights("sights.yaml", {"parts": {"person": "甲"}, "rules": rules})
