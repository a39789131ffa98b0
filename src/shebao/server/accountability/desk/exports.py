"""The lists of the desk as files, as workers make them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Count, Max, Sum
from django.http import QueryDict
from django.utils import timezone

from shebao.server.accountability.desk import findings, states
from shebao.server.accountability.desk.comparison import compared
from shebao.server.accountability.desk.declares import VIEW_DESK
from shebao.server.accountability.desk.figures import known_years
from shebao.server.accountability.publications.models import PublishedReport
from shebao.server.accountability.unit_years.models import Finding, UnitYear
from shebao.server.platform.exports.doing import Made, NotMade, export
from shebao.server.platform.people.models import User
from shebao.server.platform.web.exporting import csv_file

UNITS, FINDINGS, COMPARISON = "desk.units", "desk.findings", "desk.comparison"
_SEVERITIES, _SOURCES = dict(Finding.Severity.choices), dict(Finding.Source.choices)


def revision(person: User) -> str:
    """Changes with what is within the person's scope, and with the day."""
    scope = person.organisations(VIEW_DESK)
    years = UnitYear.objects.filter(organisation__in=scope).aggregate(
        Count("pk"), Sum("revision"), Sum("version"), Sum("closing__revision"), Max("edited_at")
    )
    reports = PublishedReport.objects.filter(organisation__in=scope).aggregate(Count("pk"), Max("pk"))
    states_of = (
        UnitYear.objects.filter(organisation__in=scope).values_list("state").annotate(Count("pk")).order_by("state")
    )
    return repr([scope.count(), sorted(years.items()), sorted(reports.items()), list(states_of), timezone.localdate()])


@export(UNITS, "导出各单位状态")
def units(person: User | None, arguments: Mapping[str, Any]) -> Made:
    """All units of a year with their states, as the filter lets them through."""
    scope, today = _seen_by(person).organisations(VIEW_DESK), timezone.localdate()
    wanted = states.filter_of(QueryDict(arguments["query"]), known_years(scope))
    found = states.rows(states.narrowed(states.units(scope, wanted.year), wanted, today))
    header = ("单位", "上级", "年度", "状态", "错误", "警告", "批复日期", "距公开期限（天）", "最近修改")
    rows = (_unit(row, wanted.year, today) for row in found.iterator(2000))
    return Made(f"各单位状态{wanted.year}.csv", "csv", csv_file(header, rows))


@export(FINDINGS, "导出各单位问题")
def open_findings(person: User | None, arguments: Mapping[str, Any]) -> Made:
    """The findings that the filter lets through."""
    scope = _seen_by(person).organisations(VIEW_DESK)
    wanted = findings.finding_filter(QueryDict(arguments["query"]), known_years(scope))
    found = findings.listed(findings.open_findings(scope, wanted)).values_list(
        "unit_year__organisation__name", "unit_year__fiscal_year", "severity", "source", "rule", "place", "message"
    )
    rows = (
        (unit, year, _SEVERITIES[severity], _SOURCES[source], rule, place, message)
        for unit, year, severity, source, rule, place, message in found.iterator(2000)
    )
    header = ("单位", "年度", "程度", "来源", "规则", "位置", "问题")
    return Made("各单位问题.csv", "csv", csv_file(header, rows))


@export(COMPARISON, "导出指标比较")
def comparison(person: User | None, arguments: Mapping[str, Any]) -> Made:
    """The whole table of units and years."""
    made, _words = compared(_seen_by(person), QueryDict(arguments["query"]))
    header = ("单位", *(f"{year}年（{made.indicator.kind}）" for year in made.years), "比上年（%）", "离群分数")
    rows = ((row.name, *row.values, row.change, row.outlier.score if row.outlier else "") for row in made.rows)
    return Made(f"{made.indicator.title}比较.csv", "csv", csv_file(header, rows))


def _seen_by(person: User | None) -> User:
    if person is None or not person.has_permission(VIEW_DESK):
        raise NotMade("您没有查看审核台的权限，没有导出。")
    return person


def _unit(row: dict[str, Any], year: int, today: date) -> tuple[object, ...]:
    edited = timezone.localtime(row["edited_at"]).strftime("%Y-%m-%d %H:%M") if row["edited_at"] else ""
    left = states.days_left(row["approved_on"], row["state"], today)
    shown = states.name_of(row["state"] or states.NONE)
    return (row["name"], row["superior"], year, shown, row["errors"], row["warnings"], row["approved_on"], left, edited)
