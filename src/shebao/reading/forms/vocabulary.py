"""The words that self-evaluation forms are made of: titles, column heads, levels of indicators."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

TITLE = re.compile(r"绩效.{0,4}自评(价|结果)?(情况)?表|绩效评价(自评)?表|自评表$")
PROJECT_LABEL = "项目名称"
LABELS = {"年度绩效指标", "年度绩效目标", "绩效指标", "年度指标", "年度绩效", "绩效目标", "完成情况"}
LEVEL_ONE = ("产出指标", "效益指标", "满意度指标", "成本指标")
LEVEL_TWO = (
    "数量指标", "质量指标", "时效指标", "成本指标", "经济成本指标", "社会成本指标", "生态环境成本指标", "经济效益指标", "社会效益指标",
    "生态效益指标", "环境效益指标", "可持续影响指标", "可持续发展指标", "可持续指标", "服务对象满意度指标", "群众满意度指标", "公众满意度指标",
    "社会公众满意度指标", "社会公众或服务对象满意度指标", "社会公众及服务对象满意度指标", "受益对象满意度指标", "受益群体满意度指标", "满意度指标",
)  # fmt: skip
REASONS = re.compile(r"^(偏差大或|偏差原因|未完成原因|偏差较大|目标未完成原因)")
MEASURES = re.compile(r"^(改进措施|下一步改进|整改措施)")
REMARKS = re.compile(r"^(备注|注)[:：]?")
TOTAL = re.compile(r"^(自评)?(总分|总得分|总计得分|合计得分|自评得分|合计|总计)(分)?(值)?[:：]?$")
IN_YUAN = re.compile(r"(?:资金|情况|金额|预算|单位)\(?(?:单位)?[:：(]\s*元\)?")
CAPTION = re.compile(r"\(([\d.]+)分?\)")
_CAPTION_IN_TEXT = re.compile(r"[(（]\s*(\d+(?:\.\d+)?)\s*分\s*[)）]")

_COLUMNS = (
    ("level_one", re.compile(r"^一级指标")),
    ("level_two", re.compile(r"^二级指标")),
    ("name", re.compile(r"^(三级指标|四级指标|指标名称|指标内容)")),
    ("relation", re.compile(r"^(指标性质|指标方向|运算符)")),
    ("target", re.compile(r"^(年初|年度|全年|预期)?(绩效)?(目标|指标)值|^(年初|年度)(绩效)?目标|^预期(目标|值|指标)|^目标\(A\)|^指标目标")),
    ("unit", re.compile(r"^(度量|计量|指标)?单位$")),
    ("actual", re.compile(r"^(年度|全年|年末|指标)?(实际)?(完成|达到)(值|情况|指标)|^实际(完成)?值|^年度完成|^全年(实际)?(完成|值)")),
    ("weight", re.compile(r"^(指标)?(分值|权重|标准分|满分)|^分值")),
    ("score", re.compile(r"^(自评|评价|指标)?得分|^自评分|^评分$")),
    ("deviation", re.compile(r"偏差|未完成原因|原因分析|^备注|^说明")),
)  # fmt: skip
_EXECUTION_COLUMNS = (
    ("score", re.compile(r"得分")),
    ("rate", re.compile(r"执行率|完成率")),
    ("actual", re.compile(r"执行数|实际支出|支出数|决算数|执行金额|实际执行")),
    ("initial", re.compile(r"^(年初)预算(数|金额|安排)?")),
    ("budget", re.compile(r"^(全年|年度|调整后?|当年)?的?预算(数|金额|总额|安排数?)?(?!执行)|^预算调整数")),
    ("weight", re.compile(r"^分值|^权重|^满分")),
)


@lru_cache(maxsize=16384)
def plain(text: str) -> str:
    """The text without spaces, half-width."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def indicator_column(text: str) -> str:
    """The role of a column of the indicator table by its head, '' where unknown."""
    return _role(text, _COLUMNS)


def execution_column(text: str) -> str:
    """The role of a column of the budget-execution table by its head, '' where unknown."""
    return _role(text, _EXECUTION_COLUMNS)


def _role(text: str, columns: tuple[tuple[str, re.Pattern[str]], ...]) -> str:
    head = plain(text)
    return next((role for role, pattern in columns if pattern.search(head)), "") if 1 < len(head) < 24 else ""


def without_caption(text: str) -> str:
    """The text without a weight in brackets （12.5分）."""
    return _CAPTION_IN_TEXT.sub("", text).strip()


def caption(text: str) -> str:
    """The number of the last weight in brackets （12.5分）, '' where there is none."""
    found = _CAPTION_IN_TEXT.findall(text)
    return found[-1] if found else ""


def _key(text: str) -> str:
    return plain(without_caption(text)).removesuffix("标").removesuffix("指")


_ONE = {word.removesuffix("指标"): word for word in LEVEL_ONE}
_TWO = {word.removesuffix("指标"): word for word in LEVEL_TWO}


@lru_cache(maxsize=4096)
def level_of(text: str) -> tuple[bool, bool]:
    """Whether the text can be a heading of level one, and of level two."""
    key = _key(text)
    return key in _ONE, key in _TWO or bool(re.fullmatch(r".{2,10}满意度", key) and ("指标" in plain(text)))


def is_label(text: str) -> bool:
    """Whether the text is the label at the left of the indicators (年度绩效指标（80分）)."""
    key = plain(without_caption(text)).rstrip(":：")
    return key in LABELS or bool(re.fullmatch(r"年度绩效(目标|指标)\d*", key))


def full_name(text: str) -> str:
    """A heading as a name: without spaces and weight, 数量 or 数量指 completed to 数量指标."""
    name = re.sub(r"[(（].*$", "", re.sub(r"\s+", "", without_caption(text)))
    return _ONE.get(_key(name), _TWO.get(_key(name), name))
