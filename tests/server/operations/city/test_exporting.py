"""An export holds what was known by the end of a day, whole, checked by somebody else's arithmetic, the same every time."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

import pytest

from shebao.operations.record.acts import Authority, AuthorityKind
from shebao.operations.record.effects import FactStated, SpellRestated, SpellWithdrawn
from shebao.operations.record.valid import Valid
from shebao.population.write import write_population
from shebao.server.operations.city.exporting import NotEmpty, export
from shebao.server.operations.city.loading import Population, load
from shebao.server.operations.records.doing import Order, apply
from shebao.server.operations.records.models import Act, Fact, Spell
from shebao.server.platform.secrets import ring

from .checking import VERSIONED, Export, as_known_then

pytestmark = pytest.mark.django_db

FIRST, SECOND, THIRD = (datetime(2025, month, 6, 3, tzinfo=UTC) for month in (1, 2, 3))
KNOWN = date(2025, 2, 10)
_numbered = count(1)


@pytest.fixture(scope="module")
def population(tmp_path_factory: pytest.TempPathFactory) -> Population:
    folder = tmp_path_factory.mktemp("population")
    write_population(150, 6, folder, wanted=("persons", "employers", "employments"))
    return Population(folder)


def correct(at: datetime, people: int) -> None:
    """Some open spells end, one was never, a name is another: by an act each."""
    first = Act.objects.earliest("at")
    for spell in Spell.objects.filter(known_to=None, valid__endswith=None).order_by("id")[:people]:
        order = Order(Authority(AuthorityKind.CORRECTION, f"c{next(_numbered)}"), corrects=first.id)
        ended = Valid(spell.valid.lower, date(2030, 1, next(_numbered) % 28 + 1))
        apply(
            order,
            [
                SpellRestated(spell.person_id, spell.id, ended, "222"),
                FactStated(spell.person_id, "address", '某处\n"甲", 乙', ended),
            ],
            at,
        )
    gone = Spell.objects.filter(known_to=None, line="injury").earliest("id")
    order = Order(Authority(AuthorityKind.CORRECTION, f"c{next(_numbered)}"), corrects=first.id)
    apply(order, [SpellWithdrawn(gone.person_id, gone.id)], at)


def test_an_export_holds_and_a_later_one_says_the_same_of_its_day(population: Population, tree, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    load(population, tree.unit, FIRST)
    correct(SECOND, 20)
    export(tmp_path / "first", KNOWN, clear=True)
    first = Export(tmp_path / "first")
    assert first.problems() == []
    assert first.manifest["control"]["persons"] == 150
    correct(THIRD, 30)
    export(tmp_path / "again", KNOWN, clear=True)
    export(tmp_path / "later", date(2025, 3, 31), clear=True)
    again, later = Export(tmp_path / "again"), Export(tmp_path / "later")
    assert again.manifest == first.manifest  # digests of the files included
    assert later.problems() == []
    assert later.manifest["control"]["acts"] == first.manifest["control"]["acts"] + 31
    assert all(as_known_then(later, first, table) for table in VERSIONED)


def test_the_checker_sees_what_is_wrong(population: Population, tree, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    load(population, tree.unit, FIRST)
    export(tmp_path / "one", KNOWN, clear=True)
    file = tmp_path / "one" / "spell.parquet"
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pq.read_table(file)
    double = pa.table(
        {
            **{name: table.column(name) for name in table.column_names},
            "spell": pa.array([f"x{n:05}" for n in range(table.num_rows)]),
        }
    )
    pq.write_table(pa.concat_tables([table, double]), file)
    told = " ".join(Export(tmp_path / "one").problems())
    for problem in ("another digest", "overlap in pension_employee", "otherwise in the journal", "control spells"):
        assert problem in told


def test_real_people_are_masked(population: Population, tree, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    load(population, tree.unit, FIRST)
    ring.forget()  # as in a process that begins with an export
    export(tmp_path / "masked", KNOWN, clear=False)
    export(tmp_path / "clear", KNOWN, clear=True)
    masked, clear = Export(tmp_path / "masked"), Export(tmp_path / "clear")
    numbers = "SELECT DISTINCT value FROM fact WHERE register = 'identity_number' ORDER BY 1"
    assert masked.rows(numbers) == [("***",)]
    assert {number for (number,) in clear.rows(numbers)} >= {
        fact.secret.open() for fact in Fact.objects.filter(register="identity_number")[:20]
    }
    assert all("*" in name for (name,) in masked.rows("SELECT value FROM fact WHERE register = 'name'"))


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    with pytest.raises(NotEmpty, match="另写一个目录"):
        export(tmp_path, KNOWN, clear=True)
    assert [each.name for each in tmp_path.iterdir()] == ["mine.txt"]
