"""Checks run on the server, in a process of their own, over a file that was uploaded or a folder that the operator put there.

Nothing of the data stays: the folder the process works in is removed, the upload is discarded; suspicions keep masked values, and
the private ones encrypted.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from shebao import bounded
from shebao.operations.governance.handover import read_handover
from shebao.server.operations.suspicions.receiving import Delivered, take_in
from shebao.server.platform.files.kinds import KINDS
from shebao.server.platform.files.store import content_path

if TYPE_CHECKING:
    from shebao.server.operations.suspicions.models import Run
    from shebao.server.platform.files.models import StoredFile
    from shebao.server.platform.organisations.models import Organisation
    from shebao.server.platform.people.models import User

LIMITS = bounded.Limits(1800, 6 << 30)
SETS = ("agency",)


def prepared() -> None:
    """Has the process from which checks are forked started. Columns and their engine are imported here, so that pages go without them."""
    from shebao.operations.governance.bounded_run import checked

    bounded.prepare(checked)


class Unchecked(Exception):
    """The checks could not be run; the message says why and what to do."""


def sources() -> list[str]:
    """The folders of data that the operator put into `governance-sources` of the data directory, by name."""
    folder = _sources()
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted(
        each.name for each in found if not each.name.startswith(".") and each.resolve().parent == folder.resolve()
    )


def _sources() -> Path:
    return Path(settings.DATA) / "governance-sources"


def location_of(source: str) -> Path:
    """Where a source is. Raises Unchecked for one that is not listed."""
    if source not in sources():
        raise Unchecked(f"没有名为“{source[:60]}”的数据；请管理员放进数据目录的 governance-sources")
    return _sources() / source


def check_upload(stored: StoredFile, agency: Organisation, as_of: str, by: User, wanted: Callable[[], bool]) -> Run:
    """Runs the checks over an uploaded workbook or CSV. Raises Unchecked, RefusedRun, bounded.Stopped."""
    with tempfile.TemporaryDirectory(dir=settings.DATA, prefix="check-") as folder:
        path = Path(folder) / "data" / f"{Path(stored.name).stem}.{KINDS[stored.kind].ending.replace('txt', 'csv')}"
        path.parent.mkdir(mode=0o700)
        shutil.copyfile(content_path(stored), path)
        return _check(path, Path(folder) / "work", agency, as_of, by, wanted)


def check_source(source: str, agency: Organisation, as_of: str, by: User, wanted: Callable[[], bool]) -> Run:
    """Runs the checks over a source. Raises Unchecked, RefusedRun, bounded.Stopped."""
    path = location_of(source)
    with tempfile.TemporaryDirectory(dir=settings.DATA, prefix="check-") as folder:
        return _check(path, Path(folder) / "work", agency, as_of, by, wanted)


def _check(path: Path, work: Path, agency: Organisation, as_of: str, by: User, wanted: Callable[[], bool]) -> Run:
    lines: list[str] = []
    problems: list[str] = []
    from shebao.operations.governance.bounded_run import Request, checked

    request = Request(str(path), SETS, as_of, str(work))
    for kind, payload in bounded.run(checked, (request,), LIMITS, lambda: not wanted()):
        if kind == "failure":
            raise Unchecked(payload.decode())
        if kind == "problems":
            problems = json.loads(payload)
        else:
            lines.extend(payload.decode().split("\n"))
    handed, found = read_handover(lines)
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return take_in(handed, found, Delivered(agency, digest, by, problems=tuple(problems)))
