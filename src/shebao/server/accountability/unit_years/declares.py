"""What `unit_years` declares: what may be done with the accounts of a year, and the words of their states."""

from __future__ import annotations

from pathlib import Path

from shebao.server.accountability.unit_years.states import WORDS
from shebao.server.platform.declarations import Declarations, Detail, Menu, Permission

VIEW_UNIT_YEAR = Permission("view_unit_year", "查看单位年度")
EDIT_UNIT_YEAR = Permission("edit_unit_year", "编制单位年度")
CHECK_UNIT_YEAR = Permission("check_unit_year", "完成自查")
SUBMIT = Permission("submit", "提交审核")
REVIEW = Permission("review", "审核", decides=True)
APPROVE = Permission("approve", "批复", decides=True)
PUBLISH = Permission("publish", "向社会公开", decides=True)

TAKING_PART = (EDIT_UNIT_YEAR, CHECK_UNIT_YEAR, SUBMIT, REVIEW, APPROVE, PUBLISH)
"""What those may do who prepare or decide, and not only look on."""

DECLARATIONS = Declarations(
    permissions=(VIEW_UNIT_YEAR, *TAKING_PART),
    subjects={"unit_years.unityear": "单位年度"},
    details=(Detail("fiscal_year", "年度"), Detail("revision", "修订")),
    states={"unit_year": {state.value: words for state, words in WORDS.items()}},
    menu=(Menu("/work/", "单位工作", VIEW_UNIT_YEAR, rank=30, covers=r"/cycle/\d+/", home=3),),
    roles=(Path(__file__).with_name("roles.yaml"),),
    demo="shebao.server.accountability.unit_years.demo",
)
