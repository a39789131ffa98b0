"""Background work: starts with its transaction, tells how far it is, can be cancelled, and survives its worker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shebao.server.platform.jobs import worker
from shebao.server.platform.jobs.background import JobProblem, Kind, Run, TryAgain, background, cancel, perform
from shebao.server.platform.jobs.models import Job, Lane
from shebao.server.platform.jobs.worker import purge, recover
from shebao.server.platform.people.models import User

RunJobs = Callable[[], list[Job]]
calls: list[int] = []


@background("tests.count", "计数", attempts=2)
def count(run: Run, number: int) -> str:
    """Remembers its calls; fails on negative numbers."""
    calls.append(number)
    if number < -1:
        raise JobProblem("数字太小。")
    if number < 0:
        raise RuntimeError("broken")
    for step in range(number):
        run.step(step + 1, number, f"第 {step + 1} 步")
    return f"数到 {number}"


@pytest.fixture
def counting() -> Kind:
    """The kind of job of these tests, not called yet."""
    calls.clear()
    return count


@pytest.mark.django_db
def test_a_job_runs_and_says_what_came_out(counting: Kind, run_jobs: RunJobs) -> None:
    job = counting.start("数三下", arguments={"number": 3}, url="/work/")
    assert job.state == "waiting"
    assert [each.state for each in run_jobs()] == ["done"]
    job.refresh_from_db()
    assert (job.message, job.percent, job.finished) == ("数到 3", 100, True)


@pytest.mark.django_db(transaction=True)
def test_a_job_of_a_transaction_that_rolls_back_never_existed(counting: Kind) -> None:
    with transaction.atomic():
        counting.start("数", arguments={"number": 1})
        transaction.set_rollback(True)
    assert not Job.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'tests.count'")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_what_strangers_ask_for_waits_in_a_queue_of_its_own_and_behind_official_work(counting: Kind) -> None:
    stranger = counting.start("数", arguments={"number": 1}, lane=Lane.PUBLIC, priority=20)
    official = counting.start("数", arguments={"number": 1}, priority=-10)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, queue_name FROM procrastinate_jobs ORDER BY priority DESC, id")
        assert cursor.fetchall() == [(official.queued_as, "default"), (stranger.queued_as, "public")]
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s", [stranger.queued_as])
    assert recover() == 1
    stranger.refresh_from_db()
    with connection.cursor() as cursor:
        cursor.execute("SELECT queue_name FROM procrastinate_jobs WHERE id = %s", [stranger.queued_as])
        assert cursor.fetchone() == ("public",)


@pytest.mark.django_db
def test_a_worker_of_official_work_is_never_given_what_strangers_asked_for(
    counting: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []

    async def noted(once: bool, lanes: list[str]) -> bool:
        asked.append(lanes)
        return once

    monkeypatch.setattr(worker, "_work", noted)
    worker.run(once=True, lanes=[Lane.OFFICIAL])
    worker.run(once=True)
    assert asked == [["default"], ["default", "public"]]
    counting.start("数", arguments={"number": 1}, lane=Lane.PUBLIC)
    official = counting.start("数", arguments={"number": 1})
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        (number,) = cursor.fetchone()
        given = []
        for _ in range(2):
            cursor.execute("SELECT id FROM procrastinate_fetch_job_v2(%s, %s)", [asked[0], number])
            given.append(cursor.fetchone()[0])
    assert given == [official.queued_as, None]


@pytest.mark.django_db
def test_what_waits_already_is_not_queued_twice(counting: Kind, run_jobs: RunJobs) -> None:
    first = counting.start("数", arguments={"number": 1}, once="count-5")
    assert counting.start("数", arguments={"number": 1}, once="count-5") == first
    assert counting.start("数", arguments={"number": 1}, once="count-6") != first
    run_jobs()
    assert counting.start("数", arguments={"number": 1}, once="count-5") != first


@pytest.mark.django_db
def test_a_problem_ends_the_job_with_its_message(counting: Kind, run_jobs: RunJobs) -> None:
    job = counting.start("数", arguments={"number": -2})
    run_jobs()
    job.refresh_from_db()
    assert (job.state, job.message, job.attempts) == ("failed", "数字太小。", 1)


@pytest.mark.django_db
def test_an_error_is_tried_again_and_then_told_without_a_traceback(counting: Kind, run_jobs: RunJobs) -> None:
    job = counting.start("数", arguments={"number": -1})
    run_jobs()
    job.refresh_from_db()
    assert (job.state, job.attempts, calls) == ("failed", 2, [-1, -1])
    assert str(job.pk) in job.message
    assert "broken" not in job.message


@pytest.mark.django_db
def test_a_waiting_job_is_cancelled_at_once_and_a_running_one_at_its_next_step(counting: Kind) -> None:
    waiting = counting.start("数", arguments={"number": 1})
    cancel(waiting)
    waiting.refresh_from_db()
    assert waiting.state == "cancelled"
    perform(waiting.pk)
    assert calls == []
    running = counting.start("数", arguments={"number": 3})
    Job.objects.filter(pk=running.pk).update(cancel_requested=True)
    Job.objects.filter(pk=running.pk).update(state="waiting")
    perform(running.pk)
    running.refresh_from_db()
    assert running.state == "cancelled"


@pytest.mark.django_db
def test_a_stopping_worker_puts_its_job_back(counting: Kind, run_jobs: RunJobs) -> None:
    job = counting.start("数", arguments={"number": 2})
    with pytest.raises(TryAgain):
        perform(job.pk, should_stop=lambda: True)
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("waiting", 0)
    run_jobs()
    job.refresh_from_db()
    assert job.state == "done"


@pytest.mark.django_db
def test_the_job_of_a_dead_worker_is_queued_again(counting: Kind) -> None:
    job = counting.start("数", arguments={"number": 2})
    Job.objects.filter(pk=job.pk).update(state="running", attempts=1)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id"
        )
        (number,) = cursor.fetchone()
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [number, job.queued_as]
        )
        assert recover() == 1
        cursor.execute("SELECT status FROM procrastinate_jobs WHERE id = %s", [job.queued_as])
        assert cursor.fetchone() == ("todo",)
    job.refresh_from_db()
    assert job.state == "waiting"
    assert recover() == 0


@pytest.mark.django_db
def test_a_job_that_kills_its_workers_is_given_up(counting: Kind) -> None:
    job = counting.start("数", arguments={"number": 2})
    Job.objects.filter(pk=job.pk).update(attempts=2)
    perform(job.pk)
    job.refresh_from_db()
    assert job.state == "failed"
    assert calls == []


@pytest.mark.django_db
def test_only_the_owner_sees_a_job(counting: Kind, client: Client) -> None:
    owner = User.objects.create_user("owner", "correct horse battery", display_name="甲")
    other = User.objects.create_user("other", "correct horse battery", display_name="乙")
    job = counting.start("数三下", arguments={"number": 3}, owner=owner)
    address = reverse("jobs:detail", args=[job.pk])
    assert client.get(address).status_code == 404
    client.force_login(other)
    assert client.get(address).status_code == 404
    assert client.post(reverse("jobs:cancel", args=[job.pk])).status_code == 404
    assert "数三下" not in client.get(reverse("jobs:index")).content.decode()
    client.force_login(owner)
    assert "数三下" in client.get(address).content.decode()
    assert "数三下" in client.get(reverse("jobs:index")).content.decode()


@pytest.mark.django_db
def test_the_page_is_loaded_anew_when_the_job_has_ended(counting: Kind, client: Client, run_jobs: RunJobs) -> None:
    job = counting.start("数", arguments={"number": 1})
    address = reverse("jobs:progress", args=[job.pk]) + "?then=reload"
    waiting = client.get(address, headers={"HX-Request": "true"})
    assert "hx-get" in waiting.content.decode()
    assert "HX-Refresh" not in waiting.headers
    run_jobs()
    assert client.get(address, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["failed", "succeeded", None])
def test_a_job_that_the_queue_lost_sight_of_is_queued_again(counting: Kind, status: str | None) -> None:
    job = counting.start("数", arguments={"number": 2}, lock="one")
    Job.objects.filter(pk=job.pk).update(state="running", attempts=1)
    with connection.cursor() as cursor:
        if status is None:
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job.queued_as])
        else:
            cursor.execute("UPDATE procrastinate_jobs SET status = %s WHERE id = %s", [status, job.queued_as])
        assert recover() == 1
        job.refresh_from_db()
        assert job.state == "waiting"
        cursor.execute("SELECT status, lock FROM procrastinate_jobs WHERE id = %s", [job.queued_as])
        assert cursor.fetchone() == ("todo", "one")
    assert recover() == 0


@pytest.mark.django_db
def test_what_is_long_over_is_removed(counting: Kind, run_jobs: RunJobs) -> None:
    old, fresh = (counting.start("数", arguments={"number": number}) for number in (1, 2))
    run_jobs()
    Job.objects.filter(pk=old.pk).update(finished_at=timezone.now() - timedelta(days=31))
    waiting = counting.start("数", arguments={"number": 3})
    assert purge() == 1
    assert set(Job.objects.values_list("pk", flat=True)) == {fresh.pk, waiting.pk}
