"""What the interface takes and gives. Amounts are decimal text in yuan: no reader rounds them by accident."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from shebao.report.tables import table_specs
from shebao.server.accountability.portal.catalogue import KINDS
from shebao.server.accountability.portal.downloads import ASPECTS
from shebao.server.accountability.portal.series import title
from shebao.server.accountability.publications.models import PublishedFigure, PublishedReport, Source

_LONGEST = 100


def yuan(amount_fen: int | None) -> str | None:
    """Fen as decimal text in yuan."""
    return None if amount_fen is None else f"{Decimal(amount_fen).scaleb(-2):f}"


class ReportChoice(serializers.Serializer):
    """Filters of the list of reports."""

    year = serializers.IntegerField(required=False, min_value=2007, max_value=2099, help_text="年度")
    organisation = serializers.IntegerField(required=False, min_value=1, max_value=2**31 - 1, help_text="机构编号")
    department = serializers.IntegerField(required=False, min_value=1, max_value=2**31 - 1, help_text="主管部门编号")
    place = serializers.CharField(required=False, max_length=_LONGEST, help_text="地区")
    kind = serializers.ChoiceField(required=False, choices=list(KINDS.items()), help_text="单位决算或部门决算")
    source = serializers.ChoiceField(required=False, choices=Source.choices, help_text="来源")
    name = serializers.CharField(required=False, max_length=_LONGEST, help_text="单位名称的一部分")


class FigureChoice(serializers.Serializer):
    """Filters of the list of figures."""

    measure = serializers.CharField(required=False, max_length=60, help_text="指标标识，见 /measures/")
    organisation = serializers.IntegerField(required=False, min_value=1, max_value=2**31 - 1, help_text="机构编号")
    year = serializers.IntegerField(required=False, min_value=2007, max_value=2099, help_text="年度")
    aspect = serializers.ChoiceField(required=False, choices=list(ASPECTS.items()), help_text="口径")
    item = serializers.RegexField(
        r"^(\d{3}|\d{5}|\d{7})?$", required=False, allow_blank=True, help_text="科目编码；空为合计"
    )


class OrganisationChoice(serializers.Serializer):
    """Filters of the list of organisations."""

    name = serializers.CharField(required=False, max_length=_LONGEST, help_text="名称的一部分")
    place = serializers.CharField(required=False, max_length=_LONGEST, help_text="地区")


class VersionChoice(serializers.Serializer):
    """Which version is meant."""

    version = serializers.IntegerField(required=False, min_value=1, max_value=30000, help_text="版次；缺省为最新")


class SearchChoice(serializers.Serializer):
    """A full-text search."""

    q = serializers.CharField(max_length=_LONGEST, help_text="要找的词语，用空格分开")
    year = serializers.IntegerField(required=False, min_value=2007, max_value=2099, help_text="年度")
    place = serializers.CharField(required=False, max_length=_LONGEST, help_text="地区")
    page = serializers.IntegerField(required=False, min_value=1, max_value=1000, default=1, help_text="页")


class OrganisationShape(serializers.Serializer):
    """An organisation that published something."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    place = serializers.CharField()
    department = serializers.CharField()
    years = serializers.ListField(child=serializers.IntegerField())


class ReportShape(serializers.ModelSerializer):
    """A published report in a list."""

    organisation = serializers.IntegerField(source="organisation_id")
    department = serializers.IntegerField(source="department_id", allow_null=True)
    income = serializers.SerializerMethodField(help_text="本年收入（元）")
    expenditure = serializers.SerializerMethodField(help_text="本年支出（元）")
    three_public = serializers.SerializerMethodField(help_text="“三公”经费（元）")

    class Meta:
        model = PublishedReport
        fields = (
            "organisation", "name", "fiscal_year", "kind", "place", "department", "department_name", "source",
            "versions", "published_at", "updated_at", "income", "expenditure", "three_public", "findings",
        )  # fmt: skip

    def get_income(self, report: PublishedReport) -> str | None:
        """Income of the year."""
        return yuan(report.income_fen)

    def get_expenditure(self, report: PublishedReport) -> str | None:
        """Expenditure of the year."""
        return yuan(report.expenditure_fen)

    def get_three_public(self, report: PublishedReport) -> str | None:
        """三公."""
        return yuan(report.three_public_fen)


class VersionShape(serializers.Serializer):
    """A version of a report."""

    number = serializers.IntegerField()
    reason = serializers.CharField(allow_blank=True)
    published_at = serializers.DateTimeField()
    approved_on = serializers.DateField(allow_null=True)
    document_number = serializers.CharField(allow_blank=True)
    digest = serializers.CharField()
    files = serializers.ListField(child=serializers.CharField(), help_text="有哪些格式的文件")


class FigureShape(serializers.ModelSerializer):
    """A published figure."""

    organisation = serializers.IntegerField(source="organisation_id")
    version = serializers.IntegerField(source="publication.number")
    title = serializers.SerializerMethodField(help_text="指标名称")
    amount = serializers.SerializerMethodField(help_text="金额（元）")

    class Meta:
        model = PublishedFigure
        fields = (
            "organisation", "fiscal_year", "version", "measure", "title", "aspect", "item", "item_name", "amount", "text",
        )  # fmt: skip

    def get_title(self, figure: PublishedFigure) -> str:
        """The measure's name."""
        return title(figure.measure)

    def get_amount(self, figure: PublishedFigure) -> str:
        """The amount."""
        return yuan(figure.amount_fen) or ""


class MeasureShape(serializers.Serializer):
    """A measure that figures are of."""

    id = serializers.CharField()
    title = serializers.CharField()


class TableShape(serializers.Serializer):
    """A table of a report as it is printed; figures are the printed text."""

    id = serializers.ChoiceField(choices=[(spec.id, spec.title) for spec in table_specs().values()])
    title = serializers.CharField()
    number = serializers.CharField(allow_blank=True)
    unit = serializers.CharField()
    state = serializers.CharField()
    blocks = serializers.ListField(child=serializers.DictField())
    notes = serializers.ListField(child=serializers.CharField())


class FindingShape(serializers.Serializer):
    """A finding of the audit of an imported report."""

    id = serializers.CharField()
    rule = serializers.CharField()
    severity = serializers.CharField()
    message = serializers.CharField()
    quote = serializers.CharField(allow_null=True)
    page = serializers.IntegerField(allow_null=True)
    stated = serializers.CharField(allow_blank=True)
    expected = serializers.CharField(allow_blank=True)
    cause = serializers.CharField(allow_null=True)


class HitShape(serializers.Serializer):
    """A passage that was found."""

    anchor = serializers.CharField()
    heading = serializers.CharField()
    text = serializers.CharField()


class ResultShape(serializers.Serializer):
    """A report with the passages that were found in it."""

    organisation = serializers.IntegerField()
    name = serializers.CharField()
    fiscal_year = serializers.IntegerField()
    count = serializers.IntegerField()
    passages = HitShape(many=True)


class SearchShape(serializers.Serializer):
    """A page of what was found."""

    reports = serializers.IntegerField()
    page = serializers.IntegerField()
    pages = serializers.IntegerField()
    limited = serializers.BooleanField()
    rough = serializers.BooleanField()
    results = ResultShape(many=True)


class ProblemShape(serializers.Serializer):
    """An error (application/problem+json)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = serializers.DictField(child=serializers.ListField(child=serializers.CharField()), required=False)


def chosen(shape: type[serializers.Serializer], data: Any) -> dict[str, Any]:
    """The validated filters of an address. Raises ValidationError by parameter."""
    serializer = shape(data=data)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)
