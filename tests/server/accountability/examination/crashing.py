"""Audits that die, run in a process of their own (where Django is not set up)."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

from shebao.server.accountability.examination.engine import Request, examine


def dies_of_bad_files(request: Request) -> Iterator[tuple[str, bytes]]:
    """Dies of a file that is called bad."""
    if "坏" in request.name:
        os.kill(os.getpid(), signal.SIGKILL)
    yield from examine(request)


def dies_after_findings(request: Request) -> Iterator[tuple[str, bytes]]:
    """Dies before the exports are made."""
    yield next(iter(examine(request)))
    os.kill(os.getpid(), signal.SIGKILL)
