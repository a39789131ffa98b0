"""A hundred thousand characters of one kind in each part of a report: what takes quadratic time would not come back."""

from __future__ import annotations

import pytest

from shebao.auditing.audit import audit_report
from shebao.reading.report import read_file

LENGTH = 100_000
PARTS = {
    "nowhere": "",
    "tables": "某某中心2023年度单位决算\n第二部分 2023年度单位决算表\n收入支出决算总表\n单位：万元\n",
    "narrative": "某某中心2023年度单位决算\n第三部分 2023年度单位决算情况说明\n一、收入支出决算总体情况说明\n",
    "heading": "某某中心2023年度单位决算\n第三部分 2023年度单位决算情况说明\n一、收入支出",
    "key work": "某某中心2023年度单位决算\n第四部分 2023年重点工作完成情况\n",
    "glossary": "某某中心2023年度单位决算\n第五部分 名词解释\n",
    "forms": "项目支出绩效自评表\n项目名称 某\n一级指标 二级指标 三级指标 年初目标值 实际完成值 得分\n",
}
RUNS = ("1", "…", "-", " .", "（", "一", "1.00万元，", "2023年", "<p ", "|")


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("part", PARTS)
def test_one_long_line(part: str, run: str) -> None:
    text = f"{PARTS[part]}{run * (LENGTH // len(run))}完\n"
    result = audit_report(read_file(text.encode(), "hostile.txt").report)
    assert len(result.findings) < 5_000
    printed = text.replace("\n", "")  # a quote goes over the line breaks of running text
    assert all(finding.source.quote.replace("\n", "") in printed for finding in result.findings)
