"""Two at once: nothing is queued twice, and a job never starts before what it was asked for can be seen."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from shebao.server.platform.jobs.background import Run, background, perform
from shebao.server.platform.jobs.models import Job
from shebao.server.platform.organisations.models import Organisation

pytestmark = pytest.mark.django_db(transaction=True)
seen: list[int] = []


@background("tests.look", "查看")
def look(run: Run) -> str:
    """Remembers how many organisations it sees."""
    seen.append(Organisation.objects.count())
    return ""


def _apart(work: Callable[[], object]) -> threading.Thread:
    """Runs `work` in a thread with a connection of its own."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_two_who_start_the_same_at_once_get_one_job() -> None:
    both = threading.Barrier(2)

    def start() -> None:
        both.wait()
        with transaction.atomic():
            look.start("查看", arguments={}, once="look")

    for thread in [_apart(start), _apart(start)]:
        thread.join()
    assert Job.objects.count() == 1


def test_a_waiting_job_that_serves_a_second_request_sees_what_that_wrote() -> None:
    seen.clear()
    job = look.start("查看", arguments={}, once="look")
    with transaction.atomic():
        Organisation.objects.create(name="新单位", kind="unit", path="/new/")
        assert look.start("查看", arguments={}, once="look") == job
        worker = _apart(lambda: perform(job.pk))
        worker.join(timeout=0.5)
        assert seen == []
    worker.join()
    assert seen == [1]
