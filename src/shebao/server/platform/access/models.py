"""Looks at personal data, and the persons whose data not everybody may see who has the permission."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shebao.server.platform.decisions.models import Chained
from shebao.server.platform.decisions.wording import subject_label
from shebao.server.platform.scope import InScope

_ORGANISATION = "organisations.Organisation"


class LookQuerySet(InScope, models.QuerySet["Look"]):
    """Looks by the organisation whose records were looked at."""

    def at(self, subject: str) -> LookQuerySet:
        """Those at the data of one person."""
        return self.filter(subjects__contains=[subject])


class Look(Chained):
    """Somebody saw people's data, or was refused it. Written by `access.doing` only; the database refuses changes."""

    class Kind(models.TextChoices):
        """What was seen."""

        MASKED = "masked", "脱敏查看"
        OPENED = "opened", "查看全文"
        EXPORTED = "exported", "导出"
        REFUSED = "refused", "拒绝"

    prefix = "looks"

    sequence = models.BigAutoField(_("序号"), primary_key=True)
    actor = models.CharField(_("查看人"), max_length=150)
    organisation = models.ForeignKey(
        _ORGANISATION, models.PROTECT, null=True, related_name="+", verbose_name=_("资料所属机构")
    )
    kind = models.CharField(_("方式"), max_length=10, choices=Kind)
    permission = models.CharField(_("权限"), max_length=60)
    of = models.CharField(_("资料"), max_length=100)
    fields = ArrayField(models.CharField(max_length=60), verbose_name=_("栏目"))
    subjects = ArrayField(models.CharField(max_length=200), verbose_name=_("谁的资料"))
    reason = models.CharField(_("理由"), max_length=500, blank=True)
    case = models.CharField(_("业务编号"), max_length=100, blank=True)
    address = models.CharField(_("地址"), max_length=45, blank=True)
    request = models.CharField(_("请求"), max_length=64, blank=True)

    objects = LookQuerySet.as_manager()

    class Meta:
        verbose_name = _("个人信息查看记录")
        ordering = ("-sequence",)
        constraints = (models.UniqueConstraint(fields=("chain", "number"), name="look_once_in_its_chain"),)
        indexes = (
            GinIndex(fields=("subjects",), name="looks_by_subject"),
            models.Index(fields=("actor", "at"), name="looks_by_actor"),
        )
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)

    def content(self) -> dict[str, Any]:
        """What the hash is over."""
        kept = (
            "actor", "organisation_id", "kind", "permission", "of", "fields", "subjects", "reason", "case", "address", "request",
        )  # fmt: skip
        return {name: getattr(self, name) for name in kept}

    @property
    def field_labels(self) -> list[str]:
        """The fields, as people call them."""
        try:
            model = apps.get_model(self.of)
            return [str(model._meta.get_field(name).verbose_name) for name in self.fields]
        except (LookupError, FieldDoesNotExist):
            return list(self.fields)

    @property
    def subject_labels(self) -> list[str]:
        """Whose data it was, for people: the kind of person and the key."""
        return [subject_label(subject) for subject in self.subjects]


class RestrictionQuerySet(InScope, models.QuerySet["Restriction"]):
    """Restrictions by organisation."""

    def in_force(self) -> RestrictionQuerySet:
        """Those that nobody has lifted and that have not ended."""
        return self.filter(lifted_at=None).filter(models.Q(until=None) | models.Q(until__gt=timezone.now()))


class Restriction(models.Model):
    """A person whose data is shown to fewer than others' (受限人员): own staff, their relatives, the protected.

    It holds at once, for some days; a second person's agreement makes it hold until `wanted_until`. Lifting takes two.
    """

    kept = True

    class Tier(models.TextChoices):
        """Guarded data opens for a reason and for some hours; protected data for those named for it only."""

        GUARDED = "guarded", "说明理由后限时查看"
        PROTECTED = "protected", "仅专人查看"

    class Why(models.TextChoices):
        """Who is restricted."""

        STAFF = "staff", "工作人员"
        RELATIVE = "relative", "工作人员亲属"
        PROTECTED = "protected", "受保护的人"

    subject = models.CharField(_("人员"), max_length=200)
    organisation = models.ForeignKey(_ORGANISATION, models.PROTECT, related_name="+", verbose_name=_("机构"))
    why = models.CharField(_("类别"), max_length=10, choices=Why, default=Why.PROTECTED)
    tier = models.CharField(_("级别"), max_length=10, choices=Tier)
    reason = models.CharField(_("理由"), max_length=500)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("设定人"))
    since = models.DateTimeField(_("设定时间"), default=timezone.now)
    until = models.DateTimeField(_("到期"), null=True, blank=True)
    wanted_until = models.DateTimeField(_("申请的到期"), null=True, blank=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("确认人")
    )
    lift_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("申请解除人")
    )
    lift_reason = models.CharField(_("解除的理由"), max_length=500, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("解除人")
    )
    lifted_at = models.DateTimeField(_("解除时间"), null=True)

    objects = RestrictionQuerySet.as_manager()

    class Meta:
        verbose_name = _("受限人员")
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=("subject",), condition=models.Q(lifted_at=None), name="restricted_once"),
            models.CheckConstraint(
                condition=models.Q(agreed_by=None) | ~models.Q(agreed_by=models.F("set_by")),
                name="restriction_agreed_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(lifted_at=None)
                | models.Q(agreed_by=None)
                | models.Q(until__isnull=False, until__lte=models.F("lifted_at"))
                | (
                    models.Q(lift_asked_by__isnull=False, lifted_by__isnull=False)
                    & ~models.Q(lift_asked_by=models.F("lifted_by"))
                ),
                name="restriction_lifted_by_two",
            ),
        )
        triggers = (
            pgtrigger.Protect(
                name="what_was_set_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("subject", "organisation", "why", "set_by", "since", "wanted_until"),
            ),
            pgtrigger.Protect(
                name="only_stricter_or_by_two",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.lifted_at IS NOT NULL OR OLD.tier = 'protected' AND NEW.tier <> OLD.tier"
                    " OR OLD.agreed_by_id IS NOT NULL AND NEW.agreed_by_id IS DISTINCT FROM OLD.agreed_by_id"
                    " OR NEW.until IS DISTINCT FROM OLD.until"
                    " AND (OLD.agreed_by_id IS NOT NULL OR NEW.agreed_by_id IS NULL)"
                ),
            ),
            pgtrigger.Protect(name="never_removed", operation=pgtrigger.Delete),
        )


class Override(models.Model):
    """Somebody has said why they must see a guarded person's data, and may until then (限时查看)."""

    subject = models.CharField(_("人员"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("查看人"))
    reason = models.CharField(_("理由"), max_length=500)
    at = models.DateTimeField(_("时间"), default=timezone.now)
    until = models.DateTimeField(_("到期"))

    class Meta:
        verbose_name = _("限时查看")
        ordering = ("-pk",)
        indexes = (models.Index(fields=("by", "subject"), name="overrides_of_somebody"),)
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)
