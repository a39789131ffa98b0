"""Background work of suspicions."""

from __future__ import annotations

from shebao.operations.governance.handover import HandoverError, read_handover
from shebao.server.operations.suspicions.models import Run as Received
from shebao.server.operations.suspicions.receiving import Delivered, RefusedRun, take_in
from shebao.server.platform.files.models import StoredFile
from shebao.server.platform.files.store import content_path
from shebao.server.platform.jobs.background import JobProblem, Run, background
from shebao.server.platform.organisations.models import Organisation
from shebao.server.platform.people.models import User


@background("suspicions.receive", "导入核查结果")
def receive_handover(run: Run, file: str, agency: int, person: int) -> str:
    """Takes in a handover that was uploaded; taken in already, it says so."""
    stored = StoredFile.objects.get(pk=file)
    if Received.objects.filter(agency=agency, digest=stored.sha256).exists():
        return "这份核查结果已经导入过。"
    delivered = Delivered(Organisation.objects.get(pk=agency), stored.sha256, User.objects.get(pk=person), stored)
    try:
        with content_path(stored).open(encoding="utf-8-sig") as stream:
            handed, findings = read_handover(stream)
            taken = take_in(handed, findings, delivered)
    except UnicodeDecodeError:
        raise JobProblem("文件不是 UTF-8 编码；这里收 shebao check --format handover 写出的文件。") from None
    except (HandoverError, RefusedRun) as problem:
        raise JobProblem(f"{stored.name}：{problem}。没有导入。") from None
    return (
        f"疑点 {taken.found} 个：新增 {taken.new}，仍在 {taken.remaining}，复现 {taken.returned}，已消除 {taken.gone}，"
        f"更正已核实 {taken.verified}，更正未见效 {taken.failed}。"
    )
