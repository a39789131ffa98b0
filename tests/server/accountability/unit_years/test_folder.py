"""A folder becomes rows; what is read and closed from them is what is read and closed from the folder."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, NoReturn

import pytest

from shebao.accounts.closing.closing import closing_of
from shebao.accounts.importing.folder import read_folder
from shebao.accounts.importing.gather import account_set
from shebao.accounts.ledger import Ledger
from shebao.accounts.output.document import closing_document
from shebao.accounts.output.sheets import ledgers
from shebao.server.accountability.review.preparing import prepare
from shebao.server.accountability.unit_years import folder
from shebao.server.accountability.unit_years.computing.compute import compute
from shebao.server.accountability.unit_years.computing.saving import save
from shebao.server.accountability.unit_years.models import Closing, EntryLine, UnitYear
from shebao.server.accountability.unit_years.stored import StoredUnitYear
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
    expected = closing_document(closing_of(read_folder(EXAMPLES / name)))
    assert results.document["tables"] == expected["tables"]
    assert results.document["notes"] == expected["notes"]
    assert results.document["findings"] == expected["findings"]


@pytest.mark.parametrize("name", NAMES)
def test_an_account_set_is_the_same_from_the_folder_and_from_the_database(name: str) -> None:
    stored, read = account_set(StoredUnitYear(loaded(name))), read_folder(EXAMPLES / name)
    for kind, (ledger, columns) in ledgers(read).items():
        again = ledgers(stored)[kind][0]
        for column in columns:
            if column.key != "amount":
                assert texts(again, column.key) == texts(ledger, column.key)
        assert again.amount.tolist() == ledger.amount.tolist()
    assert ledgers(stored).keys() == ledgers(read).keys()
    assert (stored.annex, stored.prior) == (read.annex, read.prior)
    assert stored.manifest.unit == read.manifest.unit
    assert stored.manifest.units == read.manifest.units


def texts(ledger: Ledger, name: str) -> list[Any]:
    return [ledger.columns[name].at(row) for row in range(len(ledger))]


def test_what_is_wrong_with_a_stored_line_leads_to_that_line() -> None:
    unit_year = loaded("city-centre-2023")
    line = EntryLine.objects.filter(unit_year=unit_year, kind="expenditure")[3]
    EntryLine.objects.filter(pk=line.pk).update(functional="2080190")
    results = compute(unit_year)
    assert not results.closed
    assert [found.target for found in results.found if found.source == "input"] == [f"sheets/entries/{line.pk}/"]
    place = EntryLine.objects.filter(unit_year=unit_year, position__lte=line.position).count()
    assert [found.place for found in results.found if found.source == "input"] == [f"分录 第 {place} 行 功能分类科目"]


def test_a_year_without_entries_says_so_in_the_words_of_the_workspace() -> None:
    unit_year = loaded("city-centre-2023")
    EntryLine.objects.filter(unit_year=unit_year).delete()
    (found,) = [found for found in compute(unit_year).found if found.source == "input"]
    assert found.message == "还没有分录。请导入分录表，或在分录页逐行填写。"
    assert found.target == "sheets/entries/"


def test_nothing_is_written_to_disk_to_compute_a_year(monkeypatch: pytest.MonkeyPatch) -> None:
    unit_year = loaded("city-centre-2023")
    monkeypatch.setattr(tempfile, "mkdtemp", refused)
    monkeypatch.setattr(tempfile, "mkstemp", refused)
    assert compute(unit_year).closed
    assert prepare(unit_year).content is not None


def refused(*arguments: object, **more: object) -> NoReturn:
    pytest.fail("something is written to a temporary place")


def test_results_of_an_older_revision_never_replace_newer_ones() -> None:
    unit_year = loaded("city-centre-2023")
    results = compute(unit_year)
    results.revision = 5
    assert save(unit_year.pk, results)
    results.revision = 4
    assert not save(unit_year.pk, results)
    assert Closing.objects.get(unit_year=unit_year).revision == 5
