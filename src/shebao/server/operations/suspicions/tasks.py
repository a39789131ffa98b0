"""Background work of suspicions."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from procrastinate.contrib.django import app

from shebao import bounded
from shebao.operations.governance.handover import HandoverError, read_handover
from shebao.operations.governance.signing import KeyProblem, require_signature, without_signature
from shebao.server.operations.suspicions import running
from shebao.server.operations.suspicions.agreed_keys import of_runners
from shebao.server.operations.suspicions.models import Run as Received
from shebao.server.operations.suspicions.receiving import Delivered, RefusedRun, take_in
from shebao.server.platform.files.models import StoredFile
from shebao.server.platform.files.store import content_path, discard
from shebao.server.platform.jobs.background import JobProblem, Run, background
from shebao.server.platform.jobs.models import Job
from shebao.server.platform.organisations.models import Organisation
from shebao.server.platform.people.models import User

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

_LEFT_AFTER_SECONDS = 24 * 3600


@background("suspicions.check", "核查数据", attempts=2, prepare=running.prepared)
def check_data(run: Run, file: str, source: str, agency: int, person: int, as_of: str) -> str:
    """Runs the checks over an upload, which is discarded afterwards, or over a source."""
    of, by = Organisation.objects.get(pk=agency), User.objects.get(pk=person)
    stored = StoredFile.objects.filter(pk=file).first() if file else None
    if file and stored is None:
        return "文件已核查过，没有保留。"
    try:
        if stored is not None:
            taken = running.check_upload(stored, of, as_of, by, lambda: _wanted(run))
        else:
            taken = running.check_source(source, of, as_of, by, lambda: _wanted(run))
    except (running.Unchecked, HandoverError, RefusedRun) as problem:
        raise JobProblem(f"{problem}。") from None
    except bounded.TooSlow:
        raise JobProblem(
            "数据太多，没有在限时内查完；请在数据所在的机器上运行 shebao check，再导入移交文件。"
        ) from None
    except bounded.Crashed:
        raise JobProblem("核查的进程异常终止，可能是数据过大或损坏；请在数据所在的机器上运行 shebao check。") from None
    except bounded.Cancelled:
        run.step(0, 1)
        return "已取消。"
    finally:
        if stored is not None and not run.should_stop():
            discard(stored)
    return _told(taken)


@app.periodic(cron="50 * * * *")
@app.task(name="suspicions.leave_nothing", queueing_lock="suspicions.leave_nothing")
def leave_nothing(timestamp: int) -> None:
    """Data that a check left when its job was cancelled before it ran, or its worker was killed."""
    ended = Job.objects.filter(kind="suspicions.check", state__in=Job.FINISHED).exclude(arguments__file="")
    keys = list(ended.values_list("arguments__file", flat=True))
    for stored in StoredFile.objects.filter(pk__in=keys):
        discard(stored)
    before = time.time() - _LEFT_AFTER_SECONDS
    for folder in Path(settings.DATA).glob("check-*"):
        if folder.is_dir() and folder.stat().st_mtime < before:
            shutil.rmtree(folder, ignore_errors=True)


def _wanted(run: Run) -> bool:
    """Whether nobody cancelled the job, and its worker does not stop."""
    return not run.should_stop() and not Job.objects.filter(pk=run.id, cancel_requested=True).exists()


@background("suspicions.receive", "导入核查结果")
def receive_handover(run: Run, file: str, agency: int, person: int) -> str:
    """Takes in a handover that was uploaded; taken in already, it says so."""
    stored = StoredFile.objects.get(pk=file)
    if Received.objects.filter(agency=agency, digest=stored.sha256).exists():
        return "这份核查结果已经导入过。"
    delivered = Delivered(Organisation.objects.get(pk=agency), stored.sha256, User.objects.get(pk=person), stored)
    try:
        with content_path(stored).open("rb") as signed:
            require_signature(signed, _runners(delivered.agency))
        with content_path(stored).open(encoding="utf-8") as stream:
            handed, findings = read_handover(without_signature(stream))
            taken = take_in(handed, findings, delivered)
    except UnicodeDecodeError:
        raise JobProblem("文件不是 UTF-8 编码；这里收 shebao check --format handover 写出的文件。") from None
    except (HandoverError, RefusedRun, KeyProblem) as problem:
        raise JobProblem(f"{stored.name}：{problem}。没有导入。") from None
    return _told(taken)


def _runners(agency: Organisation) -> list[Ed25519PublicKey]:
    keys = of_runners(agency)
    if not keys:
        raise HandoverError(
            f"没有登记“{agency.name}”的核查机器；请管理员把它的公钥放进 SHEBAO_RUNNER_KEYS 所指的目录，文件名是机构名"
        )
    return keys


def _told(taken: Received) -> str:
    absence = getattr(taken, "absence", None)
    waiting = f"另有 {absence.count} 个涉及资金的疑点未再发现，待另一人确认。" if absence else ""
    lacking = f" 没有查到的 {len(taken.problems)} 处，见核查结果。" if taken.problems else ""
    return (
        f"疑点 {taken.found} 个：新增 {taken.new}，仍在 {taken.remaining}，复现 {taken.returned}，已消除 {taken.gone}，"
        f"更正已核实 {taken.verified}，更正未见效 {taken.failed}。{waiting}{lacking}"
    )
