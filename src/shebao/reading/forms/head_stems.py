"""What the words of a head may speak of, by word stems, where no list knows them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from shebao.reading.forms import costs
from shebao.reading.forms.vocabulary import is_turned

_FEWEST_SPEAKING = 3
_STEMS: Mapping[str, re.Pattern[str]] = {
    "level_one": re.compile(r"一级|大类|维度|类别"),
    "level_two": re.compile(r"二级|分项|中类|子类|类型|分类"),
    "name": re.compile(r"三级|四级|名称|内容|指标$|项目$|要点$"),
    "relation": re.compile(r"性质|方向|符号|运算"),
    "unit": re.compile(r"单位$"),
    "target": re.compile(r"目标|预期|计划|年初|设定|预设|预定|应达|任务|标准值|指标值|期望"),
    "actual": re.compile(r"实际|完成|达成|实现|实绩|结果|落实|达到|年终|年末|执行"),
    "weight": re.compile(r"分值|权重|满分|应得|标准分|基准分|总分|分数|赋分|配分|占分|占比|比重"),
    "score": re.compile(r"得分|自评|评分|打分|实得|评定|核定|考评|考核分"),
    "deviation": re.compile(r"原因|说明|备注|措施|分析|问题|整改|差异|偏差|差距|情况"),
    "other": re.compile(r"完成率|达成率|完成比|完成度|程度|序号|依据|公式|来源|规则|解释|评分标准|偏离|偏差率|佐证"),
}  # fmt: skip
_HEAD = re.compile(r"[\u4e00-\u9fffA-Za-z/*×%()、（）:：+\-\d.]+")
_INNER = re.compile(r"\([^()]*\)")


def may_be_head(texts: Sequence[str]) -> bool:
    """Whether the cells of a row, spaces removed, can be heads: short words, none of them a value."""
    return all(
        len(bare := _INNER.sub("", text)) <= 16
        and _HEAD.fullmatch(text)
        and bool(bare)
        and not re.search(r"\d", bare)
        and not costs.BLANK.fullmatch(text)
        for text in texts
    ) and len(set(texts)) == len(texts)


def speaks_of(head: str) -> set[str]:
    """The roles that the words of a head may stand for."""
    if is_turned(head):
        return {"other"}
    bare = _INNER.sub("", head)
    return {role for role, stem in _STEMS.items() if stem.search(bare)}


def may_head_indicators(heads: Iterable[str]) -> bool:
    """Whether the words of heads speak of an indicator table: of points, of a level or a name, of a third thing."""
    speaking = set().union(*(speaks_of(head) for head in heads))
    return (
        len(speaking - {"other"}) >= _FEWEST_SPEAKING
        and bool(speaking & {"score", "weight"})
        and bool(speaking & {"name", "level_one", "level_two"})
    )
