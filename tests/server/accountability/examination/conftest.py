"""An audited sample report, and what uploads it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from shebao import bounded
from shebao.server.accountability.examination import engine
from shebao.server.accountability.examination.models import Examination
from shebao.server.platform.jobs.models import Job

SAMPLE = Path(__file__).parents[4] / "examples" / "sample-report.pdf"

Files = Sequence[tuple[str, bytes]]
Upload = Callable[..., HttpResponse]


def uploaded(client: Client, files: Files, **headers: str) -> HttpResponse:
    """The answer to uploading these names and contents."""
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post("/audit/", {"files": sent}, **headers)


@pytest.fixture(scope="session", autouse=True)
def _prepared() -> None:
    """Here one process does what workers and web processes do apart; it is prepared as a worker is."""
    bounded.prepare(engine.examine)


@pytest.fixture
def sample() -> bytes:
    return SAMPLE.read_bytes()


@pytest.fixture
def examined(client: Client, run_jobs: Callable[[], list[Job]], sample: bytes) -> Examination:
    """The sample report, uploaded by the visitor `client` and audited."""
    response = uploaded(client, [("示例 报告.pdf", sample)])
    assert response.status_code == 302
    run_jobs()
    examination: Examination = Examination.objects.get()
    assert examination.state == "done", examination.problem
    return examination


def report_text(unit: str, year: int, *, kind: str = "单位", total: str = "100.00", prior: str = "90.00") -> bytes:
    """A small report as text: cover, and one sentence with a change that is right for the default figures."""
    return (
        f"{unit}{year}年度{kind}决算\n\n第一部分 {unit}概况\n一、主要职能\n负责社会保险经办。\n"
        f"第二部分 {unit}{year}年度{kind}决算表\n"
        f"第三部分 {unit}{year}年度{kind}决算情况说明\n"
        f"一、收入支出决算总体情况说明\n"
        f"{year}年度收、支总计{total}万元。与{year - 1}年度相比，收、支总计各增加10.00万元，增长11.1%。\n"
        f"第四部分 名词解释\n"
    ).encode()
