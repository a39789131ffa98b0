"""Self-evaluation forms: amounts from the accounts, indicators from last year, a fault told once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from shebao.server.accountability.unit_years import scoring
from shebao.server.accountability.unit_years.computing.places import Found, told_once
from shebao.server.accountability.unit_years.form_amounts import amounts_of
from shebao.server.accountability.unit_years.models import UnitYear
from shebao.server.accountability.unit_years.stored import performance_record

pytestmark = pytest.mark.django_db


def test_what_a_form_leaves_blank_is_that_of_the_accounts(unit_year: UnitYear) -> None:
    form = unit_year.performance_forms.get(kind="overall")
    form.data = {key: value for key, value in form.data.items() if key not in ("执行数", "全年预算数", "基本支出")}
    form.save()
    spent = dict(unit_year.figures.values_list("measure", "amount_fen"))
    overall = performance_record(unit_year)["整体"]
    assert Decimal(overall["执行数"]) * 1_000_000 == pytest.approx(spent["本年支出合计"], abs=5_000)
    assert overall["基本支出"] == amounts_of(unit_year)[""]["基本支出"]
    assert overall["项目支出"] == form.data["项目支出"]
    assert overall["实施单位"]


def test_a_project_has_its_own_amounts_and_the_whole_has_all(unit_year: UnitYear) -> None:
    amounts = amounts_of(unit_year)
    projects = [own for name, own in amounts.items() if name]
    assert projects
    added = sum(Decimal(own["执行数"]) for own in projects if "执行数" in own)
    assert added == pytest.approx(Decimal(amounts[""]["项目支出"]), abs=Decimal("0.05"))


def test_a_new_form_takes_over_last_years_indicators_and_not_what_was_reached(
    unit_year: UnitYear, preparer: Any
) -> None:
    before = unit_year.performance_forms.filter(kind="project").first()
    assert before is not None
    later = UnitYear.objects.create(
        organisation=unit_year.organisation, fiscal_year=unit_year.fiscal_year + 1, settings=unit_year.settings
    )
    made = scoring.add(later, preparer, "project", before.name)
    old, new = before.data["指标"], made.data["指标"]
    assert [(row["名称"], row["分值"], row["目标"]) for row in new] == [
        (row["名称"], row["分值"], row["目标"]) for row in old
    ]
    assert not any({"实际", "得分", "理由", "证据"} & set(row) for row in new)
    reached = next(row for row in old if row.get("实际"))
    carried = next(row for row in new if row["名称"] == reached["名称"])
    assert carried["历年"][str(unit_year.fiscal_year)] == reached["实际"]
    assert scoring.add(later, preparer, "project", "去年没有的项目").data["指标"][0]["名称"] == "数量指标"


def test_a_fault_of_a_form_is_told_where_it_is_mended_only() -> None:
    own = Found("performance", "分项与合计", "error", "…", "整体", "performance/1/")
    audits = [Found("audit", rule, "warning", "…", "报告", "report/") for rule in ("P03", "P04", "T02")]
    assert [each.rule for each in told_once([own, *audits])] == ["分项与合计", "P04", "T02"]
    assert told_once(audits) == audits
