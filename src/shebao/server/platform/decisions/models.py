"""The log of decisions: one chain of records, each with the hash of the one before it."""

from __future__ import annotations

import json
from typing import Any

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from shebao.server.platform.decisions.canonical import digest
from shebao.server.platform.decisions.wording import action_label, detail, subject_label
from shebao.server.platform.scope import InScope, Person, at_or_below
from shebao.server.platform.web.agents import device


class DecisionQuerySet(InScope, models.QuerySet["Decision"]):
    """Records by the organisation that they are about."""

    def in_scope(self, user: Person, permission: str) -> DecisionQuerySet:
        """Those of the user's organisations; who answers for a whole tree sees those that belong to none, too."""
        condition = at_or_below(user.paths(permission), self.organisation_path)
        if user.answers_for_a_tree(permission):
            condition |= models.Q(organisation=None)
        return self.filter(condition)


class Decision(models.Model):
    """Who did what to what and when. Written by `decisions.log.record` only; the database refuses changes."""

    sequence = models.BigIntegerField(_("序号"), primary_key=True)
    at = models.DateTimeField(_("时间"), db_index=True)
    actor = models.CharField(_("操作人"), max_length=150, db_index=True)
    action = models.CharField(_("事项"), max_length=40, db_index=True)
    subject = models.CharField(_("对象"), max_length=200, db_index=True)
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("机构")
    )
    details = models.TextField(_("内容"))
    previous = models.CharField(_("上一条的摘要"), max_length=64)
    hash = models.CharField(_("摘要"), max_length=64, unique=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("决定")
        ordering = ("-sequence",)
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.sequence} {self.at:%Y-%m-%d %H:%M:%S} {self.actor} {self.action_label} {self.subject}"

    @property
    def action_label(self) -> str:
        return action_label(self.action)

    @property
    def subject_label(self) -> str:
        """The subject for people: what it is, and its number."""
        return subject_label(self.subject)

    @property
    def values(self) -> dict[str, Any]:
        """The details as they were recorded."""
        values: dict[str, Any] = json.loads(self.details)
        return values

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The details for people: (what, value)."""
        return [detail(name, value) for name, value in self.values.items()]

    @property
    def device(self) -> str:
        """The browser and system that a sign-in came from."""
        return device(str(self.values.get("agent", "")))

    def computed_hash(self) -> str:
        """The hash that the content of this record must have."""
        return digest(
            sequence=self.sequence,
            at=self.at,
            actor=self.actor,
            action=self.action,
            subject=self.subject,
            organisation=self.organisation_id,
            details=self.details,
            previous=self.previous,
        )
