"""Which table a body without a title is, by the labels and headers it holds."""

from __future__ import annotations

from collections.abc import Iterable

from shebao.classification import department_economic
from shebao.reading.tables.labels import bare_label

_HEADERS = (
    ("three_public", ("因公出国", "公务接待", "公务用车", "预算数", "决算数")),
    ("appropriation_balance", ("年初财政拨款结转和结余", "年末财政拨款结转和结余", "本年支出合计")),
    ("income_and_expenditure", ("事业收入", "附属单位上缴收入", "本年支出合计", "年末结转和结余")),
    ("income", ("财政拨款收入", "上级补助收入", "附属单位上缴收入", "科目名称")),
    ("expenditure", ("基本支出", "项目支出", "上缴上级支出", "科目名称")),
)
_FEW_SUBJECTS = 5


def guess_table(texts: Iterable[str]) -> str | None:
    """The table whose characteristic labels all occur, None where no table's do or two tables share the layout."""
    labels = {bare_label(text) for text in texts}
    labels.discard("")
    economic = department_economic().names()
    if sum(label.lstrip("0123456789") in economic for label in labels) >= _FEW_SUBJECTS:
        return "basic_expenditure" if any("工资福利支出" in label for label in labels) else None
    for table, words in _HEADERS:
        if all(any(label.startswith(word) or word in label for label in labels) for word in words):
            return table
    return None
