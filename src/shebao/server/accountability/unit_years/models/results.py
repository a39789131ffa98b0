"""What the background computes of a unit-year: its closing, findings with where each is mended, main figures."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from shebao.server.accountability.unit_years.models.unit_year import UnitYear


class Closing(models.Model):
    """The latest computation, of `revision`; older than the unit-year's own revision it is stale. `document` is
    closing.json, `grids` the nine tables as printed; both are empty where the accounts could not be closed."""

    unit_year = models.OneToOneField(UnitYear, models.CASCADE, related_name="closing")
    revision = models.PositiveIntegerField()
    computed_at = models.DateTimeField(auto_now=True)
    milliseconds = models.PositiveIntegerField(default=0)
    closed = models.BooleanField(default=False)
    errors = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)
    hints = models.PositiveIntegerField(default=0)
    document = models.JSONField(default=dict)
    grids = models.JSONField(default=list)
    scores = models.JSONField(default=list)
    progress = models.JSONField(default=dict)
    gaps = models.JSONField(default=list)


class ComposedReport(models.Model):
    """The report in one format as a worker composed it of `revision`; without a file, `problem` says why there is none."""

    unit_year = models.ForeignKey(UnitYear, models.CASCADE, related_name="composed")
    kind = models.CharField(max_length=10)
    revision = models.PositiveIntegerField()
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    problem = models.CharField(max_length=1000, blank=True)

    class Meta:
        verbose_name = _("编成的报告")
        constraints = (models.UniqueConstraint(fields=("unit_year", "kind"), name="composed_once"),)


class FindingQuerySet(models.QuerySet["Finding"]):
    """Findings of unit-years."""

    def open(self) -> FindingQuerySet:
        """Those that still hold."""
        return self.filter(resolved_at=None)


class Finding(models.Model):
    """Something to decide about or mend. `key` stays the same over recomputations, so that comments keep their finding;
    `target` is the address, below the unit-year, of the place where it is mended."""

    class Severity(models.TextChoices):
        """As auditing has them."""

        ERROR = "error", _("错误")
        WARNING = "warning", _("警告")
        INFO = "info", _("提示")

    class Source(models.TextChoices):
        """Which check found it."""

        INPUT = "input", _("录入")
        CLOSING = "closing", _("编表")
        COMPLETENESS = "completeness", _("完整性")
        AUDIT = "audit", _("审核")
        PERFORMANCE = "performance", _("绩效")
        WORDS = "words", _("文字")

    unit_year = models.ForeignKey(UnitYear, models.CASCADE, related_name="findings")
    key = models.CharField(max_length=64)
    source = models.CharField(max_length=12, choices=Source.choices)
    rule = models.CharField(_("规则"), max_length=60)
    severity = models.CharField(_("程度"), max_length=8, choices=Severity.choices)
    message = models.TextField()
    quote = models.TextField(blank=True, default="")
    stated = models.TextField(blank=True, default="")
    expected = models.TextField(blank=True, default="")
    place = models.CharField(_("位置"), max_length=300, blank=True, default="")
    target = models.CharField(max_length=500, blank=True, default="")
    position = models.PositiveIntegerField(default=0)
    first_revision = models.PositiveIntegerField()
    found_at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ("position", "id")
        constraints = (models.UniqueConstraint(fields=("unit_year", "key"), name="one_finding_a_key"),)
        indexes = (
            models.Index(fields=("unit_year", "resolved_at", "position")),
            models.Index(
                fields=("unit_year",),
                include=("rule", "severity", "source"),
                condition=models.Q(resolved_at=None),
                name="open_findings_of_a_unit_year",
            ),
            models.Index(
                fields=("rule", "severity"), condition=models.Q(resolved_at=None), name="open_findings_by_rule"
            ),
        )


class UnitFigure(models.Model):
    """A main measure of a closed unit-year in fen (三公, running costs…): what comparisons over units read."""

    unit_year = models.ForeignKey(UnitYear, models.CASCADE, related_name="figures")
    measure = models.CharField(max_length=40)
    amount_fen = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("unit_year", "measure"), name="one_figure_a_measure"),)
        indexes = (models.Index(fields=("measure", "amount_fen")),)
