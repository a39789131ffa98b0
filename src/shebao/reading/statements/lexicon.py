"""The lexicon: every word that the grammar knows, as one regular expression with a named group for each kind of word."""

from __future__ import annotations

import re
from functools import cache

from shebao.reading.statements.words import class_names, trie_pattern
from shebao.report.measures import measure_names
from shebao.report.statements import Aspect, Direction

_PRIOR = r"上一?年度?|上一度|去年度?|上年同期"
BUDGET_WORDS = {
    Aspect.INITIAL_BUDGET: r"(?:当年|本年)?(?:年初|期初)(?:批复|部门|单位|财政拨款)?预算(?:批复)?(?:数|安排数?|总额|总数|金额)?"
    r"|(?:支出)?预算数?\(年初(?:预算)?数?\)|年初(?:安排|批复)数?(?=为?\d)",
    Aspect.ADJUSTED_BUDGET: r"(?:全年|调整后?的?(?:全年)?)预算(?:数|总额|金额)?|预算调整数|调整后的?预算(?:数|总额)?|(?:支出)?预算数?\((?:调整后?|全年)(?:预算)?数?\)",
    Aspect.BUDGET: r"(?:支出)?预算(?:数|安排数?|总额|金额|批复数)?"
    r"(?!单位|部门|绩效|管理|执行|编制|项目|支出|收入|法|内|外|草案|调整|追加|改革|约束|公开|资金|财政|拨款|批复)",
}
_BUDGET = "|".join(f"(?P<{aspect}>{pattern})" for aspect, pattern in BUDGET_WORDS.items())
_COMPARE = r"(?:相较于|相较|相比于|相比|与|较|比|同|和|跟|对比)(?:其|本部门|本单位|本级)?"
_COMPARED = r"(?:相比(?:较)?|比较|相较|对比|比)?"
_THEN = r"(?:同期)?的?(?:财政拨款)?(?:支出|收入)?(?:决算|实际|执行|发生|完成)?(?:支出|收入|执行|发生|完成|总额)?数?"
_UNIT = (
    r"万元|亿元|元|%|个百分点|百分点|个(?:[一二三]级|重点|预算)?项目|批次|批|万?人次|万?人(?!均|力|员)|台\(套\)|台套|台|套|团组|"
    r"个|辆|项(?!目)|家|次|名|分(?!别)|件|张|篇|份|户|笔|条|场次?|期|本(?!年|单位|部门)|万(?=[,，。;、():]|左右|以上|余|$)"
)
_NUMBER = r"-?(?:\d{1,3}(?:,\d{3})+(?![\d])|\d{1,3}(?:，\d{3})+(?=\.\d)|\d+)(?:\.\d+)?"
_UP = r"增加|增长|上升|提高|增多|上涨|上浮|增幅|增(?=\d)"
_DOWN = r"减少|下降|降低|减低|压减|缩减|节约|节省|降幅|下浮|减(?=\d)|降(?=\d)"
_NAME = r"(?:[^,，;。:、.()|\d]|\((?![类款项]\)|\d)[^()]{1,8}\))"

_CLASSES = "CLASSES"  # stands for the names of classes until the pattern is compiled
_BEGIN = r"(?<![^,，;。:、()\d.])"
_ITEM = (
    rf"(?!其中)(?:(?P<class>(?:{_CLASSES}|{_BEGIN}{_NAME}{{2,30}})\(\d{{0,3}}类\))(?:支出)?|{_BEGIN}(?={_NAME}{{2,40}}\(\d{{0,2}}款\)))"
    rf"(?P<category>(?:{_NAME}|、){{0,40}}\(\d{{0,2}}款\))?(?P<item>(?:{_NAME}|、){{0,40}}\(\d{{0,2}}项\)\)?)?"
)
# name of the kind, the characters it can begin with, pattern; the first kind that matches counts
WORDS: tuple[tuple[str, str, str], ...] = (
    (
        "DATE",
        "0123456789",
        r"(?:19|20)\d\d年\d{1,2}月(?:\d{1,2}日)?|(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}(?:[-~]\d{1,2})?月(?:\d{1,2}日|份|底|末)?|(?:19|20)\d\d年?[-~](?:19|20)\d\d年",
    ),
    ("THRESHOLD", "单", r"单(?:位|台|件|台\(套\)|项)*(?:价值|价格|价)?在?\d+(?:\.\d+)?万?元(?:\(含\)|含)?(?:及)?以上"),
    (
        "BASEYEAR",
        "相与较比同和跟对",
        rf"{_COMPARE}(?:(?P<base_year>20\d\d)年度?(?!度|\d*月)|(?P<base_prior>{_PRIOR}))(?!(?:年初|全年|调整后?的?)?(?:部门|财政拨款)?预算){_THEN}{_COMPARED}|同比(?=增|减|上|下|降|持平|提)",
    ),
    (
        "BASEBUDGET",
        "相与较比同和跟对",
        rf"{_COMPARE}(?:(?P<budget_year>20\d\d)年度?|(?P<budget_prior>{_PRIOR}))?(?:{_BUDGET}){_COMPARED}(?!的)",
    ),
    ("YEAR", "2", r"(?P<year>20\d\d)(?:(?=年初(?:部门|单位)?预算)|年度?(?:年度)?)"),
    ("FIGURE", "0123456789-", rf"(?P<number>{_NUMBER})(?P<unit>{_UNIT})?(?P<about>余|多|左右|以上|以下)?"),
    (
        "NEITHER",
        "大小未不没由从",
        rf"大小于|小大于|(?:未|不|没有)(?:超过|超出|大于|高于|小于|低于|突破)|(?:由|从)(?={_NUMBER})",
    ),
    ("INITIAL", "当本年期支预", BUDGET_WORDS[Aspect.INITIAL_BUDGET]),
    ("ADJUSTED", "全调预支", BUDGET_WORDS[Aspect.ADJUSTED_BUDGET]),
    ("RATE", "预执完", r"(?:预算)?(?:执行|完成)率(?:情况)?"),
    (
        "ADDITION",
        "年执追调预",
        r"(?:年度?执行中|年中|执行中)?(?:追加|调增)(?:财政拨款|安排)?(?:预算)?(?:资金)?|预算追加(?:数)?",
    ),
    ("BUDGET", "支预", BUDGET_WORDS[Aspect.BUDGET]),
    (
        "ACTUAL",
        "支收决年执实增减上下提降全当本",
        r"(?:支出|收入)?决算(?:数额|数|总额|支出|金额)?(?!单位|部门|公开|情况)|(?:年末)?执行数|(?:年度|本年|全年|当年)?(?:实际)?执行(?=为?\d)|(?:全年|当年)?实际(?:支出|执行|完成|发生)(?:数|额)?|(?:全年|当年)支出(?=\d)"
        r"|(?:增加|减少|上升|下降|提高|降低)(?:到|至|为)(?=\d)",
    ),
    ("MEASURE", "", ""),
    ("CLASS", "", ""),
    (
        "REASON",
        "的主是变差增原由因",
        r"的?(?:主要)?(?:是)?(?:变动|变化|差异|增减)?(?:的)?原因|主要(?:是)?(?:由于|因为|因|受)|主要系|(?<=[,，;])(?:由于|因为|因(?!公|此))",
    ),
    ("UP", "增上提", rf"(?:{_UP})(?:额|了)?(?P<up_or>\((?:{_UP}|{_DOWN})\))?"),
    ("DOWN", "减下降压缩节", rf"(?:{_DOWN})(?:额|了)?(?P<down_or>\((?:{_UP}|{_DOWN})\))?"),
    ("GREATER", "大高多超", r"大于|高于|多于|超过|超出"),
    ("SMALLER", "小低少", r"小于|低于|少于|小(?=年初预算|预算|全年预算)"),
    ("EQUAL", "等", r"等于"),
    ("NEARLY", "基", r"基本(?:持平|一致|相同)"),
    (
        "LEVEL",
        "持无没零保相",
        r"持平|无增减(?:变化|变动)?|没有增减(?:变化|变动)?|无变化|无变动|没有变化|没有变动|无增长|零增长|保持一致|相一致",
    ),
    ("SHARE", "占其比", r"占(?:比(?:例|重)?)?|(?<=[,，(;])其?(?:比重|比例)(?=[为是达约]?\d)"),
    ("COMPLETE", "完", r"完成(?!率|情况)"),
    ("AMONG", "其", r"其中"),
    ("USED", "主是用", r"(?:主要)?(?:是)?用于|主要是"),
    ("LIST", "主具包含", r"(?<!不)(?:主要|具体)?(?:包括|包含)|(?<=\()(?:主要)?含(?![税])"),
    ("NEGATION", "无没未不", r"无(?!法|关|需|偿|形|论|偿|下属)|没有|未安排|未发生|未使用|不涉及|未涉及"),
    ("RESPECTIVELY", "分各依", r"分别|依次(?=[为是占]|比|较)|各[是为]"),
    ("ABOUT", "约近逾接预", r"约|近(?=\d)|逾|接近|预计"),
    ("TOTAL", "总合", r"总计|合计"),
    ("STOP", ",，;。:()、|!?", r"[,，;。:()、|!?]"),
)
ASPECTS = {
    "INITIAL": Aspect.INITIAL_BUDGET,
    "ADJUSTED": Aspect.ADJUSTED_BUDGET,
    "BUDGET": Aspect.BUDGET,
    "ACTUAL": Aspect.ACTUAL,
}
DIRECTIONS = {
    "UP": Direction.UP,
    "DOWN": Direction.DOWN,
    "GREATER": Direction.UP,
    "SMALLER": Direction.DOWN,
    "EQUAL": Direction.LEVEL,
}


_LISTED = {"MEASURE", "CLASS"}


@cache
def _listed() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """The words of the kinds that are lists: those that stand anywhere, and those that only stand before a figure or the word for their level."""
    loose = tuple(name.removesuffix("支出") for name in class_names() if name.endswith("支出"))
    return {"MEASURE": (measure_names(), ()), "CLASS": (class_names(), loose)}


@cache
def _first(name: str, first: str) -> frozenset[str]:
    """The characters that words of a kind can begin with."""
    if name not in _LISTED:
        return frozenset(first)
    return frozenset(word[0] for words in _listed()[name] for word in words)


def _pattern(name: str, pattern: str, character: str) -> str:
    """The words of a kind that begin with one character."""
    if name in _LISTED:
        own, loose = ([w for w in words if w[0] == character] for words in _listed()[name])
        pattern = "|".join(
            filter(None, (trie_pattern(own), f"{trie_pattern(loose)}(?=\\d|类支出|类级)" if loose else ""))
        )
    if name == "BASEBUDGET":
        pattern = pattern.replace("(?P<", "(?P<base_")
    return f"(?P<{name}>{pattern})"


@cache
def beginnings() -> re.Pattern[str]:
    """The characters that any word can begin with."""
    characters = frozenset().union(*(_first(name, first) for name, first, _ in WORDS))
    return re.compile(f"[{re.escape(''.join(sorted(characters)))}]")


@cache
def words_from(character: str) -> re.Pattern[str]:
    """The words that begin with one character."""
    kinds = [(name, pattern) for name, first, pattern in WORDS if character in _first(name, first)]
    return re.compile("|".join(_pattern(name, pattern, character) for name, pattern in kinds))


@cache
def paths() -> re.Pattern[str]:
    """Paths of the functional classification: …(类)…(款)…(项)."""
    names = {*class_names(), *(name.removesuffix("支出") for name in class_names())}
    return re.compile(_ITEM.replace(_CLASSES, trie_pattern(names)))


def compile_all() -> None:
    """Compile every expression of this module now."""
    for character in frozenset[str]().union(*(_first(name, first) for name, first, _ in WORDS)):
        words_from(character)
    beginnings()
    paths()
