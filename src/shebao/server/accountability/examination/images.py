"""Pictures of pages, made when somebody looks at them and kept for a while."""

from __future__ import annotations

import os
import tempfile
import threading
import time
from pathlib import Path

from django.conf import settings
from django.http import Http404

from shebao import bounded
from shebao.server.accountability.examination.limits import limits
from shebao.server.accountability.examination.page_images import page_image
from shebao.server.platform.files import store
from shebao.server.platform.files.models import StoredFile

_KEPT_SECONDS = 14 * 86400
_TRIED_AGAIN_SECONDS = 600
_SHORT_WAIT, _LONGEST_WAIT = 1.5, 8.0
_drawing = threading.Semaphore(2)
_waiting = threading.Semaphore(3)  # fewer than a web process has threads


class Busy(Exception):
    """So many pages are being drawn that another would only wait."""


def prepare() -> None:
    """Somebody is about to look at pages."""
    bounded.prepare(page_image)


def page_picture(original: StoredFile, number: int) -> bytes:
    """The picture of page `number` as WebP. Raises Http404 where there is none (tried again after a while), Busy."""
    path = _folder() / original.sha256[:2] / f"{original.sha256}-{number}.webp"
    if path.is_file() and (path.stat().st_size or time.time() - path.stat().st_mtime < _TRIED_AGAIN_SECONDS):
        content = path.read_bytes()
    else:
        content = _drawn(original, number)
        _write(path, content)
    if not content:
        raise Http404
    return content


def _drawn(original: StoredFile, number: int) -> bytes:
    """The picture; empty where the page is none or cannot be drawn. Few draw at once, so that a file whose pages take
    long does not keep the whole server."""
    if not _waiting.acquire(timeout=_SHORT_WAIT):
        raise Busy
    try:
        if not _drawing.acquire(timeout=_LONGEST_WAIT):
            raise Busy
        try:
            arguments = (str(store.content_path(original)), number)
            return b"".join(payload for _, payload in bounded.run(page_image, arguments, limits().image))
        except bounded.Stopped:
            return b""
        finally:
            _drawing.release()
    finally:
        _waiting.release()


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
