"""The worker as a command runs it."""

from __future__ import annotations


def work(*, once: bool) -> None:
    """Run background jobs until told to stop; with `once` until nothing waits."""
    import django

    django.setup()
    from shebao.server.platform.jobs import worker

    worker.run(once=once)
