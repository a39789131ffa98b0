"""The words that self-evaluation forms are made of: titles, column heads, levels of indicators, labels."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import product

TITLE = re.compile(
    r"(自评|绩效评价|自我评价|绩效目标(?:完成|实现)|绩效完成|绩效评分)[^，。；]{0,10}表(\([^()]{0,14}\))*$"
)
PROJECT_LABEL = "项目名称"
REASONS = re.compile(
    r"^(偏差大(?:或目标未完成)?|偏差原因|偏差较大|(?:目标)?未完成)(?:的)?(?:或目标未完成)?(?:原因)?(?:分析)?(?:及说明)?|^原因分析"
)
MEASURES = re.compile(r"^(改进措施|下一步改进|整改措施)(?:及结果应用(?:方案)?)?")
REMARKS = re.compile(r"^(备注|注|说明)[:：]|^备注$")
_OF_TOTAL = r"(?:自评|评价|绩效|考评|考核|评定|综合|最终|项目|总体|合计|总计|总)"
_FULL = r"(?:值)?(?:\([\d.]+分?\))?[:：]?"
TOTAL_IN_LINES = re.compile(
    rf"(?=[^()]{{0,8}}(?:总|合计|综合)){_OF_TOTAL}{{0,4}}(?:得分|评分|分数?|成绩)(?:合计|总计)?{_FULL}"
)
TOTAL = re.compile(rf"(?:{TOTAL_IN_LINES.pattern}|(?:自评|评价|绩效)?(?:自评得分|最终得分|合计|总计){_FULL})")
IN_YUAN = re.compile(r"(?:资金|情况|金额|预算|单位)\(?(?:单位)?[:：(]\s*元\)?")
SUBTOTAL = re.compile(r"^(小计|合计|总计|分项合计|得分小计|[\u4e00-\u9fff]{2,12}小计)(\([\d.]+分?\))?[:：]?$")
_CAPTION_IN_TEXT = re.compile(r"[(（]\s*(\d+(?:\.\d+)?)\s*分\s*[)）]")

LEVEL_ONE_STEMS = (
    "产出", "效益", "满意度", "成本", "投入", "过程", "效果", "运行成本", "管理效率", "履职效能", "履职效益", "社会效应", "可持续性",
    "可持续发展能力", "部门决策", "部门管理", "部门绩效", "产出及效益", "项目决策", "项目管理", "项目产出", "项目效益", "绩效",
    "预算执行", "预算执行率", "预算执行情况",
)  # fmt: skip
LEVEL_TWO_STEMS = (
    "数量", "质量", "时效", "成本", "经济成本", "社会成本", "生态环境成本", "经济效益", "社会效益", "生态效益", "环境效益", "可持续影响", "可持续发展",
    "可持续", "可持续性", "可持续影响力", "服务对象满意度", "群众满意度", "公众满意度", "社会公众满意度", "社会公众或服务对象满意度", "社会公众及服务对象满意度",
    "受益对象满意度", "受益群体满意度", "满意度", "服务对象", "社会影响", "社会效应", "产出数量", "产出质量", "产出时效", "产出成本", "项目效益", "预算编制",
    "预算执行", "预算执行率", "预算管理", "资产管理", "资金管理", "资金投入", "财务管理", "业务管理", "组织管理",
)  # fmt: skip
LABELS = frozenset(
    (
        "年度绩效指标", "年度绩效目标", "绩效指标", "绩效目标", "年度指标", "年度目标", "年度绩效", "完成情况", "指标完成情况", "绩效指标完成情况",
        "年度绩效指标完成情况", "自评指标", "评价指标", "绩效自评指标",
    )
)  # fmt: skip


def _with_suffix(stems: Iterable[str]) -> frozenset[str]:
    return frozenset(word for stem in stems for word in (stem, f"{stem}指标"))


LEVEL_ONE = _with_suffix(LEVEL_ONE_STEMS) - {"绩效", "绩效指标", "过程", "效果", "投入"} | {
    "过程指标",
    "效果指标",
    "投入指标",
}
LEVEL_TWO = _with_suffix(LEVEL_TWO_STEMS)


def _joined(*parts: tuple[str, ...]) -> frozenset[str]:
    return frozenset("".join(each) for each in product(*parts))


_SINCE = (
    "",
    "年初",
    "年度",
    "全年",
    "预期",
    "绩效",
    "计划",
    "设定",
    "当年",
    "本年",
    "本年度",
    "年初设定",
    "年度预期",
    "年度绩效",
    "指标",
    "三级",
    "年初绩效",
    "预算",
)
HEADS: dict[str, frozenset[str]] = {
    "level_one": frozenset(("一级指标", "一级")),
    "level_two": frozenset(("二级指标", "二级")),
    "name": frozenset(("三级指标", "四级指标", "三级", "指标名称", "三级指标名称", "绩效指标名称", "指标内容", "具体指标", "绩效指标内容", "评价指标")),
    "target": _joined(_SINCE, ("目标值", "指标值", "目标", "绩效目标", "绩效目标值", "计划值")) - {"目标", "绩效目标", "年度目标", "年度绩效目标", "预算目标"}
    | {"预期值", "目标值", "年度目标值", "预期指标", "标准值", "年初目标", "预期目标", "年度目标"},
    "actual": _joined(("", "全年", "年度", "年末", "本年", "当年", "本年度", "指标", "目标"), ("", "实际"),
                      ("完成值", "完成情况", "完成数", "达到值", "完成指标值", "完成", "实现值", "完成指标", "完成结果", "值", "数", "指标值", "达到情况"))
    - {"完成", "完成情况", "指标完成情况", "指标完成", "年度完成情况", "值", "数", "指标值", "指标数", "全年值", "年度值", "年末值", "本年值", "当年值", "本年度值",
       "目标值", "目标数", "年度指标值", "全年指标值", "当年指标值", "本年指标值", "本年度指标值", "年末指标值", "指标指标值", "目标指标值", "年度数", "全年数", "当年数",
       "本年数", "年末数", "本年度数", "年度完成", "目标完成", "全年完成"}
    | {"实际", "实际完成", "完成情况", "实际情况"},
    "weight": frozenset(("分值", "权重", "标准分", "满分", "指标分值", "指标权重", "权重分", "权重值", "分值权重", "赋分", "标准分值", "设定分值")),
    "score": frozenset(("得分", "自评得分", "自评分", "评分", "评价得分", "实际得分", "指标得分", "自评分值", "自评得分值", "单项得分")),
    "deviation": frozenset(("偏差原因分析及改进措施", "偏差原因分析", "偏差原因", "偏差原因及改进措施", "未完成原因分析", "未完成原因", "未完成原因及改进措施",
                            "未完成原因分析及改进措施", "未完成原因和改进措施", "备注", "说明", "原因分析", "偏差分析", "偏差分析及改进措施", "偏差说明",
                            "未完成原因分析与改进措施", "偏差原因分析和改进措施", "扣分原因", "自评说明", "完成情况说明", "未完成原因分析和改进措施")),
    "relation": frozenset(("指标性质", "指标方向", "运算符", "运算符号", "符号", "指标符号", "计算符号")),
    "unit": frozenset(("度量单位", "计量单位", "单位", "指标单位")),
    "review": frozenset(("复评得分", "复核得分", "复评分", "复核分", "评审得分", "审核得分", "核定得分", "复评分值", "抽查得分", "财政评分", "主管部门评分")),
    "ordinal": frozenset(("序号", "编号")),
    "completion": frozenset(("完成率", "完成比例", "指标完成率", "目标完成率", "完成百分比")),
    "other": frozenset(("指标解释", "指标说明", "评分标准", "计分标准", "评价标准", "指标类型", "计算公式", "数据来源", "佐证材料",
                        "评分规则", "偏差率", "偏离度", "评价要点", "计分方法", "评分方法", "完成程度", "偏差度")),
}  # fmt: skip
EXECUTION_HEADS: dict[str, frozenset[str]] = {
    "initial": frozenset(("年初预算数", "年初预算", "年初预算金额", "年初批复数", "年初预算安排数", "年初批复预算")),
    "budget": frozenset(("预算数", "全年预算数", "全年预算", "调整后预算数", "调整预算数", "年度预算数", "调整后预算", "预算金额", "全年预算安排数", "预算总额",
                         "当年预算数", "调整后全年预算数", "预算安排数", "全年预算金额", "本年预算数", "最终预算数")),
    "actual": frozenset(("执行数", "全年执行数", "实际支出数", "实际执行数", "预算执行数", "决算数", "全年支出数", "执行金额", "支出数", "实际支出", "全年执行",
                         "全年执行金额", "年度执行数", "实际执行", "支出金额", "实际支出金额", "全年实际支出数", "本年执行数")),
    "rate": frozenset(("执行率", "预算执行率", "完成率", "全年执行率", "支出执行率", "支出进度")),
    "weight": frozenset(("分值", "权重", "满分", "标准分", "权重分")),
    "score": frozenset(("得分", "自评得分", "自评分", "评分", "执行得分", "评价得分")),
    "deviation": frozenset(("备注", "说明", "原因", "偏差原因", "未完成原因", "偏差原因分析")),
}  # fmt: skip
_CELL_COLUMNS = (
    ("level_one", re.compile(r"^一级(?:绩效)?指标")),
    ("level_two", re.compile(r"^二级(?:绩效)?指标")),
    ("name", re.compile(r"^(三级(?:绩效)?指标|四级指标|指标名称|指标内容|具体指标)")),
    ("relation", re.compile(r"^(指标性质|指标方向|运算符|符号)")),
    ("unit", re.compile(r"^(度量|计量|指标)?单位$")),
    ("score", re.compile(r"^(自评|评价|指标|实际|单项)?得分|^自评分|^评分$")),
    ("weight", re.compile(r"^(指标|标准)?(分值|权重|标准分|满分|赋分)")),
    ("actual", re.compile(r"^(年度|全年|年末|指标|本年|当年|目标)?(实际)?(完成|达到|实现)(值|情况|指标|数|结果)|^实际(完成)?(值|数|情况)|^年度完成|^全年(实际)?(完成|值)")),
    ("target", re.compile(r"(目标|指标|预期|计划|标准)值|^(年初|年度|预期|计划|设定)(绩效)?目标|^预期(目标|值|指标)|^目标\(A\)|^指标目标")),
    ("deviation", re.compile(r"偏差|未完成原因|原因分析|扣分原因|^备注|^说明")),
)  # fmt: skip
_CELL_EXECUTION = (
    ("weight", re.compile(r"率(?:的)?(?:权重|分值|满分)")),
    ("score", re.compile(r"得分|^自评分|^评分")),
    ("rate", re.compile(r"执行率|完成率|支出进度")),
    ("actual", re.compile(r"执行数|实际支出|支出数|决算数|执行金额|实际执行")),
    ("initial", re.compile(r"^(年初)(预算|批复)(数|金额|安排)?")),
    ("budget", re.compile(r"^(全年|年度|本年|最终|调整后?|当年)?的?预算(数|金额|总额|安排数?)?(?!执行)|^预算调整数")),
    ("weight", re.compile(r"^分值|^权重|^满分")),
)


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """The text without spaces, half-width."""
    return "".join(unicodedata.normalize("NFKC", text).split())


_TURNED = re.compile(
    r"(?:系数|依据|细则|公式)$|(?:分|评价|评定|考核|计算)(?:标准|办法|方法|规则|要点)$|^(?:调整?前|原(?!因)|上年|去年|上一年|往年|同期)"
)


def is_turned(text: str) -> bool:
    """Whether a head names a known thing only to say another of it: 得分系数 is no score, 调整前指标值 no target any more."""
    bare = _bare_head(text)
    return bool(_TURNED.search(bare)) and all(bare not in known for known in HEADS.values())


def cell_role(text: str) -> str:
    """The role of a column of the indicator table by its head in a cell, '' where unknown."""
    return "other" if is_turned(text) else _role(text, HEADS, _CELL_COLUMNS)


def execution_role(text: str) -> str:
    """The role of a column of the budget-execution table by its head in a cell, '' where unknown."""
    return _role(text, EXECUTION_HEADS, _CELL_EXECUTION)


def is_amount_head(text: str, role: str) -> bool:
    """Whether a head or label is one of the known words for an amount of budget execution."""
    return _bare_head(text) in EXECUTION_HEADS[role]


_HEAD_CAPTION = re.compile(r"\([^()]*\)")


@lru_cache(maxsize=8192)
def _bare_head(text: str) -> str:
    return _HEAD_CAPTION.sub("", plain(text)).rstrip(":：")


def _role(text: str, words: dict[str, frozenset[str]], columns: tuple[tuple[str, re.Pattern[str]], ...]) -> str:
    head = plain(text)
    if not 1 < len(head) < 28:
        return ""
    bare = _bare_head(text)
    exact = next((role for role, known in words.items() if bare in known), "")
    return exact or next((role for role, pattern in columns if pattern.search(head)), "")


def without_caption(text: str) -> str:
    """The text without a weight in brackets （12.5分）."""
    return _CAPTION_IN_TEXT.sub("", text).strip()


def caption(text: str) -> str:
    """The number of the last weight in brackets （12.5分）, '' where there is none."""
    found = _CAPTION_IN_TEXT.findall(text)
    return found[-1] if found else ""


_ORDINAL = re.compile(r"^(?:[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十]{1,3}\))")


@lru_cache(maxsize=16384)
def without_ordinal(text: str) -> str:
    """A heading (half-width, without spaces) without the Chinese ordinal before it: 一、产出指标."""
    return _ORDINAL.sub("", text) or text


def _key(text: str) -> str:
    bare = without_ordinal(plain(without_caption(text)))
    return re.sub(r"\(.*$", "", bare).removesuffix("标").removesuffix("指")


_ONE_NAMES = {word.removesuffix("指标"): word for word in sorted(LEVEL_ONE)}
_TWO_NAMES = {word.removesuffix("指标"): word for word in sorted(LEVEL_TWO)}
_STANDARD = frozenset(
    (
        "产出", "效益", "满意度", "成本", "数量", "质量", "时效", "经济成本", "社会成本", "生态环境成本", "经济效益", "社会效益", "生态效益", "环境效益", "可持续影响",
        "可持续发展", "可持续", "可持续性", "服务对象满意度", "群众满意度", "公众满意度", "社会公众满意度", "社会公众或服务对象满意度", "社会公众及服务对象满意度",
        "受益对象满意度", "受益群体满意度",
    )
)  # fmt: skip


@lru_cache(maxsize=4096)
def level_of(text: str) -> tuple[bool, bool]:
    """Whether the text can be a heading of level one, and of level two."""
    key = _key(text)
    other = bool(re.fullmatch(r".{2,10}满意度", key) and "指标" in plain(text))
    return key in _ONE_NAMES, key in _TWO_NAMES or other


def is_label(text: str) -> bool:
    """Whether the text is the label at the left of the indicators (年度绩效指标（80分）)."""
    key = re.sub(r"\(.*$", "", plain(without_caption(text))).rstrip(":：")
    return key in LABELS or bool(re.fullmatch(r"年度绩效(目标|指标)\d*", key))


def role_among_heads(text: str) -> str:
    """What a label at the left of the indicators stands over where it stands among column heads: 绩效指标 over the names, 绩效目标
    over the targets; '' for other texts."""
    if not is_label(text):
        return ""
    return next((role for end, role in (("指标", "name"), ("目标", "target")) if plain(text).endswith(end)), "")


def full_name(text: str) -> str:
    """A heading as a name: without spaces and weight, 数量 or 数量指 completed to 数量指标."""
    name = re.sub(r"[(（].*$", "", without_ordinal(re.sub(r"\s+", "", without_caption(text))))
    key = _key(name)
    if key in _STANDARD:
        return f"{key}指标"
    return _ONE_NAMES.get(key, _TWO_NAMES.get(key, name))
