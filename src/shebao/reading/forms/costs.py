"""What it costs to read a run of tokens as a name, as a target or an actual, and as the two of one row.

Costs are of form only: signs, numbers with units, grades, brackets, what belongs together. No sum, weight or score of the form
enters, so that its own slips survive reading.
"""

from __future__ import annotations

import re
from functools import lru_cache

from shebao.reading.forms.vocabulary import LABELS, LEVEL_ONE, LEVEL_TWO
from shebao.report.performance import quantities
from shebao.report.performance.units import units

NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,4})?分?")
BLANK = re.compile(r"[-—－–/\\]+|无")
_VALUE = re.compile(
    r"[≥≤<>》《〉〈=＝约不]*(?:不?[少低高多超大小]于?过?(?:或?等于)?|至[少多]|最[少多]|控制在)?[\d.,]+(?:[%‰])?(?:以上|以内|及以上)?(?:/.{1,3})?"
)
_GRADE = re.compile(
    r"(优秀?|良好?|中|差|好|较好|一般|合格|已?完成|已?达成|达标|是|有|无|显著|明显|有效|正常|满意|(?:长期|持续|有效|显著|明显|不断|逐步|基本|全面|进一步)?(?:改善|提升|提高|增强|保障|加强|完成|促进|达成|稳定|推动|增加|减少|降低|有效|健全|规范|满意|到位|运行|及时).{0,2})"
)
_PERCENTAGE = re.compile(r"\d{1,4}(?:\.\d+)?%?")
_FRAGMENT = re.compile(r"^[人标指分号日，。、）)的了；;：:度率量]|^(以上|以内|之内|之前|及以上)")
_NAME_END = re.compile(
    r"(率|数|数量|次数|人数|程度|度|情况|成本|时间|及时性|水平|面积|金额|质量|效果|能力|影响|作用|工作|进度|比例|总量|覆盖面|性|期数|天数)$"
)
_OPENING, _CLOSING = re.compile(r"[(“《\[【]"), re.compile(r"[)”》\]】]")
_CAPTION = re.compile(r"\(\d{1,3}(?:\.\d{1,2})?分?\)")
_HEAD_IN_NAME = re.compile("一级指标|二级指标|三级指标|年度绩效目标|年度绩效指标|实际完成值|年初目标值")
_HEADINGS = tuple(sorted((word for word in LEVEL_ONE | LEVEL_TWO if word.endswith("指标")), key=len, reverse=True))
_COMMONEST = ("产出指标", "效益指标", "数量指标", "质量指标", "时效指标")
_LABELS = tuple(LABELS)
_HEADING_WORDS = frozenset(word for word in LEVEL_ONE | LEVEL_TWO if word.endswith("指标"))
_START_VALUE = re.compile(r"^[≥≤<>》〉〈=\d]")
_YEARLY = re.compile(r"^\d{4}年|^\d+[%个项类大]?[\u4e00-\u9fff]{2,}")


@lru_cache(maxsize=1)
def _unit_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?:{units().pattern}|万|亿|%|/[年月人日次天季周])(?:次|以上|以内|/.{{1,2}})?")


@lru_cache(maxsize=32768)
def starts_with_unit(text: str) -> bool:
    """Whether the text begins like a unit of count (人次, 场, 万元)."""
    return bool(_unit_pattern().match(text))


@lru_cache(maxsize=32768)
def is_unit(text: str) -> bool:
    """Whether the text is nothing but a unit."""
    return bool(_unit_pattern().fullmatch(text))


_RELATIONS = frozenset(("正向", "反向", "定性", "大于", "小于", "等于", "大于等于", "小于等于"))


def is_relation(text: str) -> bool:
    """Whether the text is the sign or word in the column of a target's direction."""
    return text[:1] in "≥≤=<>＝≧≦》《〉〈" or text in _RELATIONS


def is_percentage(text: str) -> bool:
    """Whether the text is a number of percent, with or without the sign."""
    return bool(_PERCENTAGE.fullmatch(text))


def is_grade(text: str) -> bool:
    """Whether the text is a grade in words (优秀, 持续改善)."""
    return bool(_GRADE.fullmatch(text))


@lru_cache(maxsize=32768)
def starts_value(text: str) -> bool:
    """Whether the text begins with a sign or a digit."""
    return bool(_START_VALUE.match(text))


@lru_cache(maxsize=65536)
def is_value(text: str) -> bool:
    """Whether the text is a bare number, a percentage, either with a sign, or a number with its unit."""
    if _VALUE.fullmatch(text):
        return True
    match = re.match(r"[≥≤<>》〉〈=]*[\d.,]+", text)
    return bool(match) and is_unit(text[match.end() :]) if match else False


def unbalanced(text: str) -> bool:
    """Whether a bracket or quotation mark stands without its partner."""
    signs = text.replace("》9", "9").replace("》1", "1")
    return len(_OPENING.findall(signs)) != len(_CLOSING.findall(signs)) and not re.search(r"[《》]\d", text)


@lru_cache(maxsize=65536)
def name_cost(text: str) -> float:
    """What it costs to read the text as the name of an indicator, its weight in brackets included."""
    bare = _CAPTION.sub("", text)
    cost = 0.0
    if len(bare) < 2:
        cost += 4.0
    elif len(bare) == 2:
        cost += 0.5
    found = list(_CAPTION.finditer(text))
    heading = bare in _HEADING_WORDS
    if heading:
        cost += 1.5
    if found:
        cost += 4.0 if found[-1].end() < len(text) else 0.0 if heading else -1.0
        cost += 4.0 * (len(found) - 1)
    if len(bare) > 36:
        cost += min(0.03 * (len(bare) - 36), 2.0)
    if is_value(bare):
        cost += 5.0
    elif _START_VALUE.match(bare) and not _YEARLY.match(bare):
        cost += 2.0
    if re.search(r"[≥≤<>(]$|\d%?$", bare):
        cost += 3.0 if len(bare) < 9 else 1.5
    if re.match(r"[)）,，。、；;%分]", bare):
        cost += 3.0
    if unbalanced(text):
        cost += 3.0
    if _HEAD_IN_NAME.search(text):
        cost += 4.0
    if (bare not in _HEADING_WORDS and bare.startswith(_HEADINGS)) or bare.startswith(_LABELS):
        cost += 2.0
    if "指标" in bare and any(word in bare[1:] and not bare.endswith(word) for word in _COMMONEST):
        cost += 3.0
    if re.match(r"受.{0,12}影响|由于|因.{2,12}[，,]|未完成|目标设定", bare):
        cost += 1.5
    if len(bare) >= 6 and bare[: len(bare) // 2] == bare[(len(bare) + 1) // 2 :]:
        cost += 3.0  # a heading and a name that says the same
    if _NAME_END.search(bare) and not heading:
        cost -= 0.6
    return cost


_REASON = re.compile(
    r"影响|原因|未完|未达|偏差|偏高|偏低|由于|因为?|滞后|较上年|调整|减少|增加|不足|推迟|取消|超出|节约|疫情"
)


@lru_cache(maxsize=65536)
def reason_cost(text: str) -> float:
    """What it costs to read the text as the reason of a deviation."""
    cost = 0.2 if _REASON.search(text) else 0.7
    if _CAPTION.search(text):
        cost += 3.0
    if any(word in text for word in _HEADINGS):
        cost += 3.0
    if is_value(text) or _GRADE.fullmatch(text):
        cost += 1.5
    return cost


@lru_cache(maxsize=65536)
def value_cost(text: str) -> float:
    """What it costs to read the text as a target or as an actual."""
    if _CAPTION.search(text) and not re.fullmatch(r".*\d\(\d{1,3}\)", text):
        return 5.0
    cost = 0.0
    if is_value(text) or _GRADE.fullmatch(text) or BLANK.fullmatch(text):
        cost = 0.0
    elif quantities(text):
        cost = 0.4 if _START_VALUE.match(text) else 0.7
    else:
        cost = 1.0 + (0.8 if _NAME_END.search(text) else 0.0)
    if _FRAGMENT.match(text) and not is_value(text):
        cost += 2.5
    if re.search(r"[≥≤<>(=]$", text):
        cost += 3.0
    if unbalanced(text):
        cost += 3.0
    if _HEAD_IN_NAME.search(text):
        cost += 4.0
    return cost


@lru_cache(maxsize=65536)
def pair_cost(target: str, actual: str) -> float:
    """What it costs that the two stand in one row as target and actual: how alike they are in kind."""
    if target == actual:
        return -1.5
    one, other = quantities(target), quantities(actual)
    if one and other:
        if len(one) == len(other) and all(
            a.unit.dimension == b.unit.dimension or a.bare or b.bare for a, b in zip(one, other, strict=True)
        ):
            same = all(a.unit.dimension == b.unit.dimension for a, b in zip(one, other, strict=True))
            several = -alike(target, actual) if len(one) > 1 else 0.0
            return (-1.0 if same else -0.4) + (0.5 if several else 0.0) + several
        return 0.4
    if not one and not other:
        if _GRADE.fullmatch(target) and _GRADE.fullmatch(actual):
            return -0.6
        return 0.8 - 1.6 * alike(target, actual)
    return 0.9 - 0.8 * alike(target, actual)


def alike(one: str, other: str) -> float:
    """The share of the shorter text's pairs of characters that the other has too."""
    first, second = _bigrams(one), _bigrams(other)
    shorter = min(len(first), len(second))
    return len(first & second) / shorter if shorter else 0.0


@lru_cache(maxsize=32768)
def _bigrams(text: str) -> frozenset[str]:
    return frozenset(text[index : index + 2] for index in range(len(text) - 1))


@lru_cache(maxsize=32768)
def is_score(text: str) -> bool:
    """Whether the text can be a score or a weight: a number of at most 100."""
    match = NUMBER.fullmatch(text)
    return bool(match) and float(text.removesuffix("分")) <= 100
