"""Where the content of files is: below the data directory, named by its hash, written whole or not at all."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.http import FileResponse, HttpResponse, HttpResponseBase

from shebao.server.platform.files.kinds import KINDS, LARGEST_UPLOAD, REPORTS, RefusedFile, examine, safe_name
from shebao.server.platform.files.models import StoredFile

_DIGEST = re.compile(r"[0-9a-f]{64}")
BACKUP_LOCK = 7_243_020
_SWEEP_AFTER_SECONDS = 24 * 3600
_INLINE = frozenset({"pdf", "png", "jpeg"})
_NOTHING = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"


def store_upload(upload: UploadedFile, *, accepted: frozenset[str] = REPORTS, owner: Any = None) -> StoredFile:
    """Keep what somebody uploaded. Raises RefusedFile, whose message belongs at the form's field."""
    name = safe_name(upload.name or "")
    if (upload.size or 0) > LARGEST_UPLOAD:
        raise RefusedFile(f"文件超过 {LARGEST_UPLOAD // 1_000_000} MB 的限制。", name)
    data = upload.read()
    return _keep(data, examine(data, name, accepted), name, owner)


def store_bytes(data: bytes, *, kind: str, name: str, owner: Any = None) -> StoredFile:
    """Keep a file that the system made itself."""
    return _keep(data, kind, safe_name(name), owner)


def content_path(stored: StoredFile) -> Path:
    """Where the content of a file is; read it only."""
    return _path(stored.sha256)


def read(stored: StoredFile) -> bytes:
    """The content of a file."""
    return content_path(stored).read_bytes()


def discard(stored: StoredFile) -> None:
    """Forget a file; its content goes when the transaction commits and no other file has the same."""
    digest = stored.sha256
    with transaction.atomic():
        _lock(digest)
        stored.delete()
        if not StoredFile.objects.filter(sha256=digest).exists():
            transaction.on_commit(lambda: _remove_unused(digest))


def download(stored: StoredFile, *, inline: bool = False, name: str = "") -> FileResponse:
    """The file as an answer that no browser runs: attachment unless `inline` and the kind is shown safely (PDF, images)."""
    shown = inline and stored.kind in _INLINE
    response = FileResponse(content_path(stored).open("rb"), content_type=KINDS[stored.kind].media_type)
    response["Content-Length"] = str(stored.size)
    _guard(response, _ascii(stored), name or stored.name, shown=shown)
    response["ETag"] = f'"{stored.sha256}"'
    return response


def answer(content: bytes, kind: str, name: str) -> HttpResponse:
    """Content that is not stored as it is, as an attachment of that kind."""
    response = HttpResponse(content, content_type=KINDS[kind].media_type)
    _guard(response, f"export.{KINDS[kind].ending}", name, shown=False)
    return response


def _guard(response: HttpResponseBase, plain: str, name: str, *, shown: bool) -> None:
    response["Content-Disposition"] = (
        f"{'inline' if shown else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    )
    response["Content-Security-Policy"] = _NOTHING if shown else f"{_NOTHING}; sandbox"
    response["X-Content-Type-Options"] = "nosniff"


def _keep(data: bytes, kind: str, name: str, owner: Any) -> StoredFile:
    digest = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        _lock(digest)
        _write(data, _path(digest))
        stored: StoredFile = StoredFile.objects.create(sha256=digest, size=len(data), kind=kind, name=name, owner=owner)
    return stored


def _write(data: bytes, path: Path) -> None:
    """Write content that is complete on disk before its name exists."""
    if path.exists() and path.stat().st_size == len(data):
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o400)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    for folder in (path.parent, path.parent.parent):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _remove_unused(digest: str) -> None:
    with transaction.atomic():
        _lock(digest)
        if not StoredFile.objects.filter(sha256=digest).exists() and _no_backup_runs():
            with suppress(FileNotFoundError):
                _path(digest).unlink()


def sweep() -> int:
    """Remove contents that no file has any more, which a crash or a backup left; returns how many."""
    before = time.time() - _SWEEP_AFTER_SECONDS
    paths = [path for path in (Path(settings.DATA) / "files").glob("??/*") if path.stat().st_mtime < before]
    known = set(StoredFile.objects.values_list("sha256", flat=True).distinct()) if paths else set()
    unused = [path for path in paths if path.name not in known]
    for path in unused:
        if _DIGEST.fullmatch(path.name):
            _remove_unused(path.name)
        else:
            path.unlink(missing_ok=True)
    return len(unused)


def _no_backup_runs() -> bool:
    """A running backup must still find every content that its snapshot names."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock_shared(%s)", [BACKUP_LOCK])
        return bool(cursor.fetchone()[0])


def _lock(digest: str) -> None:
    """One transaction at a time adds or removes a content."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(digest[:15], 16)])


def _path(digest: str) -> Path:
    if not _DIGEST.fullmatch(digest):
        raise ValueError("not a SHA-256 digest")
    return Path(settings.DATA) / "files" / digest[:2] / digest


def _ascii(stored: StoredFile) -> str:
    return f"file-{str(stored.pk)[:8]}.{KINDS[stored.kind].ending}"
