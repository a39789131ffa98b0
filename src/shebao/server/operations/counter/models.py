"""Names and codes as the counter finds them, derived from the record; restrictions of persons that wait for a second one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q

from shebao.server.platform.access import masks
from shebao.server.platform.access.models import Restriction
from shebao.server.platform.scope import InScope


class Followed(models.Model):
    """Up to which act of the record names have been taken in."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    act = models.BigIntegerField(default=0)
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(id=1), name="one_place_up_to_which"),)


class KnownName(models.Model):
    """A name that the record has or had of a person or an employer, and one way in which it sounds. Derived: it can be made anew."""

    fact = models.BigIntegerField()
    subject = models.BigIntegerField()
    employer = models.BooleanField()
    name = models.TextField()
    sound = models.TextField()
    initials = models.TextField()
    born = models.DateField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("fact", "sound"), name="a_name_sounds_so_once"),)
        indexes = (
            models.Index(OpClass(F("name"), "text_pattern_ops"), name="names_by_name"),
            models.Index(OpClass(F("sound"), "text_pattern_ops"), name="names_by_sound"),
            models.Index(OpClass(F("initials"), "text_pattern_ops"), name="names_by_initials"),
            models.Index(fields=("subject",), name="names_of_a_subject"),
            models.Index(fields=("employer", "name"), name="names_of_employers", condition=Q(employer=True)),
        )


class KnownCode(models.Model):
    """A code by which an employer is or was known beside the credit code: the organisation code inside it, a registration number."""

    fact = models.BigIntegerField(primary_key=True)
    subject = models.BigIntegerField()
    code = models.CharField(max_length=20, db_index=True)


class AskedQuerySet(InScope, models.QuerySet["Asked"]):
    """What was asked, by the organisation of whoever asked."""

    def open(self) -> AskedQuerySet:
        """What nobody has decided yet."""
        return self.filter(decided_at=None)


class Asked(models.Model):
    """Somebody asks to restrict a person's data, or to end that; another person decides it. The tier '' ends the restriction."""

    kept = True
    person = models.BigIntegerField("个人编号", db_index=True)
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name="机构"
    )
    tier = models.CharField("级别", max_length=10, blank=True, choices=Restriction.Tier)
    reason = models.CharField("理由", max_length=500)
    until = models.DateTimeField("到期", null=True, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出人")
    asked_at = models.DateTimeField("提出时间")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="确认人"
    )
    decided_at = models.DateTimeField("确认时间", null=True)
    agreed = models.BooleanField("同意", default=False)

    objects = AskedQuerySet.as_manager()

    class Meta:
        verbose_name = "限制申请"
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(condition=~Q(asked_by=F("decided_by")), name="another_person_decides_a_restriction"),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, agreed=False)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="decided_by_somebody",
            ),
            models.UniqueConstraint(fields=("person",), condition=Q(decided_at=None), name="one_open_request_a_person"),
        )


class Likeness(models.Model):
    """Two numbers of the record that may be one person: found in bulk, as work for people. It decides nothing, and no score merges
    anybody; `reasons` say what was compared and repeat no number, telephone or address."""

    kept = True

    class State(models.TextChoices):
        """What became of it: nobody has looked yet, people found two persons, or it is not found any more."""

        OPEN = "open", "待核对"
        DIFFERENT = "different", "不是同一人"
        GONE = "gone", "已不再相像"

    first = models.BigIntegerField("个人编号", db_index=True)
    second = models.BigIntegerField("另一个人编号", db_index=True)
    score = models.DecimalField("匹配分", max_digits=7, decimal_places=2)
    likely = models.CharField("分类", max_length=20)
    reasons = ArrayField(models.TextField(), verbose_name="理由")
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN)
    found_at = models.DateTimeField("找出时间")
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="核对人"
    )
    judged_at = models.DateTimeField("核对时间", null=True)
    words = models.CharField("怎样核对的", max_length=500, blank=True)

    class Meta:
        verbose_name = "疑似重复登记"
        ordering = ("-score", "first", "second")
        constraints = (
            models.UniqueConstraint(fields=("first", "second"), name="two_numbers_are_compared_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="the_lower_number_comes_first"),
            models.CheckConstraint(
                condition=Q(state="different", judged_by__isnull=False, judged_at__isnull=False)
                | (~Q(state="different") & Q(judged_by=None, judged_at=None)),
                name="two_persons_by_somebody",
            ),
        )
        indexes = (models.Index(fields=("state", "-score"), name="likenesses_by_score"),)

    def __str__(self) -> str:
        return f"{self.first} 与 {self.second}"


def _each(mask: Callable[[str], str]) -> Callable[[str], str]:
    """A mask for several values in one text."""
    return lambda text: "；".join(mask(part) for part in text.split("；"))


class Holder(models.Model):
    """A person as the counter shows them: made from the record for a page, never stored."""

    id = models.BigIntegerField("个人编号", primary_key=True)
    name = models.TextField("姓名")
    identity_number = models.TextField("证件号码")
    telephone = models.TextField("联系电话")
    address = models.TextField("联系地址")
    bank_account = models.TextField("待遇账户")
    card = models.TextField("社会保障卡号")
    personal: ClassVar[Mapping[str, Callable[[str], str]]] = {
        "name": str,
        "identity_number": masks.identity_number,
        "telephone": masks.telephone,
        "address": masks.address,
        "bank_account": _each(masks.account),
        "card": masks.account,
    }

    class Meta:
        managed = False
        verbose_name = "参保人"

    @property
    def subject(self) -> str:
        """The key of the person in the log of looks."""
        return f"records.subject:{self.id}"
