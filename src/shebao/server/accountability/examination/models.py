"""Batches of uploaded reports, their audits, the decisions that people make about findings, and links that share them."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from shebao import __version__
from shebao.server.platform.files.models import StoredFile

_LONG_NAME = 255
_LONG_WAIT = timedelta(minutes=2)


class Batch(models.Model):
    """Reports that were uploaded together, by a person who signed in or by an anonymous visitor (whose browser knows it)."""

    id = models.UUIDField("编号", primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="batches", verbose_name="所有人"
    )
    visitor = models.CharField("访客", max_length=64, blank=True, db_index=True)
    address = models.CharField("地址摘要", max_length=64, blank=True, default="")
    name = models.CharField("名称", max_length=120)
    created_at = models.DateTimeField("上传时间", default=timezone.now, db_index=True)
    expires_at = models.DateTimeField("保留到", null=True, blank=True, db_index=True)

    class Meta:
        verbose_name = "审核批次"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the batch."""
        return reverse("examination:batch", args=[self.pk])


class Examination(models.Model):
    """The audit of one uploaded report."""

    class State(models.TextChoices):
        """What has become of it."""

        WAITING = "waiting", "排队中"
        RUNNING = "running", "审核中"
        DONE = "done", "已审核"
        FAILED = "failed", "不能审核"
        REFUSED = "refused", "未接收"
        CANCELLED = "cancelled", "已取消"

    id = models.UUIDField("编号", primary_key=True, default=uuid.uuid4, editable=False)
    batch = models.ForeignKey(Batch, models.CASCADE, related_name="examinations", verbose_name="批次")
    position = models.PositiveIntegerField("序号")
    name = models.CharField("文件名", max_length=_LONG_NAME)
    original = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="原件")
    state = models.CharField("状态", max_length=12, choices=State, default=State.WAITING)
    problem = models.TextField("原因", blank=True)
    complete = models.BooleanField("各种导出已生成", default=False)
    queued_at = models.DateTimeField("上传时间", default=timezone.now)
    finished_at = models.DateTimeField("审核完成时间", null=True, blank=True)
    version = models.CharField("程序版本", max_length=40, blank=True)
    prior = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    department = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")

    unit = models.CharField("单位", max_length=200, blank=True)
    kind = models.CharField("类别", max_length=20, blank=True)
    fiscal_year = models.PositiveSmallIntegerField("年度", null=True, blank=True)
    errors = models.PositiveIntegerField("错误", default=0)
    warnings = models.PositiveIntegerField("警告", default=0)
    notes = models.PositiveIntegerField("提示", default=0)
    following = models.PositiveIntegerField("由此引起", default=0)
    figures = models.PositiveIntegerField("印出的数字", default=0)
    decided = models.PositiveIntegerField("核对了的数字", default=0)
    details = models.JSONField("审核情况", default=dict)

    class Meta:
        verbose_name = "报告审核"
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=("batch", "position"), name="examination_position_in_batch"),)
        indexes = (models.Index(fields=("batch", "state"), name="examination_batch_state"),)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The result page."""
        return reverse("examination:result", args=[self.pk])

    @property
    def pending(self) -> bool:
        """Whether its audit is still to come."""
        return self.state in {self.State.WAITING, self.State.RUNNING}

    @property
    def overdue(self) -> bool:
        """Whether it waits for so long that its job may have been cancelled by itself."""
        return self.state == self.State.WAITING and timezone.now() - self.queued_at > _LONG_WAIT

    @property
    def may_be_repeated(self) -> bool:
        """Whether auditing it once more may end otherwise: a file that this version of the program cannot read stays unread."""
        ended = self.state in {self.State.FAILED, self.State.CANCELLED}
        return ended and self.original_id is not None and self.details.get("unreadable") != __version__

    @property
    def is_pdf(self) -> bool:
        """Whether its pages can be shown as pictures."""
        return bool(self.details.get("format") == "pdf")


class Finding(models.Model):
    """One finding; findings of one `chain` follow from its first (`below` 0). `key` stays the same when the report is
    audited again; marks are [page, left, top, width, height] in ten-thousandths of the page."""

    examination = models.ForeignKey(Examination, models.CASCADE, related_name="findings", verbose_name="报告")
    key = models.CharField("标识", max_length=48)
    label = models.CharField("编号", max_length=12)
    chain = models.PositiveIntegerField("序号")
    below = models.PositiveIntegerField("引起的序号", default=0)
    rule = models.CharField("规则", max_length=12)
    severity = models.CharField("级别", max_length=8)
    message = models.TextField("问题")
    quote = models.TextField("原文", blank=True)
    page = models.PositiveIntegerField("页", null=True)
    line = models.PositiveIntegerField("行", null=True)
    stated = models.TextField("所写", blank=True)
    expected = models.TextField("应为", blank=True)
    operands = models.JSONField("依据", default=list)
    marks = models.JSONField("位置", default=list)

    class Meta:
        verbose_name = "问题"
        ordering = ("chain", "below")
        constraints = (models.UniqueConstraint(fields=("examination", "key"), name="finding_key_in_examination"),)
        indexes = (models.Index(fields=("examination", "chain", "below"), name="finding_reading_order"),)

    def __str__(self) -> str:
        return f"{self.number} {self.rule}"

    @property
    def number(self) -> str:
        """The number people see: 3, or 3.1 for what follows from it."""
        return f"{self.chain}.{self.below}" if self.below else str(self.chain)


@pghistory.track()
class Decision(models.Model):
    """What somebody says about a finding: it is accepted or disputed with a reason. `version` detects concurrent edits."""

    class Verdict(models.TextChoices):
        """What is said."""

        OPEN = "open", "待处理"
        ACCEPTED = "accepted", "采纳"
        DISPUTED = "disputed", "有异议"

    examination = models.ForeignKey(Examination, models.CASCADE, related_name="decisions", verbose_name="报告")
    key = models.CharField("问题标识", max_length=48)
    verdict = models.CharField("处理", max_length=10, choices=Verdict)
    reason = models.TextField("理由", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    by_name = models.CharField("处理人", max_length=100)
    at = models.DateTimeField("处理时间", default=timezone.now)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "处理意见"
        constraints = (models.UniqueConstraint(fields=("examination", "key"), name="decision_of_finding"),)

    def __str__(self) -> str:
        return f"{self.key} {self.get_verdict_display()}"


class Rendering(models.Model):
    """What was made of an audit besides its findings: text, tables, parts, json, html, pdf."""

    examination = models.ForeignKey(Examination, models.CASCADE, related_name="renderings", verbose_name="报告")
    kind = models.CharField("种类", max_length=10)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="文件")

    class Meta:
        verbose_name = "审核输出"
        constraints = (models.UniqueConstraint(fields=("examination", "kind"), name="rendering_of_examination"),)

    def __str__(self) -> str:
        return self.kind


def _seed() -> str:
    return secrets.token_urlsafe(32)


def token_of(seed: str, secret: str) -> str:
    """The secret part of a link: made of the seed with a key that the database does not have."""
    made = salted_hmac("shebao.examination.share", seed, secret=secret, algorithm="sha256").digest()
    return urlsafe_b64encode(made).decode("ascii").rstrip("=")


def digest_of(token: str) -> str:
    """By what a link is found."""
    return hashlib.sha256(token.encode()).hexdigest()


class ShareLink(models.Model):
    """A link by which others see a batch; whoever has one that may answer can accept and dispute findings."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="links", verbose_name="批次")
    seed = models.CharField("令牌的种子", max_length=64, default=_seed, editable=False)
    digest = models.CharField("令牌的摘要", max_length=64, unique=True, editable=False)
    label = models.CharField("分享给", max_length=60, blank=True)
    may_answer = models.BooleanField("可以逐条答复", default=False)
    created_at = models.DateTimeField("创建时间", default=timezone.now)
    expires_at = models.DateTimeField("有效期至")
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        verbose_name = "分享链接"
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.label or "分享链接"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Saves, with the digest of a new link's token."""
        self.digest = self.digest or digest_of(token_of(self.seed, settings.SECRET_KEY))
        super().save(*args, **kwargs)

    @property
    def token(self) -> str:
        """The secret part of the address; empty where it was made with a key that is no longer known."""
        made = (token_of(self.seed, secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))
        return next((token for token in made if digest_of(token) == self.digest), "")

    @property
    def valid(self) -> bool:
        """Whether it still opens the batch."""
        return self.revoked_at is None and self.expires_at > timezone.now()


class UploadTally(models.Model):
    """How much an address (kept as a keyed hash) uploaded without signing in within an hour."""

    address = models.CharField("地址摘要", max_length=64)
    hour = models.DateTimeField("小时")
    files = models.PositiveIntegerField("文件数", default=0)
    size = models.PositiveBigIntegerField("字节数", default=0)

    class Meta:
        verbose_name = "上传计数"
        constraints = (models.UniqueConstraint(fields=("address", "hour"), name="tally_of_address_and_hour"),)

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H}"
