"""The months that the agency has assessed: a fact of its work, added and never changed."""

from __future__ import annotations

import pgtrigger
from django.db import models


class AssessedMonth(models.Model):
    """A month whose run is in the record. From the first on what is owed follows from the record; an act after it assesses at
    once up to the last. `frozen_at` is what the run had seen: who changed later was assessed singly."""

    place = models.CharField("参保地", max_length=6)
    month = models.DateField("费款所属期")
    frozen_at = models.DateTimeField()
    act = models.ForeignKey("records.Act", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "已核定的月份"
        constraints = (
            models.UniqueConstraint(fields=("place", "month", "act"), name="an_act_assesses_a_month_once"),
            models.CheckConstraint(condition=models.Q(month__day=1), name="assessed_by_whole_months"),
        )
        triggers = (pgtrigger.Protect(name="never_changes", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.place} {self.month:%Y-%m}"
