"""Python's search for unreachable cycles, held back while millions of small values are made that have none."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def collecting_seldom() -> Iterator[Callable[[], None]]:
    """Within it cycles are looked for only when the function that it gives is called, and only among what was made since: all that
    a process holds would otherwise be gone through every few thousand rows, which takes longer than to make them."""
    on = gc.isenabled()
    gc.disable()
    gc.freeze()
    try:
        yield _collect
    finally:
        gc.unfreeze()
        if on:
            gc.enable()


def _collect() -> None:
    gc.collect()
