"""How long data are kept: every table is of one kind, what is never deleted the database does not delete, what is past its period is
listed and stays."""

from __future__ import annotations

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from server.operations.cases.made import at
from server.operations.conftest import Counter
from shebao.server.operations.cases.models import Case
from shebao.server.operations.supervision.due import due
from shebao.server.operations.supervision.retention import (
    Deletion,
    Period,
    RetentionError,
    kept_until,
    kinds,
    over_before,
    written,
)

_DOCUMENT = Path(__file__).parents[4] / "docs" / "retention.zh.md"
_OF_PERSONS = ("access_", "drafts_", "exports_", "files_", "jobs_", "decisions_")
_DELETED = """
SELECT has_table_privilege(current_user, %(table)s, 'DELETE') AND NOT EXISTS (
    SELECT FROM pg_trigger WHERE tgrelid = %(table)s::regclass AND tgtype & 8 > 0 AND NOT tgisinternal)
"""


def test_the_document_is_what_the_data_says() -> None:
    assert _DOCUMENT.read_text(encoding="utf-8") == written(kinds()), "run `make docs`"


def test_every_table_of_the_agencys_business_is_of_one_kind() -> None:
    models = [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]
    business = {
        model._meta.db_table
        for model in models
        if ".server.operations." in model.__module__ or model._meta.db_table.startswith(_OF_PERSONS)
    }
    assert {table for kind in kinds() for table in kind.tables} == business


@pytest.mark.django_db
@pytest.mark.parametrize("deletion", [Deletion.NEVER, Deletion.APPRAISED])
def test_what_is_not_deleted_by_the_platform_the_database_does_not_delete(deletion: Deletion) -> None:
    open_ones = []
    with connection.cursor() as cursor:
        for kind in kinds():
            for table in kind.tables if kind.deletion is deletion else ():
                cursor.execute(_DELETED, {"table": table})
                open_ones += [table for (may,) in cursor.fetchall() if may]
    assert open_ones == []


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(1, 100))
def test_nothing_is_past_its_period_before_its_last_day_and_everything_is_after(closed: date, years: int) -> None:
    period = Period(date(1990, 1, 1), f"{years} 年", "x", "unverified")
    last = kept_until(closed, period)
    assert last is not None
    assert last.year - closed.year == years
    for day, past in ((last, False), (date(last.year + 1, 1, 1), True)):
        before = over_before(day, period)
        assert before is not None
        assert (closed < before) is past


def test_for_ever_has_no_last_day() -> None:
    period = Period(date(1990, 1, 1), "永久", "x", "verified")
    assert (kept_until(date(2026, 1, 1), period), over_before(date(2999, 1, 1), period)) == (None, None)


@pytest.mark.django_db
def test_what_is_past_its_period_is_counted_and_stays(counter: Counter) -> None:
    for number, day in enumerate(("2026-12-31", "2027-01-01")):
        Case.objects.create(
            number=f"R{number}", service="SI-REG-005", service_version="x", service_digest="x", office=counter.office,
            form="{}", state="withdrawn", eyes=2, made_at=at(10), ended_at=f"{day}T04:00:00Z",
        )  # fmt: skip

    def past(day: date) -> int | None:
        return next(one.count for one in due(day) if one.kind.key == "cases")

    assert [past(date(year, month, 1)) for year, month in ((2126, 12), (2127, 1), (2128, 1))] == [0, 1, 2]
    out = StringIO()
    call_command("retention", day="2127-01-01", stdout=out)
    assert "2027-01-01 以前办结的 1 件到期" in out.getvalue()
    assert Case.objects.count() == 2
    with pytest.raises(CommandError):
        call_command("retention", day="明年")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: {label: x, deletion: never, tables: [t]}", "wrong keys"),
        ("a: {label: x, deletion: some day, tables: [t], periods: [{from: 2020-01-01, term: 永久, basis: x, confidence: verified}]}", "one of"),
        ("a: {label: x, deletion: never, tables: [t], periods: [{from: 2020-01-01, term: 永久, basis: x, confidence: sure}]}", "how sure"),
        ("a: {label: x, deletion: never, tables: [t], periods: [{from: 2020-01-01, term: 很多 年, basis: x, confidence: verified}]}", "years"),
        ("a: &a {label: x, deletion: never, tables: [t], periods: [{from: 2020-01-01, term: 永久, basis: x, confidence: verified}]}\nb: *a", "two kinds"),
    ],
)  # fmt: skip
def test_wrong_data_is_refused_with_the_reason(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "x.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RetentionError, match=told):
        kinds(tmp_path / "x.yaml")
