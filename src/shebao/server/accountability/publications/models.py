"""What was disclosed to the public: versions that never change, and the catalogue that points to the newest."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

_FOREVER = pgtrigger.Protect(name="never_changes", operation=pgtrigger.Update | pgtrigger.Delete)


class Source(models.TextChoices):
    """Where a published report comes from."""

    OWN = "own", _("本平台编制")
    IMPORTED = "imported", _("导入已公开报告")


class Publication(models.Model):
    """A version of a report as it was disclosed (公开的版本). `report` is the reading document, `derivation` the groups of entries
    behind its tables, `findings` what the audit said of an imported report. Names are those of the day of disclosure."""

    public = True
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="publications")
    fiscal_year = models.PositiveSmallIntegerField(_("年度"))
    number = models.PositiveSmallIntegerField(_("版次"))
    reason = models.TextField(_("更正原因"), blank=True)
    source = models.CharField(_("来源"), max_length=10, choices=Source.choices)
    organisation_name = models.CharField(_("单位"), max_length=200)
    kind = models.CharField(max_length=20)
    published_at = models.DateTimeField(_("公开时间"))
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_on = models.DateField(_("批复日期"), null=True)
    document_number = models.CharField(_("批复文号"), max_length=100, blank=True)
    report = models.JSONField()
    derivation = models.JSONField(default=dict)
    findings = models.JSONField(default=list)
    digest = models.CharField(_("内容摘要"), max_length=64)

    class Meta:
        app_label = "cycle"
        verbose_name = _("公开版本")
        constraints = (
            models.UniqueConstraint(fields=("organisation", "fiscal_year", "number"), name="publication_number_once"),
            models.CheckConstraint(condition=models.Q(number=1) | ~models.Q(reason=""), name="correction_has_a_reason"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="publication_number_from_one"),
        )
        triggers = (_FOREVER,)

    def __str__(self) -> str:
        return f"{self.organisation_name}{self.fiscal_year}年度第 {self.number} 版"


class PublishedFigure(models.Model):
    """A measure's amount in a publication; `item` a classification code, '' for the whole."""

    public = True
    publication = models.ForeignKey(Publication, models.PROTECT, related_name="figures")
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    fiscal_year = models.PositiveSmallIntegerField()
    measure = models.CharField(max_length=60)
    aspect = models.CharField(max_length=20)
    item = models.CharField(max_length=7, blank=True)
    item_name = models.CharField(max_length=200, blank=True)
    amount_fen = models.BigIntegerField()
    text = models.CharField(_("公开的数字"), max_length=40)

    class Meta:
        app_label = "cycle"
        constraints = (
            models.UniqueConstraint(fields=("publication", "measure", "aspect", "item"), name="published_figure_once"),
        )
        indexes = (
            models.Index(fields=("organisation", "measure", "fiscal_year")),
            models.Index(
                fields=("measure", "fiscal_year"),
                include=("organisation", "publication", "amount_fen"),
                condition=models.Q(aspect="actual", item=""),
                name="published_wholes",
            ),
        )
        triggers = (_FOREVER,)


class PublishedFile(models.Model):
    """A document of a publication in one format."""

    public = True
    public_through = "stored"
    publication = models.ForeignKey(Publication, models.PROTECT, related_name="files")
    form = models.CharField(_("格式"), max_length=20)
    stored = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")

    class Meta:
        app_label = "cycle"
        constraints = (models.UniqueConstraint(fields=("publication", "form"), name="one_file_a_format"),)
        triggers = (_FOREVER,)


class PublishedReport(models.Model):
    """The catalogue: an organisation's report of a year with its newest version and what lists show of it."""

    public = True
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="published_reports")
    fiscal_year = models.PositiveSmallIntegerField(_("年度"))
    current = models.OneToOneField(Publication, models.PROTECT, related_name="catalogue")
    versions = models.PositiveSmallIntegerField(_("版本数"))
    name = models.CharField(_("单位"), max_length=200)
    kind = models.CharField(max_length=20)
    place = models.CharField(_("地区"), max_length=100, blank=True)
    department = models.ForeignKey("organisations.Organisation", models.PROTECT, null=True, related_name="+")
    department_name = models.CharField(_("主管部门"), max_length=200, blank=True)
    source = models.CharField(_("来源"), max_length=10, choices=Source.choices)
    published_at = models.DateTimeField(_("首次公开"))
    updated_at = models.DateTimeField(_("最近更新"))
    income_fen = models.BigIntegerField(null=True)
    expenditure_fen = models.BigIntegerField(null=True)
    three_public_fen = models.BigIntegerField(null=True)
    findings = models.PositiveIntegerField(_("问题数"), default=0)

    class Meta:
        app_label = "cycle"
        verbose_name = _("已公开报告")
        constraints = (models.UniqueConstraint(fields=("organisation", "fiscal_year"), name="published_report_once"),)
        indexes = (
            models.Index(fields=("-updated_at", "-id")),
            models.Index(fields=("fiscal_year", "place")),
            models.Index(fields=("place", "fiscal_year")),
            models.Index(fields=("department", "fiscal_year")),
        )

    def __str__(self) -> str:
        return f"{self.name}{self.fiscal_year}年度"


class SearchPassage(models.Model):
    """A passage of the newest version for full-text search: an index that is made anew with each version."""

    public = True
    report = models.ForeignKey(PublishedReport, models.CASCADE, related_name="passages")
    anchor = models.CharField(max_length=80)
    heading = models.CharField(max_length=300)
    text = models.TextField()
    vector = SearchVectorField()

    class Meta:
        app_label = "cycle"
        indexes = (GinIndex(fields=("vector",), name="passage_vector"),)
