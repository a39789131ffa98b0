"""Work in the background: declare a function once, start it in the transaction that needs it, watch or cancel it.

    @background("examination.audit", "审核报告")
    def audit(run: Run, examination: int) -> str: ...

    job = audit.start("某单位2024年度决算公开", owner=user, url="/audit/5/", arguments={"examination": 5})

Delivery is at least once: a function may run again after its process was killed, so it must lead to the same result.
It is not run inside a transaction. Declarations stand in a module `tasks` of their app, where the worker finds them.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import F
from django.utils import timezone
from procrastinate import BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.contrib.django import app

from shebao.server.platform.jobs.models import Job, Lane

_logger = logging.getLogger(__name__)
_REPORT_SECONDS = 0.3
_LONGEST_WAIT = 3600
_DATABASE_PAUSE = 3
_AFTER_OFFICIAL = -1_000
KINDS: dict[str, Kind] = {}


class JobProblem(Exception):
    """The work cannot be done and trying again would not help; the message says in Chinese why and what to do."""


class _Cancelled(Exception):
    """Somebody asked to cancel."""


class _Interrupted(Exception):
    """The worker is stopping; the job goes back into the queue."""


@dataclass
class Run:
    """A job while it runs."""

    id: UUID
    should_stop: Callable[[], bool] = lambda: False
    _reported: float = field(default=0.0, init=False)

    def step(self, done: int, total: int, message: str = "") -> None:
        """Tell how far the work is. Call it often and outside transactions: here a cancelled job ends."""
        if self.should_stop():
            raise _Interrupted
        now = time.monotonic()
        if now - self._reported < _REPORT_SECONDS and done < total:
            return
        self._reported = now
        job = Job.objects.filter(pk=self.id)
        job.update(done=done, total=total, message=message[:500])
        if job.filter(cancel_requested=True).exists():
            raise _Cancelled


@dataclass(frozen=True)
class Kind:
    """A declared kind of job."""

    name: str
    caption: str
    function: Callable[..., str | None]
    attempts: int
    prepare: Callable[[], None] | None = None

    def __call__(self, run: Run, **arguments: Any) -> str | None:
        """Do the work here and now."""
        return self.function(run, **arguments)

    def start(
        self,
        subject: str,
        *,
        arguments: Mapping[str, Any],
        owner: Any = None,
        url: str = "",
        lock: str = "",
        once: str = "",
        priority: int = 0,
        lane: Lane = Lane.OFFICIAL,
    ) -> Job:
        """A job that starts when the current transaction commits, and not at all when it rolls back.

        Jobs with the same `lock` run one after another. While a job with the same `once` waits, no second one is made:
        that one will see what this transaction writes.
        """
        values = {
            "subject": subject[:200],
            "arguments": dict(arguments),
            "owner": owner,
            "url": url,
            "once": once,
            "lock": lock,
            "lane": lane,
        }
        while True:
            with transaction.atomic():
                if once and (waiting := _waiting(once)):
                    return waiting
                try:
                    with transaction.atomic():
                        job: Job = Job.objects.create(kind=self.name, caption=self.caption, **values)
                except IntegrityError:
                    continue
                enqueue(job, priority)
                return job


def start(
    kind: str,
    subject: str,
    *,
    arguments: Mapping[str, Any],
    owner: Any = None,
    url: str = "",
    lock: str = "",
    once: str = "",
) -> Job:
    """A job of the kind of that name, for who must not know the module that declares it; as `Kind.start`. Raises KeyError
    where no installed app declares it."""
    return KINDS[kind].start(subject, arguments=arguments, owner=owner, url=url, lock=lock, once=once)


def background(
    name: str, caption: str, *, attempts: int = 4, prepare: Callable[[], None] | None = None
) -> Callable[[Callable[..., str | None]], Kind]:
    """Declare a function as a kind of job; it is tried `attempts` times, with growing pauses, before it counts as failed.

    A worker calls `prepare` once when it starts.
    """

    def declare(function: Callable[..., str | None]) -> Kind:
        kind = Kind(name, caption, function, attempts, prepare)
        if name in KINDS and KINDS[name].function.__module__ != function.__module__:
            raise ValueError(f"two kinds of job are called {name}")
        KINDS[name] = kind

        def perform_queued(context: JobContext, job: str) -> None:
            try:
                perform(UUID(job), context.should_abort)
            except (OperationalError, InterfaceError) as error:
                raise TryAgain(_DATABASE_PAUSE) from error

        app.task(name=name, retry=_Again(), pass_context=True)(perform_queued)
        return kind

    return declare


def enqueue(job: Job, priority: int = 0) -> None:
    """Put a waiting job into the queue of its lane, in the current transaction; a worker of both takes official work first."""
    before = 0 if job.lane == Lane.OFFICIAL else _AFTER_OFFICIAL
    task = app.configure_task(job.kind, queue=job.lane, lock=job.lock or None, priority=before + priority)
    job.queued_as = task.defer(job=str(job.pk))
    job.save(update_fields=["queued_as"])


def perform(job_id: UUID, should_stop: Callable[[], bool] = lambda: False) -> None:
    """Run a job that waits, and write down how it ended. Raises TryAgain where the queue shall bring it back."""
    started = Job.objects.filter(pk=job_id, state=Job.State.WAITING).update(
        state=Job.State.RUNNING, attempts=F("attempts") + 1, started_at=timezone.now(), message="", done=0
    )
    if not started:
        return
    job = Job.objects.get(pk=job_id)
    kind = KINDS[job.kind]
    if job.attempts > kind.attempts:
        _finish(job, Job.State.FAILED, "执行时服务多次意外中断，已停止重试；请联系管理员。")
        return
    if job.cancel_requested:
        _finish(job, Job.State.CANCELLED, "已取消。")
        return
    try:
        message = kind(Run(job_id, should_stop), **job.arguments)
    except _Cancelled:
        _finish(job, Job.State.CANCELLED, "已取消。")
    except _Interrupted:
        put_back(job, "服务重启，稍后继续。", attempts=job.attempts - 1)
        raise TryAgain(0) from None
    except JobProblem as problem:
        _finish(job, Job.State.FAILED, str(problem))
    except Exception as error:
        _logger.exception("job %s (%s) failed", job.pk, job.kind)
        _fail_or_retry(job, kind, error)
    else:
        _finish(job, Job.State.DONE, message or "")


class TryAgain(Exception):
    """Tells the queue to bring the job back after some seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"again in {seconds} s")
        self.seconds = seconds


class _Again(BaseRetryStrategy):
    def get_retry_decision(self, *, exception: BaseException, job: Any) -> RetryDecision | None:
        if isinstance(exception, TryAgain):
            return RetryDecision(retry_in={"seconds": exception.seconds})
        return None


def _fail_or_retry(job: Job, kind: Kind, error: Exception) -> None:
    if job.attempts >= kind.attempts:
        _finish(
            job, Job.State.FAILED, f"程序内部出错，重试 {job.attempts} 次仍未成功；请把任务编号 {job.pk} 告诉管理员。"
        )
        return
    pause = min(_LONGEST_WAIT, 2 * 3 ** (job.attempts - 1))
    if put_back(job, f"第 {job.attempts} 次执行出错，{pause} 秒后重试。"):
        raise TryAgain(pause) from error


def put_back(job: Job, message: str, attempts: int | None = None) -> bool:
    """Let a job wait again; where another of the same `once` waits already, that one does the work."""
    changes: dict[str, Any] = {"state": Job.State.WAITING, "message": message}
    if attempts is not None:
        changes["attempts"] = attempts
    try:
        with transaction.atomic():
            return bool(Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(**changes))
    except IntegrityError:
        _finish(job, Job.State.CANCELLED, "已由之后提交的同一任务代替。")
        return False


def cancel(job: Job) -> None:
    """Ask a job to end: at once while it waits, at its next step while it runs."""
    now = timezone.now()
    waiting = Job.objects.filter(pk=job.pk, state=Job.State.WAITING)
    if not waiting.update(state=Job.State.CANCELLED, cancel_requested=True, message="已取消。", finished_at=now):
        Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(cancel_requested=True)


def _waiting(once: str) -> Job | None:
    """The waiting job of this key, held back from starting until the current transaction ends."""
    waiting: Job | None = Job.objects.select_for_update().filter(once=once, state=Job.State.WAITING).first()
    return waiting


def _finish(job: Job, state: Any, message: str) -> None:
    Job.objects.filter(pk=job.pk).exclude(state__in=Job.FINISHED).update(
        state=state,
        message=message[:500],
        finished_at=timezone.now(),
        done=F("total") if state == Job.State.DONE else F("done"),
    )
