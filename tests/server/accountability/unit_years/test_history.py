"""The history: who changed what when, with the values before and after, whatever way the change came."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from shebao.server.accountability.unit_years.models import Attachment, EntryLine, UnitYear
from shebao.server.accountability.unit_years.sheets import SHEETS, texts
from shebao.server.platform.people.models import User

pytestmark = pytest.mark.django_db


def history(client: Client, unit_year: UnitYear, query: str = "") -> str:
    response = client.get(reverse("unit_years:history", args=[unit_year.pk]) + query)
    assert response.status_code == 200
    return response.content.decode()


def changed(client: Client, unit_year: UnitYear, **changes: str) -> EntryLine:
    line = EntryLine.objects.filter(unit_year=unit_year).order_by("position").first()
    assert line is not None
    data = {**texts(SHEETS["entries"], line), "version": str(line.version), **changes}
    assert client.post(reverse("unit_years:line", args=[unit_year.pk, "entries", line.pk]), data).status_code == 302
    return line


def test_a_change_shows_person_before_and_after(unit_year: UnitYear, preparing: Client, preparer: User) -> None:
    line = changed(preparing, unit_year, amount="7.77", note="更正数额")
    text = history(preparing, unit_year)
    assert str(preparer) in text
    assert "<del>" + texts(SHEETS["entries"], line)["amount"] + "</del>" in text
    assert "<ins>7.77</ins>" in text
    assert "<ins>更正数额</ins>" in text
    assert "<del>2023-01-31</del>" not in text


def test_what_raw_sql_changes_is_in_the_history_too(unit_year: UnitYear, preparing: Client) -> None:
    line = EntryLine.objects.filter(unit_year=unit_year).first()
    assert line is not None
    with connection.cursor() as cursor:
        cursor.execute("UPDATE unit_years_entryline SET amount = 4242 WHERE id = %s", [line.pk])
    events = EntryLine.pgh_event_model.objects.filter(pgh_obj=line.pk).order_by("pgh_id")
    assert [event.pgh_label for event in events] == ["insert", "update"]
    assert events[1].amount == 4242
    page = preparing.get(reverse("unit_years:action", args=[unit_year.pk, "entries", "none"]) + "?page=11")
    assert "42.42" in page.content.decode()


def test_filters_by_kind_person_and_day(
    unit_year: UnitYear, preparing: Client, preparer: User, tree: object, member: Callable[..., User]
) -> None:
    changed(preparing, unit_year, note="甲改")
    other = member(None, tree.unit)  # type: ignore[attr-defined]
    assert "甲改" in history(preparing, unit_year, f"?person={preparer.pk}&kind=entries")
    assert "甲改" not in history(preparing, unit_year, f"?person={other.pk}")
    assert "甲改" not in history(preparing, unit_year, "?kind=budget")
    assert "甲改" not in history(preparing, unit_year, "?since=2999-01-01")
    assert "甲改" in history(preparing, unit_year, "?since=nonsense&person=x&kind=y")


def test_words_show_the_place_inside_that_changed(unit_year: UnitYear, preparing: Client) -> None:
    data = {"version": unit_year.version, "duties": "新的职责"}
    preparing.post(reverse("unit_years:words", args=[unit_year.pk]), data)
    text = history(preparing, unit_year, "?kind=unit-year")
    assert "文字 · 主要职能" in text
    assert "新的职责" in text


def test_many_rows_of_one_action_are_one_entry_with_a_page_of_its_own(unit_year: UnitYear, preparing: Client) -> None:
    for index in range(2):
        changed(preparing, unit_year, note=f"第{index}次")
    EntryLine.objects.filter(unit_year=unit_year).delete()
    text = history(preparing, unit_year)
    assert "520 条" in text
    page = preparing.get(reverse("unit_years:action", args=[unit_year.pk, "entries", "none"]))
    assert page.status_code == 200
    assert preparing.get(reverse("unit_years:action", args=[unit_year.pk, "entries", "not-a-uuid"])).status_code == 404
    assert preparing.get(reverse("unit_years:action", args=[unit_year.pk, "nothing", "none"])).status_code == 404


def added(client: Client, unit_year: UnitYear) -> Attachment:
    content = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    data = {"file": SimpleUploadedFile("批复<b>.pdf", content), "title": "批复<b>"}
    assert client.post(reverse("unit_years:documents", args=[unit_year.pk]), data).status_code == 302
    return Attachment.objects.get()


def test_documents_are_kept_and_recorded_and_dangerous_ones_refused(unit_year: UnitYear, preparing: Client) -> None:
    address = reverse("unit_years:documents", args=[unit_year.pk])
    bad = preparing.post(address, {"file": SimpleUploadedFile("a.svg", b"<svg onload=alert(1)></svg>")})
    assert bad.status_code == 400
    kept = added(preparing, unit_year)
    assert "批复&lt;b&gt;" in preparing.get(address).content.decode()
    preparing.post(reverse("unit_years:remove_document", args=[unit_year.pk, kept.pk]))
    assert not Attachment.objects.exists()
    assert "批复&lt;b&gt;" in history(preparing, unit_year, "?kind=documents")


def test_a_document_is_served_so_that_no_browser_runs_it(unit_year: UnitYear, preparing: Client) -> None:
    kept = added(preparing, unit_year)
    response = preparing.get(reverse("unit_years:document", args=[unit_year.pk, kept.pk]))
    assert response["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response["Content-Security-Policy"]
    response.close()


def test_the_history_needs_few_queries(
    unit_year: UnitYear, preparing: Client, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for index in range(12):
        changed(preparing, unit_year, note=f"第{index}次")
    with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
        history(preparing, unit_year)
