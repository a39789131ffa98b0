"""Jobs as people see them; procrastinate keeps its own rows of when and where they run."""

from __future__ import annotations

import uuid
from enum import StrEnum

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class Lane(StrEnum):
    """Who a job is for: what strangers ask for has workers of its own, so that official work never waits for it."""

    OFFICIAL = "default"
    PUBLIC = "public"


LANES = ((Lane.OFFICIAL.value, "公务"), (Lane.PUBLIC.value, "访客"))


class Job(models.Model):
    """One piece of background work (后台任务)."""

    class State(models.TextChoices):
        """How far a job has come."""

        WAITING = "waiting", "等待"
        RUNNING = "running", "进行中"
        DONE = "done", "完成"
        FAILED = "failed", "失败"
        CANCELLED = "cancelled", "已取消"

    FINISHED = (State.DONE, State.FAILED, State.CANCELLED)

    id = models.UUIDField("编号", primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("种类", max_length=100)
    caption = models.CharField("名称", max_length=100, blank=True)
    subject = models.CharField("内容", max_length=200)
    url = models.CharField("结果地址", max_length=200, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name="发起人")
    once = models.CharField("合并键", max_length=200, blank=True)
    lock = models.CharField("互斥键", max_length=200, blank=True)
    lane = models.CharField("队列", max_length=20, choices=LANES, default=Lane.OFFICIAL.value)
    arguments = models.JSONField("参数", default=dict, encoder=DjangoJSONEncoder)
    state = models.CharField("状态", max_length=20, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField("已完成步数", default=0)
    total = models.PositiveIntegerField("总步数", default=0)
    message = models.CharField("说明", max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField("执行次数", default=0)
    cancel_requested = models.BooleanField("请求取消", default=False)
    queued_as = models.BigIntegerField("队列编号", null=True, editable=False)
    created_at = models.DateTimeField("提交时间", auto_now_add=True)
    started_at = models.DateTimeField("开始时间", null=True)
    finished_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        verbose_name = "后台任务"
        ordering = ("-created_at",)
        indexes = (
            models.Index(fields=("owner", "-created_at")),
            models.Index(fields=("state", "finished_at")),
            models.Index(fields=("queued_as",)),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("once",),
                condition=models.Q(state="waiting") & ~models.Q(once=""),
                name="job_waits_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.subject}（{self.get_state_display()}）"

    @property
    def finished(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in self.FINISHED

    @property
    def percent(self) -> int | None:
        """Progress in percent; None while the number of steps is not known."""
        return min(100, self.done * 100 // self.total) if self.total else None
