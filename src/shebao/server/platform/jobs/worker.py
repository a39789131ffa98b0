"""The worker: runs jobs one at a time, brings back those of workers that died, and removes old ones."""

from __future__ import annotations

import asyncio
import logging
import signal
import time
from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta
from typing import Any

import psycopg
from asgiref.sync import sync_to_async
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone
from procrastinate import App, JobContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.db_cleanup import DjangoApp
from procrastinate.exceptions import ConnectorException
from procrastinate.worker import Worker

from shebao.server.platform.files.store import sweep
from shebao.server.platform.jobs.background import KINDS, enqueue, put_back
from shebao.server.platform.jobs.models import Job, Lane

_logger = logging.getLogger(__name__)
HEARTBEAT_SECONDS = 4.0
DEAD_AFTER_SECONDS = 20.0
_RECOVER_SECONDS = 5.0
_PURGE_SECONDS = 3600.0
_STOP_SECONDS = 2.0
_KEEP_DAYS = 30
_KEEP_QUEUE_HOURS = 24

_UNREACHABLE = (ConnectorException, psycopg.OperationalError, OperationalError, InterfaceError)
_INTERRUPTED = "执行被中断，重新开始。"

_STALLED = """
SELECT job.id FROM procrastinate_jobs job LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
WHERE job.status = 'doing' AND (
    worker.id IS NULL OR worker.last_heartbeat < now() - make_interval(secs => %s) OR job.id = ANY(%s)
)
FOR UPDATE OF job SKIP LOCKED
"""
_LOST = """
SELECT job.id, queued.status::text FROM jobs_job job LEFT JOIN procrastinate_jobs queued ON queued.id = job.queued_as
WHERE (job.state = 'running' AND queued.status IS DISTINCT FROM 'doing')
    OR (job.state = 'waiting' AND (queued.id IS NULL OR queued.status NOT IN ('todo', 'doing')))
FOR UPDATE OF job SKIP LOCKED
"""
_MINE = "SELECT id FROM procrastinate_jobs WHERE status = 'doing' AND worker_id = %s"


def run(*, once: bool = False, lanes: Iterable[str] = tuple(Lane)) -> None:
    """Work on these lanes until told to stop (SIGTERM, SIGINT); with `once` until nothing waits. A database that went away
    is awaited."""
    while True:
        try:
            if asyncio.run(_work(once, [str(lane) for lane in lanes])):
                return
            _logger.warning("the worker ended unasked, starting again")
        except _UNREACHABLE as error:
            _logger.warning("the database cannot be reached, trying again: %s", error)
        time.sleep(1)


async def _work(once: bool, lanes: list[str]) -> bool:
    """Whether it ended as it should."""
    worker_app = _worker_app()
    stopping = _Stopping()
    async with worker_app.open_async():
        await _apart(recover)
        for kind in KINDS.values():
            if kind.prepare:
                kind.prepare()
        doing = _Doing()
        upkeep = asyncio.create_task(_upkeep(worker_app, doing))
        working = asyncio.create_task(
            worker_app.run_worker_async(
                queues=lanes,
                wait=not once,
                concurrency=1,
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=DEAD_AFTER_SECONDS,
                shutdown_graceful_timeout=_STOP_SECONDS,
                install_signal_handlers=False,
                worker_middleware=[doing],
            )
        )
        stopping.on_signal(working)
        try:
            await working
        except asyncio.CancelledError:
            if not stopping.asked:
                raise
        finally:
            upkeep.cancel()
    return once or stopping.asked


class _Stopping:
    """Remembers that somebody asked the worker to stop."""

    def __init__(self) -> None:
        self.asked = False

    def on_signal(self, working: asyncio.Task[None]) -> None:
        """Stop working at SIGTERM and SIGINT."""
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, self._stop, working)

    def _stop(self, working: asyncio.Task[None]) -> None:
        self.asked = True
        working.cancel()


class _Doing:
    """What this worker is doing, to find jobs that the queue believes it does: the database may fail as one ends."""

    def __init__(self) -> None:
        self._worker: int | None = None
        self._running: set[int] = set()
        self._suspected: set[int] = set()

    async def __call__(self, call_next: Callable[[], Awaitable[Any]], context: JobContext, worker: Worker) -> Any:
        """A middleware around each job."""
        self._worker = worker.worker_id
        job = context.job.id or 0
        self._running.add(job)
        try:
            return await call_next()
        finally:
            self._running.discard(job)

    def forgotten(self) -> set[int]:
        """Jobs that were not running at this look and the last one, though the queue says that we do them."""
        with connection.cursor() as cursor:
            cursor.execute(_MINE, [self._worker])
            suspected = {row[0] for row in cursor.fetchall()} - self._running
        twice = suspected & self._suspected
        self._suspected = suspected - twice
        return twice


def _worker_app() -> App:
    """The same tasks over a connection of the worker's own; what a job starts still goes through Django's transaction."""
    worker_app: App = DjangoApp(connector=app.connector.get_worker_connector())
    worker_app.tasks = app.tasks
    worker_app.periodic_registry = app.periodic_registry
    return worker_app


async def _upkeep(worker_app: App, doing: _Doing) -> None:
    """Recover every few seconds, remove what is old every hour."""
    purged = 0.0
    while True:
        try:
            await _apart(lambda: recover(doing.forgotten()))
            if time.monotonic() - purged > _PURGE_SECONDS:
                purged = time.monotonic()
                await _apart(purge)
                await _apart(sweep)
                await worker_app.job_manager.delete_old_jobs(
                    nb_hours=_KEEP_QUEUE_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
                )
        except _UNREACHABLE as error:
            _logger.warning("upkeep has to wait for the database: %s", error)
        await asyncio.sleep(_RECOVER_SECONDS)


async def _apart(work: Callable[[], int]) -> int:
    """Run something with a database connection of its own thread."""

    def run_and_close() -> int:
        try:
            return work()
        finally:
            connection.close()

    return await sync_to_async(run_and_close, thread_sensitive=False)()


def recover(forgotten: Iterable[int] = ()) -> int:
    """Queue again what nobody works on: jobs of dead workers, those `forgotten`, and those that the queue lost sight of."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_STALLED, [DEAD_AFTER_SECONDS, list(forgotten)])
        stalled = [row[0] for row in cursor.fetchall()]
        for job in Job.objects.filter(queued_as__in=stalled, state=Job.State.RUNNING):
            put_back(job, _INTERRUPTED)
        for queued in stalled:
            cursor.execute("SELECT procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)", [queued])
        cursor.execute(_LOST)
        lost = dict(cursor.fetchall())
        for job in Job.objects.filter(pk__in=lost):
            still_waits = job.state == Job.State.WAITING or put_back(job, _INTERRUPTED)
            if still_waits and lost[job.pk] != "todo":
                enqueue(job)
    if stalled or lost:
        _logger.warning("recovered %s stalled and %s lost jobs", len(stalled), len(lost))
    return len(stalled) + len(lost)


def purge() -> int:
    """Remove jobs that ended long ago; returns how many."""
    before = timezone.now() - timedelta(days=_KEEP_DAYS)
    removed: int = Job.objects.filter(state__in=Job.FINISHED, finished_at__lt=before).delete()[0]
    return removed
