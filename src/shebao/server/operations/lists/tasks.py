"""Background work of staff lists: checked row by row, written as one act."""

from __future__ import annotations

from functools import partial

from shebao import bounded
from shebao.bounded import prepare
from shebao.fields.problem import Problem, ProblemsFound
from shebao.operations.handling.lists.apart import read_apart, work
from shebao.server.operations.lists import carrying
from shebao.server.operations.lists.models import StaffList
from shebao.server.operations.lists.moving import check_later, keep_rows
from shebao.server.operations.lists.states import State
from shebao.server.platform.files.models import StoredFile
from shebao.server.platform.files.store import content_path, discard
from shebao.server.platform.jobs.background import Run, background


@background("lists.check", "核对人员名册", prepare=partial(prepare, work))
def check(run: Run, number: str, file: str) -> str:
    """Reads the file where it is not read yet, and assesses every row on what is known now."""
    found = StaffList.objects.select_related("office").get(number=number)
    stored = StoredFile.objects.filter(pk=file).first() if file else None
    if found.state != State.CHECKING:
        return "名册已不在核对。"
    if stored is not None and not found.rows:
        _read(found, stored)
    if found.problem_count:
        carrying.settle(found, State.FAULTY, f"文件有 {found.problem_count} 处错误，没有受理；改好后重新上传")
    elif not found.rows:
        carrying.settle(found, State.FAULTY, "文件已不在，没有核对；请重新上传")
    else:
        carrying.check(found, lambda done, total: run.step(done, total, "核对各行"))
    if stored is not None:
        discard(stored)
    return found.told


@background("lists.apply", "写入人员名册")
def apply(run: Run, number: str) -> str:
    """Writes the rows that were reviewed."""
    found = StaffList.objects.select_related("office", "clerk", "reviewer").get(number=number)
    if found.state != State.APPLYING:
        return "名册不在写入。"
    if not carrying.write(found, lambda done, total: run.step(done, total, "核对各行")):
        check_later(found)
    return found.told


def _read(found: StaffList, stored: StoredFile) -> None:
    try:
        listed = read_apart(content_path(stored), stored.name, found.service, found.declared.since)
    except ProblemsFound as refused:
        found.problem_count = refused.total
        found.keep("problems", [_plain(one) for one in refused.problems])
    except bounded.Stopped:
        found.problem_count = 1
        told = Problem("unreadable", "文件太大或已损坏，没有读完", "请分成几个文件，或另存为 CSV 后再上传")
        found.keep("problems", [_plain(told)])
    else:
        keep_rows(found, listed)


def _plain(one: Problem) -> list[object]:
    return [one.place.row, one.field, one.value, one.words]
