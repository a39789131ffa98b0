"""Uploading: what is accepted is audited, what is refused is said at the field, and nobody can flood the server."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from shebao.server.accountability.examination import retention
from shebao.server.accountability.examination.models import Batch, Examination, UploadTally
from shebao.server.platform.files.models import StoredFile
from shebao.server.platform.jobs.models import Job
from shebao.server.platform.people.models import User

from .conftest import report_text, uploaded

pytestmark = pytest.mark.django_db
_LAUGHS = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
_XML_BOMB = f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e0 "x">{_LAUGHS}]><d>&e9;</d>'.encode()


def _docx(**parts: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", "<document/>")
        for name, content in parts.items():
            package.writestr(name, content)
    return data.getvalue()


def test_a_dropped_file_is_audited_and_its_page_opens(
    client: Client, sample: bytes, run_jobs: Callable[[], list[Job]]
) -> None:
    response = uploaded(client, [("报告.pdf", sample)])
    examination = Examination.objects.get()
    assert response["Location"] == f"/audit/{examination.pk}/"
    waiting = client.get(response["Location"]).content.decode()
    assert "排队中" in waiting
    assert "hx-get" in waiting
    assert 'http-equiv="refresh"' in waiting
    run_jobs()
    assert client.get(f"/audit/{examination.pk}/progress/")["HX-Redirect"] == response["Location"]
    examination.refresh_from_db()
    assert examination.state == "done"
    assert examination.complete
    assert examination.findings.count() > 0
    assert "示例市某某社会保险中心 2023 年度单位决算" in client.get(response["Location"]).content.decode()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("宏.docx", _docx(**{"word/vbaProject.bin": b"x"}), "宏"),
        ("实体.docx", _docx(**{"word/styles.xml": _XML_BOMB}), "实体"),
        ("出包.docx", _docx(**{"../../evil.xml": b"x"}), "包外"),
        ("脚本.html", b"<html><body><script>alert(1)</script>x</body></html>", "脚本"),
        ("事件.html", b"<html><body onload=alert(1)>x</body></html>", "脚本"),
        ("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "无法识别"),
        ("图.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "PNG"),
        ("程序.pdf", b"MZ\x90\0" + b"\0" * 100, "程序"),
        ("空.txt", b"", "空"),
        ("动作.pdf", b"%PDF-1.7\n<</S/JavaScript/JS(app.alert(1))>>", "脚本"),
    ],
)
def test_what_bites_is_refused_at_the_field(client: Client, name: str, content: bytes, reason: str) -> None:
    response = uploaded(client, [(name, content)])
    page = response.content.decode()
    assert response.status_code == 422
    assert reason in page[page.index('id="files-error"') :]
    assert 'aria-invalid="true"' in page
    assert not Examination.objects.exists()
    assert not StoredFile.objects.exists()


def test_refused_files_among_others_are_rows_with_their_reason(client: Client, sample: bytes) -> None:
    response = uploaded(client, [("好.pdf", sample), ("坏.pdf", b"MZ\0\0" + b"\0" * 80)])
    batch = Batch.objects.get()
    assert response["Location"] == f"/audit/batch/{batch.pk}/"
    assert list(batch.examinations.values_list("name", "state")) == [("好.pdf", "waiting"), ("坏.pdf", "refused")]
    assert "Windows 程序" in client.get(response["Location"]).content.decode()


def test_path_names_lose_their_path(client: Client, sample: bytes) -> None:
    uploaded(client, [("../../etc/cron.d/报告.pdf", sample), ("..\\..\\boot\u202efdp.pdf", sample)])
    names = list(Examination.objects.values_list("name", flat=True))
    assert names == ["报告.pdf", "bootfdp.pdf"]


def test_no_file_at_all_is_said(client: Client) -> None:
    response = client.post("/audit/", {})
    assert response.status_code == 422
    assert "请选择要审核的文件" in response.content.decode()


def test_a_script_gets_the_same_answers_as_data(client: Client, sample: bytes) -> None:
    accept = {"HTTP_ACCEPT": "application/json"}
    refused = uploaded(client, [("坏.pdf", b"MZ\0\0" + b"\0" * 80)], **accept)
    assert refused.status_code == 422
    assert refused.json()["problems"][0].startswith("坏.pdf：")
    first = uploaded(client, [("一.pdf", sample)], **accept).json()
    from django.core.files.uploadedfile import SimpleUploadedFile

    more = client.post(first["add"], {"files": [SimpleUploadedFile("二.pdf", sample)]}, **accept).json()
    batch = Batch.objects.get()
    assert more["url"] == f"/audit/batch/{batch.pk}/"
    assert list(batch.examinations.values_list("position", "name")) == [(1, "一.pdf"), (2, "二.pdf")]


def test_visitors_are_limited_by_address_and_people_are_not(
    client: Client, settings: Settings, sign_in: Callable[[User], Client], member: Callable[..., User], tree: object
) -> None:
    settings.EXAMINATION = {"anonymous_files_an_hour": 2}
    text = report_text("甲中心", 2023)
    assert uploaded(client, [("a.txt", text), ("b.txt", text)]).status_code == 302
    third = uploaded(Client(), [("c.txt", text)])
    assert third.status_code == 422
    assert "每小时最多上传 2 个文件" in third.content.decode()
    assert uploaded(Client(REMOTE_ADDR="10.9.8.7"), [("c.txt", text)]).status_code == 302
    person = sign_in(member(None, tree.unit))  # type: ignore[attr-defined]
    assert uploaded(person, [("c.txt", text)] * 3).status_code == 302
    tally = UploadTally.objects.get(files=2)
    assert "127.0.0.1" not in tally.address


def test_too_many_files_at_once_are_refused_whole(client: Client, settings: Settings) -> None:
    settings.EXAMINATION = {"files_at_once": 2}
    response = uploaded(client, [("a.txt", b"x")] * 3)
    assert response.status_code == 422
    assert "一次最多上传 2 个文件，这次选了 3 个" in response.content.decode()


def test_uploads_of_visitors_go_when_their_time_is_over(examined: Examination, client: Client) -> None:
    batch = examined.batch
    assert batch.expires_at > timezone.now() + timedelta(days=6)
    Batch.objects.filter(pk=batch.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get(f"/audit/{examined.pk}/").status_code == 404
    assert retention.purge() == 1
    assert not Batch.objects.exists()
    assert not StoredFile.objects.exists()


def test_deleting_a_batch_keeps_what_another_batch_needs(client: Client, sample: bytes) -> None:
    uploaded(client, [("一.pdf", sample)])
    uploaded(client, [("二.pdf", sample)])
    first, second = Batch.objects.order_by("created_at")
    assert client.post(f"/audit/batch/{first.pk}/delete/").status_code == 302
    download = client.get(f"/audit/{second.examinations.get().pk}/original/")
    assert b"".join(download.streaming_content) == sample
