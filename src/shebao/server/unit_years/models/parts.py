"""Performance forms, documents, and sheets that were uploaded but not taken over yet."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from shebao.report.forms import FormKind
from shebao.server.unit_years.models.unit_year import UnitYear, trackers


@pghistory.track(*trackers(), exclude=["version"])
class PerformanceForm(models.Model):
    """A self-evaluation form (自评表); `data` is its record with the Chinese keys of `performance.records`."""

    class Kind(models.TextChoices):
        """Overall or project."""

        OVERALL = FormKind.OVERALL.value, _("整体")
        PROJECT = FormKind.PROJECT.value, _("项目")

    unit_year = models.ForeignKey(UnitYear, models.CASCADE, related_name="performance_forms")
    kind = models.CharField(_("种类"), max_length=8, choices=Kind.choices)
    name = models.CharField(_("名称"), max_length=200, blank=True, default="")
    position = models.PositiveIntegerField(default=0)
    data = models.JSONField(_("内容"), default=dict)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("kind", "position", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("unit_year",), condition=models.Q(kind=FormKind.OVERALL.value), name="one_overall_form"
            ),
        )

    def __str__(self) -> str:
        return self.name or str(self.get_kind_display())
