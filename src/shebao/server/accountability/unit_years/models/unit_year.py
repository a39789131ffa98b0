"""A unit's fiscal year: whose it is, its state, what accounts.yaml, annex.yaml and words.yaml hold, who worked on it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pghistory
from django.conf import settings as project
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shebao.server.accountability.unit_years.states import CHOICES, EDITABLE, State
from shebao.server.platform.scope import InScope

DISCLOSURE_DAYS = 20


def trackers() -> tuple[pghistory.RowEvent, ...]:
    """What the history records of a model: every insert, change and deletion."""
    return (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())


LARGE_FIELDS = ("settings", "annex", "words", "prior", "extra_subjects")


class UnitYearQuerySet(InScope, models.QuerySet["UnitYear"]):
    """Unit-years, always narrowed to what a person may see."""

    def light(self) -> UnitYearQuerySet:
        """Without the large documents, for lists."""
        return self.defer(*LARGE_FIELDS).select_related("organisation")


@pghistory.track(
    *trackers(),
    fields=["state", "settings", "annex", "words", "extra_subjects", "midyear_day", "approved_on"],
    model_name="UnitYearEvent",
)
class UnitYear(models.Model):
    """One unit's accounts of one year. `version` guards settings, annex and words against lost edits; `revision` counts
    every change of content, so that results of an earlier one are known to be stale."""

    wall = "organisation"

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="unit_years", verbose_name=_("单位")
    )
    fiscal_year = models.PositiveSmallIntegerField(
        _("年度"), validators=[MinValueValidator(2007), MaxValueValidator(2099)]
    )
    state = models.CharField(_("状态"), max_length=10, choices=CHOICES, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    revision = models.PositiveIntegerField(default=1)
    settings = models.JSONField(_("账套设置"), default=dict)
    annex = models.JSONField(_("附表"), default=dict, blank=True)
    words = models.JSONField(_("文字"), default=dict, blank=True)
    extra_subjects = models.TextField(_("本地增设科目"), default="", blank=True)
    prior = models.JSONField(_("上年决算"), null=True, blank=True)
    midyear_day = models.DateField(_("年中截止日"), null=True, blank=True)
    approved_on = models.DateField(_("批复日期"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    edited_at = models.DateTimeField(_("最近修改"), auto_now_add=True)
    edited_by = models.ForeignKey(
        project.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("修改人")
    )

    objects = UnitYearQuerySet.as_manager()

    class Meta:
        ordering = ("-fiscal_year", "organisation__path")
        constraints = (
            models.UniqueConstraint(fields=("organisation", "fiscal_year"), name="one_unit_year_a_year"),
            models.CheckConstraint(condition=models.Q(fiscal_year__range=(2007, 2099)), name="fiscal_year_in_range"),
        )
        indexes = (
            models.Index(fields=("state", "fiscal_year")),
            models.Index(fields=("fiscal_year",), include=("id", "organisation"), name="unit_years_of_a_year"),
        )

    def __str__(self) -> str:
        return f"{self.organisation.name}{self.fiscal_year}年度"

    @property
    def is_editable(self) -> bool:
        """Whether its content may be changed: until it is submitted, and again when returned."""
        return self.state in EDITABLE

    @property
    def due_on(self) -> date | None:
        """The last day to publish: twenty days after the approval (预算法第十四条)."""
        return self.approved_on + timedelta(days=DISCLOSURE_DAYS) if self.approved_on else None

    @property
    def days_left(self) -> int | None:
        """Days to the last day to publish; negative when it has passed."""
        return (self.due_on - timezone.localdate()).days if self.due_on else None

    @property
    def days_over(self) -> int:
        """Days since the last day to publish."""
        return max(0, -(self.days_left or 0))

    def editors_since(self, moment: datetime | None) -> list[int]:
        """The ids of the people who changed its content since then; all who ever did where no moment is given."""
        found = self.contributions.all()
        return list(
            (found if moment is None else found.filter(last_at__gte=moment)).values_list("person_id", flat=True)
        )


class Contribution(models.Model):
    """That a person changed the content of a unit-year, and when last: what separation of duties asks."""

    unit_year = models.ForeignKey(UnitYear, models.CASCADE, related_name="contributions")
    person = models.ForeignKey(project.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    first_at = models.DateTimeField(auto_now_add=True)
    last_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("unit_year", "person"), name="one_contribution_a_person"),)
