"""A synthetic population in the record: everybody once, however often the load was cut short."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from shebao.population.write import write_population
from shebao.server.operations.city import loading
from shebao.server.operations.city.loading import NoPopulation, Population, load
from shebao.server.operations.records.models import Act, Fact, Spell, Subject
from shebao.server.operations.records.reading import subjects_with

pytestmark = pytest.mark.django_db
PEOPLE = 120


@pytest.fixture(scope="module")
def population(tmp_path_factory: pytest.TempPathFactory) -> Population:
    folder = tmp_path_factory.mktemp("population")
    write_population(PEOPLE, 5, folder, wanted=("persons", "employers", "employments"))
    return Population(folder)


def test_everybody_is_taken_in_once(population: Population, tree, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(loading, "PERSONS_AT_A_TIME", 50)
    whole = loading.apply_rows
    runs: list[str] = []

    def cut_short(order, effects, now, **more):  # type: ignore[no-untyped-def]
        if len(runs) == 2:
            raise KeyboardInterrupt
        runs.append(order.authority.id)
        return whole(order, effects, now, **more)

    monkeypatch.setattr(loading, "apply_rows", cut_short)
    with pytest.raises(KeyboardInterrupt):
        load(population, tree.unit)
    monkeypatch.setattr(loading, "apply_rows", whole)
    rest = load(population, tree.unit)
    assert rest.new == PEOPLE - 50
    assert load(population, tree.unit).new == 0
    kinds = Counter(Subject.objects.values_list("kind", flat=True))
    assert kinds == {"person": PEOPLE, "employer": population.count("employers")}
    assert Act.objects.count() == 4


def test_what_the_population_says_is_in_the_record(population: Population, tree) -> None:  # type: ignore[no-untyped-def]
    load(population, tree.unit)
    for row in pq.read_table(population.folder / "persons.parquet").to_pylist()[:30]:
        (key,) = subjects_with("identity_number", row["identity_number"])
        assert Fact.objects.get(subject=key, register="name").value == row["name"]
        spells = Spell.objects.filter(person=key)
        pensions = {spell.line for spell in spells if spell.line.startswith("pension")}
        if row["situation"].startswith("resident"):
            assert pensions <= {"pension_resident"}
        if row["situation"] in ("enterprise_worker", "institution_worker", "flexible_worker") and not row["death"]:
            assert spells.filter(valid__endswith=None).exists()
        else:
            assert not spells.filter(valid__endswith=None).exclude(line="pension_resident").exists()


def test_another_folder_is_told_what_it_lacks(tmp_path: Path) -> None:
    with pytest.raises(NoPopulation, match=r"persons\.parquet"):
        assert Population(tmp_path).name
