"""The living city: what a seed draws happens, agrees with itself, and is the same again, also after a kill."""

from __future__ import annotations

import json
import os
import signal
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from shebao.fields.dates import Month
from shebao.operations.collection import partner
from shebao.server.operations.city import living
from shebao.server.operations.city.agency import agency, positions, set_back
from shebao.server.operations.city.exporting import export
from shebao.server.operations.city.living import AnotherCity, Wanted, live
from shebao.server.operations.city.month import Month as Lived
from shebao.server.operations.records.models import Act, Fact

from .checking import Export

PEOPLE, SEED = 400, 11
FIRST, LAST = Month(2024, 11), Month(2024, 12)
WANTED = Wanted(PEOPLE, SEED, FIRST, LAST)
EVENTS = (
    "lists", "joiners", "leavers", "moves", "newcomers", "deaths", "cases", "particulars", "corrections", "backdated",
    "residents", "declared", "assessed", "bills", "receipts",
    "account_years",
)  # fmt: skip
KNOWN = date(2024, 12, 31)


@pytest.fixture(autouse=True)
def busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """So much happens in a month that a small city has of everything."""
    usual = living.city()
    rates = {"leavers": 90, "back_at_work": 500, "newcomers": 12, "moves": 60, "deaths": 12, "backdated": 300}
    rates |= {"corrections": 300, "changed_particulars": 50, "singly": 150, "residents": 12}
    busier = type(usual)(usual.place, usual.law, usual.beginnings, rates)
    monkeypatch.setattr(living, "city", lambda: busier)
    monkeypatch.setattr(partner, "_permille", lambda: {"unpaid": 150, "short": 120, "over": 100, "stray": 60})


def exported(folder: Path, name: str) -> Export:
    export(folder / name, KNOWN, clear=True)
    return Export(folder / name)


def undone(work: Callable[[], Any]) -> Any:
    """What some work comes to; the database is as it was, its numbers too."""
    before = positions()
    with transaction.atomic():
        found = work()
        transaction.set_rollback(True)
    set_back(before)
    return found


def without_seconds(folder: Path) -> dict[str, Any]:
    content = json.loads((folder / "city.json").read_text(encoding="utf-8"))
    return {**content, "months": [{**month, "seconds": None} for month in content["months"]]}


@pytest.mark.django_db(transaction=True)
def test_a_seed_lives_the_same_again_also_after_a_kill(tmp_path: Path) -> None:
    def whole() -> Export:
        live(tmp_path / "whole", WANTED)
        return exported(tmp_path, "of-whole")

    agency()  # the office keeps its number
    expected = undone(whole)
    assert expected.problems() == []
    _holds(tmp_path / "whole", expected)
    for label in ("载入", "2024-12 lists"):
        _killed(tmp_path / "killed", label)
    live(tmp_path / "killed", WANTED)
    again = exported(tmp_path, "of-killed")
    assert again.manifest == expected.manifest  # digests of every table; no column varies
    assert without_seconds(tmp_path / "killed") == without_seconds(tmp_path / "whole")
    before = Act.objects.count()
    live(tmp_path / "killed", WANTED)
    assert Act.objects.count() == before


def _holds(folder: Path, found: Export) -> None:
    """Everything happened, both sides of every tie agree, and are not of one table."""
    months = without_seconds(folder)["months"]
    assert [month["month"] for month in months] == ["2024-11", "2024-12"]
    happened = Counter(name for month in months for name in month["events"])
    assert set(happened) >= set(EVENTS), happened
    for month in months:
        assert [tie["difference"] for tie in month["ties"]] == [0] * 13
    assert all(sum(rows) for rows in zip(*([tie["rows_compared"] for tie in m["ties"]] for m in months), strict=True))
    assert [month["events"].get("unreconciled", 0) for month in months] == [0, 0]
    states = dict(found.rows("SELECT state, count(*) FROM receipt GROUP BY 1"))
    assert set(states) >= {"allocated", "partial", "unmatched"}, states
    assert found.count("SELECT sum(late_fee) FROM month WHERE state = 'paid'") > 0
    assert found.count("SELECT count(*) FROM bill WHERE version > 1") > 0
    assert found.count("SELECT count(*) FROM refund") > 0
    assert found.count("SELECT count(DISTINCT rate) FROM employer_rate WHERE line = 'injury'") > 2
    assert found.count("SELECT count(base) FROM declaration") > 100
    assert found.count("SELECT count(*) FROM account_year WHERE interest > 0") > 100
    assert months[-1]["controls"]["spells_current"] == found.manifest["control"]["spells_current"]
    assessed = [month["events"]["assessed"] for month in months]
    assert found.count("SELECT count(*) FROM liability") < sum(assessed), "what has not changed is not written again"
    lists = "SELECT count(*) FROM act WHERE authority_id LIKE 'list-%' AND \"by\" <> checked_by"
    assert found.count(lists) == sum(month["events"]["lists"] for month in months)
    kinds = dict(found.rows("SELECT authority_kind, count(*) FROM act GROUP BY 1"))
    assert set(kinds) == {"run", "case", "message", "correction"}
    assert found.count("SELECT count(*) FROM act WHERE authority_kind = 'case' AND checked_by IS NULL") == 0


def _killed(folder: Path, label: str) -> None:
    """A process that lives through the months and is killed where it says so, or within a month."""
    child = os.fork()
    if child:
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
        return
    connection.connection = None  # a connection of its own; the parent's is not touched
    counter = Lived._counter

    def dies(month: Lived) -> None:
        if f"{month.plan.month.iso} lists" == label:
            os.kill(os.getpid(), signal.SIGKILL)
        counter(month)

    Lived._counter = dies  # type: ignore[method-assign]
    try:
        live(folder, WANTED, lambda what: os.kill(os.getpid(), signal.SIGKILL) if what.startswith(label) else None)
    finally:
        os._exit(9)


@pytest.mark.django_db
def test_a_folder_of_another_city_is_left_alone(tmp_path: Path) -> None:
    content = {"people": 5000, "seed": 1, "from": "2024-01", "months": []}
    (tmp_path / "city.json").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(AnotherCity, match="5000 人，种子 1"):
        live(tmp_path, WANTED)


@pytest.mark.django_db
def test_nobody_in_the_city_has_a_number_of_somebody(tmp_path: Path) -> None:
    live(tmp_path, Wanted(120, 3, FIRST, FIRST))
    numbers = [fact.secret.open() for fact in Fact.objects.filter(register="identity_number")]
    assert len(set(numbers)) == len(numbers) > 120
    assert all(number.startswith("4299") for number in numbers)
    assert all(fact.secret.open().startswith("027-0") for fact in Fact.objects.filter(register="telephone"))
