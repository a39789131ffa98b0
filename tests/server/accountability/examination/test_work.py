"""Audits in the background: a crash costs one file, a kill loses nothing, doing it twice changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from shebao.server.accountability.examination import tasks, work
from shebao.server.accountability.examination.models import Examination, Finding, Rendering
from shebao.server.platform.files.models import StoredFile
from shebao.server.platform.jobs.background import Run, cancel
from shebao.server.platform.jobs.models import Job

from .conftest import report_text, uploaded
from .crashing import dies_after_findings, dies_of_bad_files

pytestmark = pytest.mark.django_db
RunJobs = Callable[[], list[Job]]


def test_a_crash_costs_one_file(client: Client, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "examine", dies_of_bad_files)
    uploaded(client, [("坏.txt", report_text("甲中心", 2023)), ("好.txt", report_text("乙中心", 2023))])
    run_jobs()
    bad, good = Examination.objects.order_by("position")
    assert (bad.state, good.state) == ("failed", "done")
    assert "程序异常终止" in (page := client.get(f"/audit/{bad.pk}/").content.decode())
    assert "重新审核" in page
    monkeypatch.undo()
    client.post(f"/audit/{bad.pk}/again/")
    run_jobs()
    bad.refresh_from_db()
    assert bad.state == "done"


def test_an_audit_that_takes_too_long_is_ended(
    client: Client, run_jobs: RunJobs, settings: Settings, sample: bytes
) -> None:
    settings.EXAMINATION = {"visitor_audit_seconds": 0}
    uploaded(client, [("大.pdf", sample)])
    run_jobs()
    examination = Examination.objects.get()
    assert examination.state == "failed"
    assert "超过 0 秒" in examination.problem


def test_an_unreadable_file_says_why(client: Client, run_jobs: RunJobs) -> None:
    uploaded(client, [("天气.txt", "今天天气很好。\n".encode() * 50)])
    run_jobs()
    examination = Examination.objects.get()
    assert examination.state == "failed"
    page = client.get(f"/audit/{examination.pk}/").content.decode()
    assert "没有读到决算公开报告的内容" in page
    assert "重新审核" not in page, "it would end the same way"
    client.post(f"/audit/{examination.pk}/again/")
    assert Examination.objects.get().state == "failed"
    examination.details["unreadable"] = "0.0.1"
    examination.save()
    assert "重新审核" in client.get(f"/audit/{examination.pk}/").content.decode(), "a newer program may read it"


def test_findings_stay_when_the_exports_cannot_be_made(
    client: Client, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "examine", dies_after_findings)
    uploaded(client, [("报告.txt", report_text("甲中心", 2023, total="105.00"))])
    run_jobs()
    examination = Examination.objects.get()
    assert examination.state == "done"
    page = client.get(f"/audit/{examination.pk}/").content.decode()
    assert "这一部分正在生成" in page
    assert "导出" in page
    assert client.get(f"/audit/{examination.pk}/export/html/").status_code == 404


def test_an_audit_whose_worker_was_killed_is_taken_up_again(examined: Examination) -> None:
    keys = set(examined.findings.values_list("key", flat=True))
    files = StoredFile.objects.count()
    Examination.objects.filter(pk=examined.pk).update(state="running", complete=False)
    work.audit(examined.pk)
    examined.refresh_from_db()
    assert (examined.state, examined.complete) == ("done", True)
    assert set(examined.findings.values_list("key", flat=True)) == keys
    assert StoredFile.objects.count() == files
    assert Rendering.objects.filter(examination=examined).count() == 6


def test_what_is_done_is_not_done_again(examined: Examination) -> None:
    before = set(Finding.objects.values_list("pk", flat=True))
    work.audit(examined.pk)
    work.audit(uuid4())
    assert set(Finding.objects.values_list("pk", flat=True)) == before


def test_a_cancelled_audit_does_not_start(client: Client, run_jobs: RunJobs, sample: bytes) -> None:
    uploaded(client, [("a.pdf", sample)])
    examination = Examination.objects.get()
    client.post(f"/audit/{examination.pk}/cancel/")
    run_jobs()
    examination.refresh_from_db()
    assert examination.state == "cancelled"
    assert not examination.findings.exists()


def test_a_job_that_is_cancelled_while_it_runs_ends_the_audit(client: Client, sample: bytes) -> None:
    uploaded(client, [("a.pdf", sample)])
    job = Job.objects.get()
    Job.objects.update(state="running")
    cancel(job)
    tasks.audit_report(Run(job.pk), **job.arguments)
    assert Examination.objects.get().state == "cancelled"


def test_a_batch_is_cancelled_as_a_whole(client: Client, run_jobs: RunJobs) -> None:
    uploaded(client, [(f"{n}.txt", report_text("甲中心", 2020 + n)) for n in range(3)])
    first = Examination.objects.order_by("position").first()
    work.audit(first.pk)
    client.post(f"/audit/batch/{first.batch_id}/cancel/")
    run_jobs()
    assert list(Examination.objects.values_list("state", flat=True)) == ["done", "cancelled", "cancelled"]


def test_reports_of_one_batch_are_tied_together(client: Client, run_jobs: RunJobs) -> None:
    reports = {
        "2022.txt": report_text("示例市甲局社保中心", 2022, total="80.00"),
        "2023.txt": report_text("示例市甲局社保中心", 2023),
        "部门.txt": report_text("示例市甲局", 2023, kind="部门"),
    }
    uploaded(client, list(reports.items()))
    run_jobs()
    by_name = {examination.name: examination for examination in Examination.objects.all()}
    assert {examination.state for examination in by_name.values()} == {"done"}
    assert by_name["2023.txt"].prior == by_name["2022.txt"]
    assert by_name["2023.txt"].department == by_name["部门.txt"]
    assert by_name["2022.txt"].prior is None
    page = client.get(by_name["2023.txt"].batch.get_absolute_url()).content.decode()
    assert "对照上年" in page
    assert "对照部门" in page
    rules = set(by_name["2023.txt"].findings.values_list("rule", flat=True))
    alone = Examination.objects.filter(name="2023.txt")
    alone.update(prior=None, department=None, complete=False)
    work.audit(alone.get().pk)
    assert set(alone.get().findings.values_list("rule", flat=True)) < rules
