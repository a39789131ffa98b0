"""Checks run on the server: in a process of their own, on an upload or on what the operator put there; nothing of it stays."""

from __future__ import annotations

import io
import os
import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from operations.governance.made import number
from shebao.server.operations.suspicions import running
from shebao.server.operations.suspicions.models import Clear, Run, Suspicion
from shebao.server.operations.suspicions.tasks import leave_nothing
from shebao.server.platform.files.models import StoredFile
from shebao.server.platform.jobs.models import Job

pytestmark = pytest.mark.django_db
_COLUMNS = ("AAC001", "AAC002", "AAC003", "AAC004", "AAC006", "AAC058")


def workbook(*persons):
    book = openpyxl.Workbook()
    book.active.title = "persons"
    for row in (_COLUMNS, *persons):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def person(key, sex=None):
    return (key, number(key), "张某某", sex or ("1" if key % 2 else "2"), date(1950, 1, 1), "1")


@pytest.fixture
def supervisor(tree, member, sign_in):
    return sign_in(member("governance_supervisor", tree.unit))


def test_an_upload_is_checked_kept_encrypted_and_discarded(tree, member, sign_in, supervisor, run_jobs) -> None:
    upload = SimpleUploadedFile("人员.xlsx", workbook(person(1), person(2), person(3, sex="2")))
    supervisor.post("/suspicions/runs/check/", {"agency": tree.unit.pk, "as_of": "2025-12", "file": upload})
    (job,) = run_jobs()
    assert job.state == "done", job.message
    run = Run.objects.get()
    assert run.problems, "the tables that are not there are told"
    found = {each.subject for each in Suspicion.objects.filter(rule__title__contains="性别")}
    assert found == {"3"}
    suspicion = Suspicion.objects.filter(rule__title__contains="性别").first()
    assert number(3) not in str(suspicion.evidence)
    assert number(3) in Clear.objects.get(suspicion=suspicion).content.open()
    assert not StoredFile.objects.exists()
    assert not list(Path(run_folder()).glob("check-*"))
    clerk = sign_in(member("governance_clerk", tree.unit))
    shown = clerk.post(f"{suspicion.get_absolute_url()}reveal/", {"reason": "与户籍档案核对"}).content.decode()
    assert number(3) in shown


def test_what_a_cancelled_or_killed_check_left_is_removed(tree, supervisor, settings) -> None:
    upload = SimpleUploadedFile("人员.xlsx", workbook(person(1)))
    supervisor.post("/suspicions/runs/check/", {"agency": tree.unit.pk, "as_of": "2025-12", "file": upload})
    job = Job.objects.get(kind="suspicions.check")
    left, running_now = Path(settings.DATA) / "check-left", Path(settings.DATA) / "check-now"
    for folder in (left, running_now):
        folder.mkdir()
    os.utime(left, (0, 0))
    leave_nothing(0)
    assert StoredFile.objects.exists(), "the job still waits"
    Job.objects.filter(pk=job.pk).update(state=Job.State.CANCELLED)
    leave_nothing(0)
    assert not StoredFile.objects.exists()
    assert (left.exists(), running_now.exists()) == (False, True)


def run_folder():
    from django.conf import settings

    return settings.DATA


def test_what_cannot_be_checked_is_told(tree, supervisor, run_jobs) -> None:
    upload = SimpleUploadedFile("人员.csv", "不相干,的表\n1,2\n".encode())
    supervisor.post("/suspicions/runs/check/", {"agency": tree.unit.pk, "as_of": "2025-12", "file": upload})
    (job,) = run_jobs()
    assert not Suspicion.objects.exists()
    assert job.message
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"as_of": "2025-13", "source": "城市"}, "核查年月"),
        ({"as_of": "2025-12"}, "只选一样"),
        ({"as_of": "2025-12", "source": "../secret"}, "只选一样"),
        ({"as_of": "2025-12", "source": "城市", "agency": ""}, "哪个机构"),
    ],
)
def test_only_what_is_listed_is_checked(tree, supervisor, data_directory, said, told) -> None:
    (data_directory / "governance-sources" / "城市").mkdir(parents=True)
    (data_directory / "secret").mkdir()
    answer = supervisor.post("/suspicions/runs/check/", {"agency": tree.unit.pk, **said}, follow=True)
    assert told in answer.content.decode()


def test_a_source_is_a_folder_of_its_own_and_no_link_out(data_directory) -> None:
    folder = data_directory / "governance-sources"
    (folder / "城市").mkdir(parents=True)
    (data_directory / "secret").mkdir()
    (folder / "link").symlink_to(data_directory / "secret")
    assert running.sources() == ["城市"]
    with pytest.raises(running.Unchecked, match="没有名为"):
        running.location_of("link")
    shutil.rmtree(folder)
    assert running.sources() == []
