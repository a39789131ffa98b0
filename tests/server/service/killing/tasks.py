"""Slow work whose result can be checked."""

from __future__ import annotations

import hashlib
import time

from shebao.server.platform.files import store
from shebao.server.platform.files.models import StoredFile
from shebao.server.platform.jobs.background import Run, background


@background("killing.digest", "摘要", attempts=20)
def digest(run: Run, file: str) -> str:
    """The SHA-256 of a stored file, after a while."""
    stored = StoredFile.objects.get(pk=file)
    for step in range(10):
        run.step(step, 10)
        time.sleep(0.03)
    return hashlib.sha256(store.read(stored)).hexdigest()
