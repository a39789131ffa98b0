"""Publications never change; corrections are new versions; catalogue and search follow the newest."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction

from server_publications import closed, composed, contents, organisation, published
from shebao.server.accountability.publications.importing import import_published
from shebao.server.accountability.publications.models import (
    Publication,
    PublishedFigure,
    PublishedReport,
    SearchPassage,
    Source,
)
from shebao.server.accountability.publications.publishing import PublishingRefused

pytestmark = pytest.mark.django_db
SAMPLE = Path(__file__).resolve().parents[4] / "examples" / "sample-report.pdf"


def test_publishing_stores_figures_catalogue_and_search() -> None:
    department = organisation("示例区人社局", kind="department")
    unit = organisation("示例中心", department)
    content = contents()[2]
    publication = published(unit, 2023, content)
    report = PublishedReport.objects.get(organisation=unit)
    assert (report.current, report.versions, report.department, report.place) == (publication, 1, department, "武汉市")
    assert report.expenditure_fen == content.amount("expenditure_total")
    assert publication.figures.count() == len(content.amounts)
    assert report.passages.count() > 20


def test_a_correction_is_a_new_version_and_both_stay() -> None:
    unit = organisation("示例中心")
    content = contents()[2]
    first = published(unit, 2023, content)
    changed = contents()[2]
    changed.document["sections"][0]["paragraphs"] = [{"text": "独一无二的更正文字"}]
    second = published(unit, 2023, changed, reason="数字有误")
    assert (second.number, second.reason) == (2, "数字有误")
    assert Publication.objects.get(pk=first.pk).report == content.document
    report = PublishedReport.objects.get(organisation=unit)
    assert (report.current, report.versions) == (second, 2)
    assert SearchPassage.objects.filter(report=report, text__contains="独一无二的更正文字").count() == 1
    assert first.digest != second.digest


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_correction_needs_a_reason(reason: str) -> None:
    unit = organisation("示例中心")
    published(unit, 2023, closed())
    with pytest.raises(PublishingRefused, match="更正须写明原因"):
        published(unit, 2023, closed(), reason=reason)
    assert Publication.objects.count() == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cycle_publication SET report = '{}'",
        "UPDATE cycle_publication SET published_at = now()",
        "DELETE FROM cycle_publication",
        "UPDATE cycle_publishedfigure SET amount_fen = 1",
        "DELETE FROM cycle_publishedfigure",
    ],
)
def test_the_database_refuses_to_change_what_was_published(statement: str) -> None:
    published(organisation("示例中心"), 2023, closed())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert PublishedFigure.objects.exists()
    assert Publication.objects.get().report["tables"]


def test_derivations_hold_no_words_of_the_books() -> None:
    publication = published(organisation("示例中心"), 2023, composed())
    kept = publication.derivation
    printed = {form["name"] for form in publication.report["forms"]}
    assert set(kept) == {"entries", "budget", "initial", "adjusted", "projects"}
    assert set(kept["projects"]) <= printed, "a project is named only where its form is printed"
    sides = [
        *(kept[side] for side in kept if side != "projects"),
        *(g for p in kept["projects"].values() for g in p.values()),
    ]
    assert all(len(group) == 7 for side in sides for group in side)


def test_an_already_published_report_is_imported_with_its_findings() -> None:
    unit = organisation("示例中心", place="示例市")
    publication = import_published(SAMPLE, unit, None)
    report = PublishedReport.objects.get()
    assert publication.source == report.source == Source.IMPORTED
    assert report.findings > 5
    assert {finding["severity"] for finding in publication.findings} >= {"error", "warning"}


def test_the_command_imports_and_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    unit = organisation("示例中心")
    call_command("import_published", str(SAMPLE), organisation=unit.pk)
    assert "已导入" in capsys.readouterr().out
    with pytest.raises(CommandError, match="没有编号"):
        call_command("import_published", str(SAMPLE), organisation=0)
    with pytest.raises(CommandError, match="更正须写明原因"):
        call_command("import_published", str(SAMPLE), organisation=unit.pk)
    note = tmp_path / "便条.txt"
    note.write_text("今天天气很好。")
    with pytest.raises(CommandError, match="没有读到"):
        call_command("import_published", str(note), organisation=unit.pk)
    broken = tmp_path / "坏.pdf"
    broken.write_bytes(b"%PDF-1.7 broken")
    with pytest.raises(CommandError):
        call_command("import_published", str(broken), organisation=unit.pk)


@pytest.mark.django_db(transaction=True)
def test_two_corrections_at_once_get_different_numbers() -> None:
    unit = organisation("示例中心")
    published(unit, 2023, closed())
    barrier, problems = threading.Barrier(3), []

    def correct(number: int) -> None:
        try:
            barrier.wait(timeout=20)
            published(unit, 2023, closed(), reason=f"更正{number}")
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=correct, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert problems == []
    assert sorted(Publication.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
    assert PublishedReport.objects.get().versions == 4
