"""shebao as a library, on real reports where they are."""

import pytest

import shebao
from shared_files import shared
from shebao.auditing.findings import AuditResult
from shebao.report import Report


@pytest.mark.parametrize(
    ("name", "unit", "year"),
    [
        ("000_848cd77d40a2b2ee.txt", "武汉市人力资源和社会保障局汉阳社会保险管理处", 2022),
        ("002_aecfc3e4a48985f9.txt", "武汉市社会保险中心", 2023),
        ("004_20908ded8e028716.txt", "武汉市东西湖区人力资源和社会保障局", 2021),
        ("putuo-finance-2024.pdf", "上海市普陀区财政局", 2024),
        ("putuo-planning-2024.pdf", "上海市普陀区规划和自然资源局", 2024),
    ],
)
def test_a_real_report_is_read_and_audited(name, unit, year):
    path = shared(f"reports/{name}")
    report = shebao.read_report(path)
    assert isinstance(report, Report)
    assert (report.identity.unit, report.identity.fiscal_year) == (unit, year)
    result = shebao.audit(path)
    assert isinstance(result, AuditResult)
    assert result.findings
    assert result.file == str(path)


def test_there_is_nothing_else():
    with pytest.raises(AttributeError, match="no attribute"):
        _ = shebao.nothing
