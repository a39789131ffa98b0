"""Batches: progress, sums by unit and rule, sorting, exports; queries independent of the number of reports."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from django.test import Client

from server.taking import content_of, taken
from shebao.server.accountability.examination.models import Batch, Examination, Finding
from shebao.server.platform.jobs.models import Job

from .conftest import report_text, uploaded

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(client: Client, run_jobs: Callable[[], list[Job]]) -> Batch:
    """Three reports: one right, one with a mistake, one that is none."""
    files = [
        ("乙.txt", report_text("乙社保中心", 2023)),
        ("甲.txt", report_text("甲社保中心", 2023, total="105.00")),
        ("天气.txt", "今天天气很好。\n".encode() * 50),
    ]
    uploaded(client, files)
    run_jobs()
    found: Batch = Batch.objects.get()
    return found


def _names(page: str) -> list[str]:
    return re.findall(r"<td class=\"long\"><a href=\"[^\"]+\">([^<]+)</a>", page)


def test_a_batch_says_how_far_it_is_and_what_was_found(client: Client, batch: Batch) -> None:
    page = client.get(batch.get_absolute_url()).content.decode()
    assert "3<i>/3</i>" in page
    assert "甲社保中心" in page
    assert "没有读到决算公开报告的内容" in page
    assert _names(page) == ["乙.txt", "甲.txt", "天气.txt"]
    wrong, right = (Examination.objects.get(name=name) for name in ("甲.txt", "乙.txt"))
    assert wrong.errors + wrong.warnings + wrong.notes > right.errors + right.warnings + right.notes


def test_it_is_sorted_by_what_is_asked(client: Client, batch: Batch) -> None:
    address = batch.get_absolute_url()
    by_errors = _names(client.get(f"{address}?sort=errors").content.decode())
    errors = dict(Examination.objects.values_list("name", "errors"))
    assert [errors[name] for name in by_errors] == sorted(errors.values(), reverse=True)
    assert _names(client.get(f"{address}?sort=nonsense").content.decode()) == ["乙.txt", "甲.txt", "天气.txt"]


def test_it_polls_while_audits_run_and_then_stops(client: Client, batch: Batch) -> None:
    address = batch.get_absolute_url()
    assert "every 1500ms" not in client.get(address).content.decode()
    Examination.objects.filter(name="甲.txt").update(state="running")
    part = client.get(address, headers={"HX-Request": "true", "HX-Target": "state"}).content.decode()
    assert part.strip().startswith('<div id="state" hx-get')
    assert "还有 1 份" in part


def test_exports_hold_every_report(client: Client, batch: Batch) -> None:
    def export(form: str) -> bytes:
        response = taken(client, f"{batch.get_absolute_url()}export/{form}/")
        assert response["Content-Disposition"].startswith("attachment")
        return content_of(response)

    reports = json.loads(export("json"))
    assert [report["file"] for report in reports] == ["乙.txt", "甲.txt", "天气.txt"]
    assert "没有读到" in reports[2]["error"]
    rows = list(openpyxl.load_workbook(io.BytesIO(export("xlsx")))["整改清单"].iter_rows(values_only=True))
    assert {row[-1] for row in rows[1:]} >= {"甲.txt", "天气.txt"}
    run = json.loads(export("sarif"))["runs"][0]
    assert len(run["results"]) == Finding.objects.count()
    assert run["invocations"][0]["toolExecutionNotifications"]
    names = zipfile.ZipFile(io.BytesIO(export("zip"))).namelist()
    assert names[0] == "整改清单.xlsx"
    assert {"001 乙.json", "002 甲.json", "001 乙.标注.html"} <= set(names)
    assert not any("天气" in name for name in names)


def test_rules_and_units_are_summed(client: Client, batch: Batch) -> None:
    page = client.get(batch.get_absolute_url()).content.decode()
    rules = page[page.index("按规则") :]
    for rule in set(Finding.objects.filter(below=0).values_list("rule", flat=True)):
        assert rule in rules
    units = page[page.index("按单位") : page.index("按规则")]
    assert units.count("<tr>") == 3


def test_queries_do_not_grow_with_reports(
    client: Client, batch: Batch, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    done = Examination.objects.get(name="甲.txt")
    Examination.objects.bulk_create(
        Examination(
            batch=batch, position=n, name=f"{n}.txt", state="done", unit=f"第{n}中心", errors=n, details=done.details
        )
        for n in range(10, 310)
    )
    with django_assert_max_num_queries(16):  # type: ignore[attr-defined]
        page = client.get(batch.get_absolute_url()).content.decode()
    assert len(_names(page)) == 100
    with django_assert_max_num_queries(10):  # type: ignore[attr-defined]
        client.get("/audit/")
