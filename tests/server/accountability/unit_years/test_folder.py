"""A folder becomes rows and rows become the folder again; what is closed from them is the examples' own closing."""

from __future__ import annotations

from pathlib import Path

import pytest

from shebao.accounts.closing.closing import close_folder
from shebao.accounts.importing.folder import read_folder
from shebao.accounts.output.document import closing_document
from shebao.server.accountability.unit_years import folder
from shebao.server.accountability.unit_years.computing.compute import compute
from shebao.server.accountability.unit_years.computing.saving import save
from shebao.server.accountability.unit_years.models import Closing, UnitYear
from shebao.server.platform.organisations.models import Organisation

EXAMPLES = Path(__file__).parents[4] / "examples" / "accounts"
NAMES = ["city-centre-2023", "district-bureau-2021", "finance-bureau-2024"]

pytestmark = pytest.mark.django_db


def loaded(name: str) -> UnitYear:
    organisation = Organisation.objects.create(name=name, kind="unit", path="/1/")
    return folder.load(EXAMPLES / name, organisation)


@pytest.mark.parametrize("name", NAMES)
def test_the_tables_closed_from_the_database_equal_those_of_the_folder(name: str) -> None:
    unit_year = loaded(name)
    results = compute(unit_year)
    assert results.closed
    expected = closing_document(close_folder(read_folder(EXAMPLES / name)))
    assert results.document["tables"] == expected["tables"]
    assert results.document["notes"] == expected["notes"]
    assert results.document["findings"] == expected["findings"]


def test_a_materialised_folder_loads_again_with_the_same_lines(tmp_path: Path) -> None:
    unit_year = loaded("district-bureau-2021")
    path = folder.materialise(unit_year, tmp_path / "one")
    again = folder.load(path, Organisation.objects.create(name="again", kind="unit", path="/2/"))
    folder.materialise(again, tmp_path / "two")
    for name in ("entries.csv", "budget.csv", "opening.csv", "accounts.yaml"):
        assert (tmp_path / "two" / name).read_bytes() == (path / name).read_bytes()


def test_results_of_an_older_revision_never_replace_newer_ones() -> None:
    unit_year = loaded("city-centre-2023")
    results = compute(unit_year)
    results.revision = 5
    assert save(unit_year.pk, results)
    results.revision = 4
    assert not save(unit_year.pk, results)
    assert Closing.objects.get(unit_year=unit_year).revision == 5
