"""Pictures of pages, made when somebody looks at them and kept for a while."""

from __future__ import annotations

import os
import tempfile
import threading
import time
from pathlib import Path

from django.conf import settings
from django.http import Http404

from shebao.server.examination import bounded
from shebao.server.examination.limits import limits
from shebao.server.examination.page_images import page_image
from shebao.server.files import store
from shebao.server.files.models import StoredFile

_KEPT_SECONDS = 14 * 86400
_drawing = threading.Semaphore(2)


def page_picture(original: StoredFile, number: int) -> bytes:
    """The picture of page `number` as WebP. Raises Http404 where there is no such page, bounded.Stopped where drawing fails."""
    path = _folder() / original.sha256[:2] / f"{original.sha256}-{number}.webp"
    if path.is_file():
        return path.read_bytes()
    with _drawing:
        content = b"".join(
            payload
            for _, payload in bounded.run(page_image, (str(store.content_path(original)), number), limits().image)
        )
    if not content:
        raise Http404
    _write(path, content)
    return content


def purge() -> None:
    """Remove pictures that nobody needed for a long time."""
    oldest = time.time() - _KEPT_SECONDS
    for path in _folder().glob("*/*.webp"):
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.DATA) / "cache" / "pages"


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(name).replace(path)
