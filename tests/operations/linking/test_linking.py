"""Linking against planted truth: second registrations are found, twins and families are not, whatever the order."""

from datetime import date

import duckdb
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shebao.operations.linking import shipped_model
from shebao.operations.linking.measuring import quality
from shebao.operations.linking.pairs import PERSON, read_pairs
from shebao.operations.linking.service import link
from shebao.population.agency.writing import write_agency

AS_OF = 2025 * 12 + 11


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    folder = tmp_path_factory.mktemp("city")
    write_agency(6_000, 1234, folder, AS_OF, faults=25)
    return folder


def test_second_registrations_are_found_and_people_who_resemble_are_not(city, tmp_path):
    (found,) = quality(city, tmp_path, shipped_model(), [0])
    assert found.right > 300
    assert found.precision >= 0.98
    assert found.recall >= 0.95


ONE = {
    "source": "", "number": "1", "name": "张建国", "identity": "429906197003151011", "sex": "1",
    "birth": date(1970, 3, 15), "phone": "13800000001", "address": "合成市东湖路1号",
}  # fmt: skip
OTHERS = {
    "twin": {"name": "张建军", "identity": "429906197003151038"},
    "sister": {"name": "张建红", "identity": "42990619700315102X", "sex": "2"},
    "father": {"name": "张大山", "identity": "429906194501021015", "birth": date(1945, 1, 2)},
    "namesake": {"identity": "429915197003153017", "phone": "13912345678", "address": "合成市汉水路77号"},
    "moved digits": {"identity": "429906197003115011", "phone": "13912345678"},
    "old number": {"identity": "429906700315101", "phone": None},
    "wrong check": {"identity": "429906197003151015", "name": "张國建"},
    "traditional": {"name": "張建國", "identity": "42990619700315011", "phone": None},
    "full width": {"identity": "４２９９０６１９７００３１５１０１１", "phone": None, "address": None},
}
SAME = {"moved digits", "old number", "wrong check", "traditional", "full width"}


def pairs_of(folder, people, **options):
    """The pairs of a few people, among strangers."""
    kinds = {name: pa.date32() if name == "birth" else pa.string() for name in PERSON}
    table = pa.table({name: pa.array([row[name] for row in people], kind) for name, kind in kinds.items()})
    with duckdb.connect() as connection:
        connection.register("people", table)
        link(connection, "FROM people", folder, shipped_model(), lambda *_: None, **options)
    return list(read_pairs(folder / "pairs.parquet", shipped_model()))


@pytest.mark.parametrize("other", OTHERS)
def test_known_cases(tmp_path, other):
    found = pairs_of(tmp_path, [ONE, ONE | {"number": "2"} | OTHERS[other]])
    assert any(pair.score >= 0 for pair in found) == (other in SAME)


def test_a_pair_tells_why(tmp_path):
    (pair,) = pairs_of(tmp_path, [ONE, ONE | {"number": "2"} | OTHERS["moved digits"]])
    assert pair.reasons["身份号码"] == "号码的两位颠倒、有一个校验码错"
    assert pair.reasons["联系电话"] == "电话不同"
    assert (pair.one["number"], pair.other["name"]) == ("1", "张建国")


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(list(OTHERS)), shift=st.integers(1, 10**9))
def test_neither_order_nor_numbers_matter(tmp_path, order, shift):
    people = [ONE, *(ONE | {"number": str(place)} | each for place, each in enumerate(OTHERS.values(), start=2))]

    def told(rows, by):
        found = pairs_of(tmp_path, rows)
        back = {row["number"]: str(int(row["number"]) - by) for row in rows}
        return {(frozenset((back[p.one["number"]], back[p.other["number"]])), p.score) for p in found}

    names = list(OTHERS)
    shuffled = [people[0], *(people[1 + names.index(name)] for name in order)]
    moved = [row | {"number": str(int(row["number"]) + shift)} for row in shuffled]
    assert told(people, 0) == told(moved, shift)


def test_between_sources_leaves_out_pairs_inside_one(tmp_path):
    second = ONE | {"number": "2", "source": "乙"} | OTHERS["moved digits"]
    people = [ONE | {"source": "甲"}, ONE | {"number": "3", "source": "甲"} | OTHERS["old number"], second]
    found = pairs_of(tmp_path, people, between=True)
    assert found
    assert all(pair.one["source"] != pair.other["source"] for pair in found)


def test_a_placeholder_that_many_share_does_not_make_everybody_meet(tmp_path):
    names = [f"{a}{b}{c}" for a in "赵钱孙李周吴郑王" for b in "甲乙丙丁戊己庚辛" for c in "天地玄黄"]
    people = [
        ONE | {"number": str(number), "name": name, "identity": "0" * 18, "phone": "13800000000", "birth": None}
        for number, name in enumerate(names)
    ]
    assert pairs_of(tmp_path, people) == []


def test_nobody_is_no_pair(tmp_path):
    assert pairs_of(tmp_path, []) == []
    assert pairs_of(tmp_path, [dict.fromkeys(PERSON) | {"source": "", "number": str(n)} for n in range(3)]) == []
