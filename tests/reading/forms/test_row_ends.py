"""Remarks behind a score belong to their row, however many tokens they could end at."""

import pytest

from shebao.reading.document import Line
from shebao.reading.forms import read_forms
from shebao.report.provenance import Place

FORM = """2023年度甲区社会保险事务中心窗口改造项目支出绩效自评表
一级指标
二级指标
三级指标
权重
年初目标值
实际完成值
得分
偏差原因分析
产出指标
时效指标
平均受理时限
14
不超过6个工作
日
5个工作日
{score}
{remark}
小计
14
{score}
效益指标
社会效益指标
群众知晓程度
10
明显提高
明显提高
10
小计
10
10
"""


@pytest.mark.parametrize("remark", ["", "办件量低于预期"])
@pytest.mark.parametrize("score", ["14", "12.5", "41"])
def test_a_score_behind_a_value_over_two_lines_and_its_remark_are_read(score: str, remark: str) -> None:
    lines = [line for line in FORM.format(score=score, remark=remark).splitlines() if line]
    (form,), _ = read_forms(tuple(Line(line, Place(line=number)) for number, line in enumerate(lines, 1)))
    first, second = form.indicators
    assert (first.weight.text, first.score.text, first.actual.quote) == ("14", score, "5个工作日")
    assert (first.deviation.quote if first.deviation else "") == remark
    assert (second.name, second.score.text) == ("群众知晓程度", "10")
    assert form.unread == ()
