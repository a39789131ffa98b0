"""Nothing that a name or a report contains runs in a page, and nothing it says makes the server fetch anything."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable

import pytest
from django.test import Client

from server.taking import content_of
from shebao.server.accountability.examination.models import Examination, ShareLink
from shebao.server.platform.jobs.models import Job

from .conftest import report_text, uploaded

pytestmark = pytest.mark.django_db

PAYLOAD = "\"><img src=x onerror=alert(1)>'{{7*7}}${7*7}<svg onload=alert(2)>"
_TAGS = re.compile(r"<(?:img src=x|svg onload)")


def _hostile_report() -> bytes:
    text = report_text(f"甲{PAYLOAD}中心", 2023, total="105.00").decode()
    return (
        text + f"附件\n{PAYLOAD}XX万元，增加（减少）{PAYLOAD}。\n二、收入说明\n收入XX万元{PAYLOAD}，增长XX%。\n"
    ).encode()


@pytest.fixture
def hostile(client: Client, run_jobs: Callable[[], list[Job]]) -> Examination:
    uploaded(client, [(f"{PAYLOAD.replace('/', '')}.txt", _hostile_report())])
    run_jobs()
    examination: Examination = Examination.objects.get()
    assert examination.state == "done", examination.problem
    assert examination.findings.exists()
    return examination


@pytest.mark.parametrize(
    "tail", ["", "?view=tables", "?view=rest", "?q=" + "%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E"]
)
def test_the_result_escapes_everything(client: Client, hostile: Examination, tail: str) -> None:
    page = client.get(f"/audit/{hostile.pk}/{tail}").content.decode()
    assert not _TAGS.search(page)
    assert "49" not in re.sub(
        r"[0-9a-f]{8,}|[0-9a-f-]{36}|\d\d:\d\d", "", page.split("blockquote")[0].split("<h1")[1][:200]
    )


def test_other_pages_escape_everything(client: Client, hostile: Examination) -> None:
    finding = hostile.findings.first()
    client.post(
        f"/audit/{hostile.pk}/findings/{finding.pk}/", {"verdict": "disputed", "reason": PAYLOAD, "version": "0"}
    )
    client.post(f"/audit/batch/{hostile.batch_id}/share/", {"label": PAYLOAD[:60]})
    client.post(f"/audit/batch/{hostile.batch_id}/rename/", {"name": PAYLOAD})
    assert ShareLink.objects.exists()
    for address in ("/audit/", f"/audit/batch/{hostile.batch_id}/", f"/audit/{hostile.pk}/"):
        response = client.get(address)
        assert not _TAGS.search(response.content.decode()), address
        policy = response["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


def test_refused_names_are_escaped_too(client: Client) -> None:
    response = uploaded(client, [(f"{PAYLOAD.replace('/', '')}.pdf", b"MZ\0\0" + b"\0" * 80)])
    assert response.status_code == 422
    assert not _TAGS.search(response.content.decode())


def test_no_page_needs_inline_script_or_style(client: Client, hostile: Examination) -> None:
    for address in ("/audit/", f"/audit/batch/{hostile.batch_id}/", f"/audit/{hostile.pk}/"):
        page = client.get(address).content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)", page)
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"", page)
        assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", page)


def test_exports_are_downloads_that_run_nothing(client: Client, hostile: Examination) -> None:
    html = client.get(f"/audit/{hostile.pk}/export/html/")
    assert not _TAGS.search(content_of(html).decode())
    assert html["Content-Disposition"].startswith("attachment")
    assert "sandbox" in html["Content-Security-Policy"]
    assert "\n" not in html["Content-Disposition"]


def test_addresses_in_a_report_are_not_fetched(
    client: Client, run_jobs: Callable[[], list[Job]], monkeypatch: pytest.MonkeyPatch
) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.2)
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    page = report_text("甲中心", 2023).decode().replace("\n", "<br>")
    html = f"<html><head><link rel=stylesheet href={address}></head><body>{page}<img src='{address}'></body></html>"
    assert uploaded(client, [("网页.html", html.encode())]).status_code == 302
    run_jobs()
    assert Examination.objects.get().state == "done"
    with pytest.raises(TimeoutError):
        listener.accept()
    listener.close()
