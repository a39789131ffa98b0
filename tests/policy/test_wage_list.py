"""A wage list: everybody owes what a case of one person owes, whatever the list looks like."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.policy.answers.answer import raw_case
from shebao.policy.casework import compute
from shebao.policy.contributions.kinds import CONTRIBUTION_KINDS
from shebao.policy.contributions.wage_list import LIST, Wage, assess_wages, read_wages
from shebao.policy.errors import CaseError
from shebao.policy.insured import Payer

COMMON = {"统筹区": "武汉", "参保身份": "企业职工", "起始月": "2025-07", "工伤风险类别": "2"}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"起始月": "2020-05", "单位规模": "中小微", "平均工资": "5600"},
        {"参保身份": "事业单位", "工伤费率下调幅度": "20%"},
    ],
    ids=["usual", "relief", "institution"],
)
def test_everybody_owes_what_one_case_owes(changes):
    common = {**COMMON, **changes}
    amounts = [0, 1, 449_800, 2_248_799, 10**9, *(random.Random(7).randrange(10**7) for _ in range(20))]
    found = assess_wages(raw_case(common), [Wage(str(amount), amount) for amount in amounts])
    for amount, row in zip(amounts, found.rows, strict=True):
        alone = compute(raw_case({**common, "月工资": f"{amount / 100:.2f}"}), CONTRIBUTION_KINDS).row
        assert [alone[part.share.name] * 100 for part in found.parts] == list(row.parts)
        assert alone["total"] * 100 == found.paid_by(row, Payer.EMPLOYER) + found.paid_by(row, Payer.EMPLOYEE)


@pytest.mark.parametrize(
    "text",
    [
        "张三\t8000\n李四\t9,000.50",
        "姓名,月工资\n张三,8000\n李四,9000.5",
        "月工资\t姓名\n8000\t张三\n9000.50\t李四\n",
        "张三 8000\n李四   ¥9,000.50元\n\n",
        "姓名，部门，缴费工资\r\n张三，一科，8000\r\n李四，二科，9,000.50",
        '"张三","8,000.00"\n"李四","9,000.50"',
        "\n张三\t一科\t8000\t\n李四\t一科\t9000.50\t\n",
    ],
)
def test_one_list_in_many_shapes(text):
    assert read_wages(text) == (Wage("张三", 800_000), Wage("李四", 900_050))


def test_a_column_of_wages_alone_counts_its_rows():
    assert read_wages("8000\n9000") == (Wage("第1行", 800_000), Wage("第2行", 900_000))


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_whatever_is_pasted_is_read_or_told(text):
    problems, wages = (), ()
    try:
        wages = read_wages(text)
    except CaseError as error:
        problems = error.problems
    assert all(LIST in str(problem) for problem in problems)
    assert all(wage.amount >= 0 and wage.name for wage in wages)
    assert bool(problems) != bool(wages)


def test_a_list_is_of_one_month():
    with pytest.raises(CaseError, match="一次算一个月"):
        assess_wages(raw_case({**COMMON, "截止月": "2025-09"}), [Wage("a", 1)])
