"""Runs of checks that were taken in, the checks as they described them, and who works off what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from shebao.server.platform.files.models import StoredFile
from shebao.server.platform.organisations.models import Organisation
from shebao.server.platform.scope import InScope

if TYPE_CHECKING:
    pass

_PERSON = settings.AUTH_USER_MODEL
_SEVERITIES = (("error", "错误"), ("warning", "疑点"), ("notice", "提示"))


class OfAgency(InScope, models.QuerySet[models.Model]):
    """Rows by the organisation whose data they are about."""

    organisation_path = "agency__path"


class Run(models.Model):
    """A run of checks that was taken in (核查结果): what ran over whose data, and what became of its suspicions."""

    kept = True
    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机构")
    title = models.CharField("检查集", max_length=200)
    as_of = models.CharField("核查年月", max_length=7)
    made_at = models.DateTimeField("核查时间")
    at = models.DateTimeField("导入时间")
    by = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+", verbose_name="导入人")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="移交文件")
    digest = models.CharField("SHA-256", max_length=64)
    problems = models.JSONField("没有查到的", default=list)
    found = models.PositiveIntegerField("疑点", default=0)
    new = models.PositiveIntegerField("新增", default=0)
    remaining = models.PositiveIntegerField("仍在", default=0)
    returned = models.PositiveIntegerField("复现", default=0)
    gone = models.PositiveIntegerField("已消除", default=0)
    verified = models.PositiveIntegerField("更正已核实", default=0)
    failed = models.PositiveIntegerField("更正未见效", default=0)

    objects = OfAgency.as_manager()

    class Meta:
        verbose_name = "核查结果"
        ordering = ("-pk",)
        constraints = (models.UniqueConstraint(fields=("agency", "digest"), name="run_taken_in_once"),)

    def __str__(self) -> str:
        return f"{self.title} {self.as_of}"

    @property
    def organisation(self) -> Organisation:
        """Whose data it is about, for the log."""
        return self.agency


class Rule(models.Model):
    """A check as its latest run described it: what suspicions of one class have in common."""

    kept = True
    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机构")
    code = models.CharField("检查", max_length=80)
    title = models.CharField("题目", max_length=200)
    severity = models.CharField("程度", max_length=8, choices=_SEVERITIES)
    owner = models.CharField("责任", max_length=40)
    basis = models.CharField("依据", max_length=500)
    table = models.CharField("数据表", max_length=100)
    about = models.CharField("对象是", max_length=200, blank=True)

    objects = OfAgency.as_manager()

    class Meta:
        verbose_name = "疑点类别"
        constraints = (models.UniqueConstraint(fields=("agency", "code"), name="rule_once_in_an_agency"),)

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def tone(self) -> str:
        """The tone of its severity."""
        return {"error": "bad", "warning": "attention"}.get(self.severity, "neutral")


class Duty(models.Model):
    """Who works off the suspicions of a rule owner (分工): an office at or below the agency, and a person of it if named."""

    kept = True
    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机构")
    owner = models.CharField("责任", max_length=40)
    office = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="办理机构")
    person = models.ForeignKey(_PERSON, models.SET_NULL, null=True, related_name="+", verbose_name="经办人")

    objects = OfAgency.as_manager()

    class Meta:
        verbose_name = "疑点分工"
        constraints = (models.UniqueConstraint(fields=("agency", "owner"), name="duty_once_for_an_owner"),)

    @property
    def organisation(self) -> Organisation:
        """Whose duty it is, for the log."""
        return self.agency
