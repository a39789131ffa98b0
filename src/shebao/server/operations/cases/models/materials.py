"""What applicants brought (材料): how each was covered, scans encrypted at rest, promises and how they turned out."""

from __future__ import annotations

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from shebao.server.operations.cases.models.case import Case
from shebao.server.operations.cases.models.steps import FOREVER
from shebao.server.platform.files.models import StoredFile
from shebao.server.platform.secrets.fields import SecretField
from shebao.services.needed import HOW_LABELS

_CHECKED_ONCE = """
    IF OLD.checked_at IS NULL AND NEW.checked_at IS NOT NULL
       AND to_jsonb(NEW) - '{kept,checked_by_id,checked_at,words}'::text[]
         = to_jsonb(OLD) - '{kept,checked_by_id,checked_at,words}'::text[] THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a promise is checked once';
"""
_BY_ANOTHER = """
    IF NOT EXISTS (SELECT 1 FROM cases_promise p WHERE p.id = NEW.promise_id AND p.kept = false
                   AND NEW.by_id NOT IN (p.by_id, p.checked_by_id)) THEN
        RAISE EXCEPTION 'trust is restored after a broken promise, by who neither took nor checked it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'restored_by_another';
    END IF;
    RETURN NEW;
"""
_HOW = [(how.value, label) for how, label in HOW_LABELS.items()]


class CaseMaterial(models.Model):
    """One material of the service's list as it was covered (later rows of a number take the place of earlier ones)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="materials")
    number = models.SmallIntegerField("序号")
    name = models.CharField("材料", max_length=200)
    how = models.CharField("核对", max_length=12, choices=_HOW)
    instead = models.CharField("代替的材料", max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "材料"
        ordering = ("number", "pk")
        triggers = (FOREVER,)


class Scan(models.Model):
    """A scan of a material. The stored file is encrypted with a key of its own, which stands here encrypted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="scans")
    number = models.SmallIntegerField("材料序号")
    material = models.CharField("材料", max_length=200)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    key = SecretField(verbose_name="文件密钥")
    name = SecretField(verbose_name="文件名")
    kind = models.CharField("种类", max_length=10)
    size = models.IntegerField("字节数")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "材料扫描件"
        ordering = ("number", "at")
        triggers = (pgtrigger.Protect(name="never_removed", operation=pgtrigger.Delete),)


class Promise(models.Model):
    """A promise instead of a certificate (告知承诺): checked by another person until a day; a broken one ends the way for whoever
    gave it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="promises")
    number = models.SmallIntegerField("材料序号")
    material = models.CharField("证明", max_length=200)
    person = models.BigIntegerField("个人编号", null=True, db_index=True)
    employer = models.BigIntegerField("单位编号", null=True, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    due_on = models.DateField("核查期限")
    kept = models.BooleanField("属实", null=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField("核查时间", null=True)
    words = models.CharField("核查情况", max_length=1000, blank=True)

    class Meta:
        verbose_name = "告知承诺"
        ordering = ("due_on",)
        constraints = (
            models.UniqueConstraint(fields=("case", "number"), name="one_promise_a_material"),
            models.CheckConstraint(
                condition=Q(checked_at=None, kept=None, checked_by=None)
                | (Q(checked_at__isnull=False, kept__isnull=False) & ~Q(checked_by=F("by"))),
                name="promise_checked_by_another",
            ),
        )
        triggers = (
            pgtrigger.Trigger(
                name="checked_once", operation=pgtrigger.Update, when=pgtrigger.Before, func=_CHECKED_ONCE
            ),
            pgtrigger.Protect(name="never_removed", operation=pgtrigger.Delete),
        )


class Restoring(models.Model):
    """Trust restored after a broken promise (信用修复): whoever gave it may promise again. By who neither took nor checked it."""

    promise = models.OneToOneField(Promise, models.PROTECT, related_name="restoring")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="决定人")
    at = models.DateTimeField("时间")
    ground = models.CharField("修复依据", max_length=1000)

    class Meta:
        verbose_name = "信用修复"
        triggers = (
            FOREVER,
            pgtrigger.Trigger(
                name="restored_by_another", operation=pgtrigger.Insert, when=pgtrigger.Before, func=_BY_ANOTHER
            ),
        )
