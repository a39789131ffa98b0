"""The log of decisions: chains of records, each with the hash of the one before it, and the seals of their ends."""

from __future__ import annotations

import json
from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shebao.server.platform.decisions.canonical import digest
from shebao.server.platform.decisions.chains import BEFORE
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


class Chained(models.Model):
    """A record of a log whose every record carries the hash of the one before in its chain. Written by `decisions.log.append`.

    `prefix` begins the names of the chains in which a model's records stand; the decisions have all the others.
    """

    prefix: ClassVar[str] = ""

    chain = models.CharField(_("链"), max_length=40)
    number = models.BigIntegerField(_("链中序号"))
    at = models.DateTimeField(_("时间"), db_index=True)
    previous = models.CharField(_("上一条的摘要"), max_length=64)
    hash = models.CharField(_("摘要"), max_length=64, unique=True)

    class Meta:
        abstract = True

    @property
    def place(self) -> int:
        """The number in its chain."""
        return int(self.number)

    def content(self) -> dict[str, Any]:
        """What the record says, for its hash."""
        raise NotImplementedError

    def computed_hash(self) -> str:
        """The hash that the content of this record must have."""
        return digest(chain=self.chain, number=self.number, at=self.at, previous=self.previous, **self.content())


class Decision(Chained):
    """Who did what to what and when. Written by `decisions.log.record` only; the database refuses changes."""

    sequence = models.BigAutoField(_("序号"), primary_key=True)
    chain = models.CharField(_("链"), max_length=40, default=BEFORE)
    number = models.BigIntegerField(_("链中序号"), null=True)
    actor = models.CharField(_("操作人"), max_length=150, db_index=True)
    action = models.CharField(_("事项"), max_length=40, db_index=True)
    subject = models.CharField(_("对象"), max_length=200, db_index=True)
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("机构")
    )
    details = models.TextField(_("内容"))

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("决定")
        ordering = ("-sequence",)
        constraints = (models.UniqueConstraint(fields=("chain", "number"), name="decision_once_in_its_chain"),)
        indexes = (models.Index(fields=("chain", "sequence"), name="decisions_of_a_chain"),)
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

    @property
    def place(self) -> int:
        """The number in its chain; records of the time before chains have their sequence."""
        return self.sequence if self.number is None else self.number

    def content(self) -> dict[str, Any]:
        return {
            "actor": self.actor,
            "action": self.action,
            "subject": self.subject,
            "organisation": self.organisation_id,
            "details": self.details,
        }

    def computed_hash(self) -> str:
        """The hash that the content of this record must have; records of the time before chains have their sequence."""
        if self.number is not None:
            return super().computed_hash()
        return digest(sequence=self.sequence, at=self.at, previous=self.previous, **self.content())


class Chain(models.Model):
    """The end of a chain; writers hold it while they append. It proves nothing: records and seals do."""

    kept = True
    name = models.CharField(max_length=40, primary_key=True)
    number = models.BigIntegerField()
    hash = models.CharField(max_length=64)


class Seal(models.Model):
    """The ends of all chains at a moment; the database refuses changes. Written by `decisions.sealing` only."""

    number = models.BigIntegerField(_("号"), primary_key=True)
    at = models.DateTimeField(_("时间"))
    content = models.TextField(_("各链末尾"))
    previous = models.CharField(_("上一号的摘要"), max_length=64)
    hash = models.CharField(_("摘要"), max_length=64, unique=True)
    key = models.CharField(_("签名密钥"), max_length=16, blank=True)
    signature = models.CharField(_("签名"), max_length=128, blank=True)

    class Meta:
        verbose_name = _("封存")
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)

    @property
    def heads(self) -> dict[str, list[Any]]:
        """Chain → [number, hash] of its last record."""
        heads: dict[str, list[Any]] = json.loads(self.content)
        return heads

    def computed_hash(self) -> str:
        """The hash that the content of this seal must have."""
        return digest(number=self.number, at=self.at, content=self.content, previous=self.previous)


class Anchored(models.Model):
    """A place has got all seals up to this one; `receipt` is the time stamp of an authority. The database refuses changes."""

    place = models.CharField(_("存证处"), max_length=300)
    seal = models.BigIntegerField(_("封存"))
    hash = models.CharField(_("摘要"), max_length=64)
    receipt = models.BinaryField(_("时间戳"))
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = _("存证")
        indexes = (models.Index(fields=("place", "seal"), name="anchored_at_a_place"),)
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)
