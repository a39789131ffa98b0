"""The result page: pages with marks beside findings, filters, other views, exports; bounded in queries."""

from __future__ import annotations

import io
import json
import re
import threading
from collections.abc import Callable
from urllib.parse import unquote

import openpyxl
import pypdfium2
import pytest
from django.test import Client
from PIL import Image
from pytest_django.fixtures import Settings

from server.taking import content_of, taken
from shebao.server.accountability.examination import images
from shebao.server.accountability.examination.models import Examination, Finding
from shebao.server.platform.jobs.models import Job

from .conftest import report_text, uploaded

pytestmark = pytest.mark.django_db


def _page(client: Client, examination: Examination, query: str = "") -> str:
    response = client.get(f"/audit/{examination.pk}/{query}")
    assert response.status_code == 200
    return response.content.decode()


def _shown(page: str) -> list[str]:
    return re.findall(r'<article [^>]*data-finding="(F\d+)"', page)


def test_every_finding_is_listed_with_its_arithmetic_and_marked_on_its_page(
    client: Client, examined: Examination
) -> None:
    page = _page(client, examined)
    findings = list(examined.findings.all())
    assert sorted(_shown(page)) == sorted(finding.label for finding in findings)
    for finding in findings:
        if finding.marks:
            assert f'id="at-{finding.label}"' in page
            assert f'href="#at-{finding.label}"' in page
    assert sum(1 for finding in findings if finding.marks) >= 0.9 * len(findings)
    operands = [operand for finding in findings for operand in finding.operands if operand["page"]]
    assert operands
    assert all(operand["name"] in page.replace("&quot;", '"') for operand in operands[:20])


def test_marks_cover_the_quoted_characters(examined: Examination) -> None:
    from django.conf import settings

    from shebao.server.platform.files.store import content_path

    assert settings.DATA
    document = pypdfium2.PdfDocument(content_path(examined.original))
    checked = 0
    for finding in examined.findings.filter(below=0):
        if len(finding.marks) != 1 or not finding.quote:
            continue
        number, left, top, width, height = finding.marks[0]
        page = document[number - 1]
        page_width, page_height = page.get_size()
        text = page.get_textpage().get_text_bounded(
            left=(left - 20) * page_width / 10000,
            right=(left + width + 20) * page_width / 10000,
            top=page_height - (top - 20) * page_height / 10000,
            bottom=page_height - (top + height + 20) * page_height / 10000,
        )
        assert "".join(finding.quote.split()) in "".join(text.split())
        checked += 1
    document.close()
    assert checked >= 3


def test_page_pictures_are_made_once_and_kept(client: Client, examined: Examination, settings: object) -> None:
    address = f"/audit/{examined.pk}/pages/5/"
    first = client.get(address)
    assert first["Content-Type"] == "image/webp"
    assert first["Cache-Control"].startswith("private, max-age=")
    picture = Image.open(io.BytesIO(first.content))
    assert 1390 <= picture.width <= 1410
    assert picture.convert("L").getextrema()[0] < 100
    kept = list((settings.DATA / "cache" / "pages").glob("*/*.webp"))  # type: ignore[attr-defined]
    assert len(kept) == 1
    kept[0].write_bytes(b"kept")
    assert client.get(address).content == b"kept"
    assert client.get(f"/audit/{examined.pk}/pages/999/").status_code == 404
    assert client.get(f"/audit/{examined.pk}/pages/0/").status_code == 404


@pytest.mark.parametrize(
    ("query", "keeps"),
    [
        ("?severity=error", lambda finding: finding.severity == "error"),
        ("?rule=T", lambda finding: finding.rule.startswith("T")),
        ("?q=占比", lambda finding: "占比" in finding.message + finding.quote or finding.rule == "N01"),
        ("?state=open", lambda finding: finding.below == 0),
        ("?state=accepted", lambda finding: False),
        ("?rule=ZZZ", lambda finding: False),
    ],
)
def test_filters_leave_the_chains_in_which_something_fits(
    client: Client, examined: Examination, query: str, keeps: Callable[[Finding], bool]
) -> None:
    findings = list(examined.findings.all())
    chains = {finding.chain for finding in findings if keeps(finding)}
    expected = {finding.label for finding in findings if finding.chain in chains}
    assert set(_shown(_page(client, examined, query))) == expected


def test_nonsense_in_the_address_is_ignored(client: Client, examined: Examination) -> None:
    everything = _shown(_page(client, examined))
    page = _page(client, examined, "?page=-1&severity=%00&state=x&view=../etc&rule=%00&q=%00")
    assert _shown(page) == everything
    assert _shown(_page(client, examined, "?page=99999999999999999999")) == everything


def test_htmx_gets_the_list_alone(client: Client, examined: Examination) -> None:
    response = client.get(
        f"/audit/{examined.pk}/?severity=error", headers={"HX-Request": "true", "HX-Target": "findings"}
    )
    assert response.content.decode().strip().startswith('<div id="findings"')


def test_text_tables_and_what_was_not_decided_are_views_of_their_own(client: Client, examined: Examination) -> None:
    text = _page(client, examined, "?view=text")
    finding = examined.findings.filter(below=0).exclude(quote="").first()
    assert f'id="at-{finding.label}"' in text
    tables = _page(client, examined, "?view=tables")
    assert tables.count('<details class="table') >= 8
    rest = _page(client, examined, "?view=rest")
    assert "核对通过的关系" in rest
    assert "未能判断" in rest


def test_a_text_report_is_shown_as_text(client: Client, run_jobs: Callable[[], list[Job]]) -> None:
    uploaded(client, [("报告.txt", report_text("甲社保中心", 2023, total="105.00"))])
    run_jobs()
    examination = Examination.objects.get()
    assert examination.state == "done", examination.problem
    page = _page(client, examination)
    assert 'data-view="text"' in page
    assert "收、支总计105.00万元" in re.sub(r"<[^>]+>", "", page)
    assert "原件页面" not in page
    assert client.get(f"/audit/{examination.pk}/pages/1/").status_code == 404


def test_exports_say_what_the_page_says(client: Client, examined: Examination) -> None:
    def export(form: str) -> bytes:
        response = taken(client, f"/audit/{examined.pk}/export/{form}/")
        assert response.status_code == 200
        assert response["Content-Disposition"].startswith("attachment")
        assert f"示例 报告.审核.{form}" in unquote(response["Content-Disposition"])
        assert response["X-Content-Type-Options"] == "nosniff"
        return content_of(response)

    client.post(f"/audit/{examined.pk}/findings/{_first(examined).pk}/", _dispute("按批复口径"))
    found = examined.findings.count()
    data = json.loads(export("json"))
    assert len(data["findings"]) == found
    assert data["decisions"][0] | {"at": ""} == {
        "finding": _first(examined).label,
        "verdict": "disputed",
        "reason": "按批复口径",
        "by": "上传人（未登录）",
        "at": "",
    }
    assert len(json.loads(export("sarif"))["runs"][0]["results"]) == found
    sheet = openpyxl.load_workbook(io.BytesIO(export("xlsx")))["整改清单"]
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == found + 1
    assert "异议" in str(rows[1])
    assert "按批复口径" in str(rows[1])
    assert "<!DOCTYPE html>" in export("html").decode()
    assert pypdfium2.PdfDocument(export("pdf"))
    assert client.get(f"/audit/{examined.pk}/export/exe/").status_code == 404


def _first(examined: Examination) -> Finding:
    found: Finding = examined.findings.filter(chain=1, below=0).get()
    return found


def _dispute(reason: str, version: int = 0) -> dict[str, str]:
    return {"verdict": "disputed", "reason": reason, "version": str(version)}


def test_the_original_comes_back_as_a_download(client: Client, examined: Examination, sample: bytes) -> None:
    response = client.get(f"/audit/{examined.pk}/original/")
    assert b"".join(response.streaming_content) == sample
    assert response["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response["Content-Security-Policy"]


def test_queries_do_not_grow_with_findings(
    client: Client, examined: Examination, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    template = _first(examined)
    Finding.objects.bulk_create(
        Finding(
            examination=examined,
            key=f"extra.{n}",
            label=f"F{n}",
            chain=n,
            rule="T01",
            severity="info",
            message="又一处",
            operands=template.operands,
            marks=template.marks,
        )
        for n in range(1000, 1300)
    )
    with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
        page = _page(client, examined)
    assert "下一页" in page
    assert len(_shown(page)) < 150


def test_a_page_that_cannot_be_drawn_is_not_tried_again_and_again(
    client: Client, examined: Examination, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EXAMINATION = {"image_seconds": 0}
    assert client.get(f"/audit/{examined.pk}/pages/3/").status_code == 404
    settings.EXAMINATION = {}
    monkeypatch.setattr(images, "_drawn", lambda original, number: pytest.fail("tried again"))
    assert client.get(f"/audit/{examined.pk}/pages/3/").status_code == 404


def test_more_drawing_than_the_server_can_do_is_put_off(
    client: Client, examined: Examination, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(images, "_waiting", threading.Semaphore(0))
    response = client.get(f"/audit/{examined.pk}/pages/3/")
    assert response.status_code == 503
    assert response["Retry-After"] == "2"


def test_a_report_of_which_nothing_was_checked_is_never_said_to_be_without_problems(
    client: Client, examined: Examination
) -> None:
    assert "各部分已核对/印出的数字" in client.get(examined.get_absolute_url()).content.decode()
    examined.findings.all().delete()
    unread = {**examined.details, "unread": ["12 个数字没有读：这张表没有还原出行和列"]}
    nothing = {"errors": 0, "warnings": 0, "notes": 0, "decided": 0, "details": unread}
    Examination.objects.filter(pk=examined.pk).update(**nothing)
    page = client.get(examined.get_absolute_url()).content.decode()
    assert "没有发现问题" not in page
    assert "没有核对任何数字，不等于没有问题：12 个数字没有读" in page
    batch = client.get(examined.batch.get_absolute_url()).content.decode()
    assert "份没有核对" in batch
    assert "<b>0</b><span>份没有问题" in batch
