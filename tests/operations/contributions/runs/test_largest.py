"""The largest changes are those of a plain sort, in any cut into parts."""

from __future__ import annotations

from collections import defaultdict

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from shebao.operations.contributions.runs.largest import Group, largest

_ROW = st.fixed_dictionaries(
    {
        "person": st.integers(1, 40),
        "line": st.sampled_from(["injury", "unemployment"]),
        "lane": st.just(0),
        "employer": st.one_of(st.none(), st.integers(101, 106)),
        "base": st.integers(1, 9),
        "change": st.sampled_from(["same", "new", "changed", "lifted"]),
        "reason": st.sampled_from(["declared", "rate"]),
        "unit": st.integers(0, 20),
        "person_share": st.integers(0, 20),
        "unit_before": st.integers(0, 20),
        "person_before": st.integers(0, 20),
    }
)
_SCHEMA = pa.schema(
    [(name, pa.string() if name in ("line", "change", "reason") else pa.int64()) for name in (
        "person", "line", "lane", "employer", "base", "change", "reason", "unit", "person_share", "unit_before", "person_before",
    )]
)  # fmt: skip


def difference(row: dict) -> int:
    return row["unit"] + row["person_share"] - row["unit_before"] - row["person_before"]


@given(parts=st.lists(st.lists(_ROW, max_size=15), max_size=4), count=st.integers(1, 5))
def test_the_largest_are_those_of_a_plain_sort(parts, count) -> None:
    found = largest([pa.Table.from_pylist(rows, _SCHEMA) for rows in parts], count, count)
    groups, employers = defaultdict(list), defaultdict(int)
    for row in (row for rows in parts for row in rows if row["change"] != "same"):
        groups[Group(row["line"], row["change"], row["reason"])].append(row)
        if row["employer"]:
            employers[row["employer"]] += difference(row)
    assert set(found.persons) == set(groups)
    for group, rows in groups.items():
        expected = sorted((abs(difference(row)) for row in rows), reverse=True)[:count]
        assert [abs(each.difference) for each in found.persons[group]] == expected
    ranked = sorted(employers.items(), key=lambda item: (-abs(item[1]), item[0]))[:count]
    assert [(each.employer, each.difference) for each in found.employers] == ranked


def test_nothing_computed_changes_nobody() -> None:
    found = largest([])
    assert (found.persons, list(found.employers)) == ({}, [])
