"""Files: told by content, refused where they may bite, kept by hash, handed out so that nothing in them runs."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from shebao.reading import packages
from shebao.server.platform.files import store
from shebao.server.platform.files.kinds import ATTACHMENTS, REPORTS, RefusedFile, examine, safe_name
from shebao.server.platform.files.models import StoredFile

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def _docx(**extra: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", "<document/>")
        for name, content in extra.items():
            package.writestr(name.replace("__", "/"), content)
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "空的"),
        (b"MZ\x90\0" + b"\0" * 80, "Windows 程序"),
        (_docx(word__vbaProject_bin=b"x").replace(b"vbaProject_bin", b"vbaProject.bin"), "宏"),
        (_docx(**{"../../etc/passwd": b"x"}), "指向包外"),
        (b"<html><body onload=alert(1)>x</body></html>", "脚本"),
        (b"<html><script>alert(1)</script></html>", "脚本"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "无法识别"),
        (PDF + b"<</S/JavaScript/JS(app.alert(1))>>", "脚本"),
        (b"text\0\0\0\x01", "无法识别"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
    ],
)
def test_what_may_bite_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(RefusedFile, match=reason):
        examine(data, "报告.pdf", REPORTS)


def test_a_package_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "MAX_TOTAL", 1_000_000)
    with pytest.raises(RefusedFile, match="解压后"):
        examine(_docx(word__bomb=b"\0" * 1_100_000), "炸弹.docx", REPORTS)


def test_a_file_is_what_its_content_says() -> None:
    assert examine(PDF, "报告.docx", REPORTS) == "pdf"
    assert examine(_docx(), "报告.pdf", REPORTS) == "docx"
    assert examine("决算报告".encode("utf-16"), "a.txt", REPORTS) == "text"
    assert examine(b"\x89PNG\r\n\x1a\n", "a.png", ATTACHMENTS) == "png"
    with pytest.raises(RefusedFile, match="不收PDF"):
        examine(PDF, "a.pdf", frozenset({"xlsx"}))


@given(st.text(max_size=300))
def test_a_safe_name_has_no_folder_and_no_control_character(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert len(safe) <= 150
    assert not set(safe) & set("/\\\0\n\r\u202e")


def test_the_name_keeps_its_ending_and_loses_its_folders() -> None:
    assert safe_name("C:\\报告\\..\\2024 决算.pdf") == "2024 决算.pdf"
    assert safe_name("../../etc/passwd") == "passwd"
    assert safe_name("\u202efdp.exe") == "fdp.exe"


@pytest.mark.django_db
def test_the_same_content_is_kept_once(data_directory: Path) -> None:
    first = store.store_upload(SimpleUploadedFile("甲.pdf", PDF))
    second = store.store_bytes(PDF, kind="pdf", name="乙.pdf")
    assert first.sha256 == second.sha256
    files = [path for path in (data_directory / "files").rglob("*") if path.is_file()]
    assert len(files) == 1
    assert store.read(second) == PDF


@pytest.mark.django_db(transaction=True)
def test_content_goes_with_the_last_file_that_has_it(data_directory: Path) -> None:
    first = store.store_bytes(PDF, kind="pdf", name="甲.pdf")
    second = store.store_bytes(PDF, kind="pdf", name="乙.pdf")
    path = store.content_path(first)
    store.discard(first)
    assert path.exists()
    store.discard(second)
    assert not path.exists()
    assert not StoredFile.objects.exists()


@pytest.mark.django_db
def test_a_download_runs_nowhere() -> None:
    stored = store.store_bytes(b"<html>x</html>", kind="html", name='a"\r\n网页.html')
    response = store.download(stored, inline=True)
    assert response["Content-Disposition"].startswith("attachment; ")
    assert "\n" not in response["Content-Disposition"]
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    response.close()


@pytest.mark.django_db(transaction=True)
def test_what_a_backup_kept_from_removal_is_swept_later(data_directory: Path) -> None:
    stored = store.store_bytes(PDF, kind="pdf", name="甲.pdf")
    kept = store.store_bytes(PDF + b"%", kind="pdf", name="乙.pdf")
    path = store.content_path(stored)
    address = connection.get_connection_params()
    with psycopg.connect(**{key: address[key] for key in ("host", "port", "user", "password", "dbname")}) as backup:
        backup.execute("SELECT pg_advisory_lock(%s)", [store.BACKUP_LOCK])
        store.discard(stored)
        assert path.exists()
    assert store.sweep() == 0
    for each in (path, store.content_path(kept)):
        os.utime(each, (0, 0))
    assert store.sweep() == 1
    assert not path.exists()
    assert store.read(kept)
