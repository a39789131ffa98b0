"""The worker as a command runs it."""

from __future__ import annotations


def work(*, once: bool, lane: str = "") -> None:
    """Run background jobs (of one lane, or of all) until told to stop; with `once` until nothing waits."""
    import django

    django.setup()
    from shebao.server.platform.jobs import worker

    if lane:
        worker.run(once=once, lanes=[lane])
    else:
        worker.run(once=once)
