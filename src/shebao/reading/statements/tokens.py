"""The words of the grammar: figures with units, years, measures, classification paths, directions, bases, connectives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import cache
from typing import NamedTuple

from shebao.money import parse_number
from shebao.reading.statements.text import PlainText
from shebao.reading.statements.words import class_names, trie_pattern
from shebao.report.measures import may_mean, measure_names
from shebao.report.provenance import Figure
from shebao.report.statements import Aspect, Direction


class Kind(Enum):
    """What a token is."""

    FIGURE = auto()
    YEAR = auto()
    BASE = auto()  # 与2022年度相比, 较上年, 比年初预算
    ITEM = auto()  # …(类)…(款)…(项)
    MEASURE = auto()
    ASPECT = auto()  # 年初预算, 支出决算 …
    ADDITION = auto()  # 追加
    DIRECTION = auto()  # 增加, 下降 …
    ORDER = auto()  # 大于, 小于
    LEVEL = auto()  # 持平
    SHARE = auto()  # 占
    COMPLETE = auto()  # 完成
    RATE = auto()  # 执行率
    REASON = auto()
    AMONG = auto()  # 其中
    USED = auto()  # 主要用于
    LIST = auto()  # 主要包括
    NEGATION = auto()  # 无
    RESPECTIVELY = auto()  # 分别
    ABOUT = auto()  # 约
    TOTAL = auto()  # 总计
    STOP = auto()  # punctuation
    OTHER = auto()


class Base(NamedTuple):
    """What a comparison is with: an aspect, and the year where it is another year's actual."""

    aspect: Aspect
    year: int | None  # None: the year before


@dataclass(frozen=True, slots=True)
class Token:
    """text[start:end] of a plain text; `value` depends on the kind."""

    kind: Kind
    text: str
    start: int
    end: int
    value: object = None


_PRIOR = r"上一?年度?|上一度|去年度?|上年同期"
_BUDGETS = {
    Aspect.INITIAL_BUDGET: r"(?:当年|本年)?(?:年初|期初)(?:批复|部门|单位|财政拨款)?预算(?:批复)?(?:数|安排数?|总额|总数|金额)?",
    Aspect.ADJUSTED_BUDGET: r"(?:全年|调整后?的?(?:全年)?)预算(?:数|总额|金额)?|预算调整数|调整后的?预算(?:数|总额)?",
    Aspect.BUDGET: r"(?:支出)?预算(?:数|安排数?|总额|金额|批复数)?"
    r"(?!单位|部门|绩效|管理|执行|编制|项目|支出|收入|法|内|外|草案|调整|追加|改革|约束|公开|资金|财政|拨款|批复)",
}
_BUDGET = "|".join(f"(?P<{aspect}>{pattern})" for aspect, pattern in _BUDGETS.items())
_COMPARE = r"(?:相较于|相较|相比于|相比|与|较|比|同|和|跟|对比)(?:其|本部门|本单位|本级)?"
_COMPARED = r"(?:相比(?:较)?|比较|相较|对比|比)?"
_THEN = r"(?:同期)?的?(?:财政拨款)?(?:支出|收入)?(?:决算|实际|执行|发生|完成)?(?:支出|收入|执行|发生|完成|总额)?数?"
_UNIT = (
    r"万元|亿元|元|%|个百分点|百分点|个(?:[一二三]级|重点|预算)?项目|批次|批|万?人次|万?人(?!均|力|员)|台\(套\)|台套|台|套|团组|"
    r"个|辆|项(?!目)|家|次|名|分(?!别)|件|张|篇|份|户|笔|条|场次?|期|本(?!年|单位|部门)|万(?=[,，。;、():]|$)"
)
_NUMBER = r"-?(?:\d{1,3}(?:,\d{3})+(?![\d])|\d{1,3}(?:，\d{3})+(?=\.\d)|\d+)(?:\.\d+)?"
_UP = r"增加|增长|上升|提高|增多|上涨|上浮|增幅|增(?=\d)"
_DOWN = r"减少|下降|降低|减低|压减|缩减|节约|降幅|下浮|减(?=\d)|降(?=\d)"
_NAME = r"(?:[^,，;。:、.()|\d]|\((?![类款项]\))[^()]{1,8}\))"

_CLASSES = "CLASSES"  # stands for the names of classes until the lexicon is compiled

_WORDS: tuple[tuple[str, str], ...] = (
    (
        "DATE",
        r"(?:19|20)\d\d年\d{1,2}月(?:\d{1,2}日)?|(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}(?:[-~]\d{1,2})?月(?:\d{1,2}日|份|底|末)?|(?:19|20)\d\d年?[-~](?:19|20)\d\d年",
    ),
    ("THRESHOLD", r"单(?:位|台|件|台\(套\)|项)*(?:价值|价格|价)?在?\d+(?:\.\d+)?万?元(?:\(含\)|含)?(?:及)?以上"),
    (
        "BASEYEAR",
        rf"{_COMPARE}(?:(?P<base_year>20\d\d)年(?:度)?(?!\d*月)|(?P<base_prior>{_PRIOR})){_THEN}{_COMPARED}|同比(?=增|减|上|下|降|持平|提)",
    ),
    ("BASEBUDGET", rf"{_COMPARE}(?:{_BUDGET}){_COMPARED}(?!的)"),
    ("YEAR", r"(?P<year>20\d\d)年度?(?:年度)?"),
    ("FIGURE", rf"(?P<number>{_NUMBER})(?P<unit>{_UNIT})?(?P<about>余|多|左右|以上|以下)?"),
    ("INITIAL", _BUDGETS[Aspect.INITIAL_BUDGET]),
    ("ADJUSTED", _BUDGETS[Aspect.ADJUSTED_BUDGET]),
    ("RATE", r"(?:预算)?(?:执行|完成)率(?:情况)?"),
    ("ADDITION", r"(?:年度?执行中|年中|执行中)?(?:追加|调增)(?:财政拨款|安排)?(?:预算)?(?:资金)?|预算追加(?:数)?"),
    ("BUDGET", _BUDGETS[Aspect.BUDGET]),
    (
        "ACTUAL",
        r"(?:支出|收入)?决算(?:数额|数|总额|支出|金额)?(?!单位|部门|公开|情况)|(?:年末)?执行数|实际(?:支出|执行|完成|发生)(?:数|额)?",
    ),
    (
        "ITEM",
        rf"(?!其中)(?P<class>(?:{_CLASSES}|(?<![^,，;。:、()\d.]){_NAME}{{2,30}})\(类\))(?:支出)?(?P<category>(?:{_NAME}|、){{0,40}}\(款\))?(?P<item>(?:{_NAME}|、){{0,40}}\(项\)\)?)?",
    ),
    ("MEASURE", ""),
    ("CLASS", ""),
    ("REASON", r"的?(?:主要)?(?:是)?(?:变动|变化|差异|增减)?(?:的)?原因|主要(?:是)?(?:由于|因为|因|受)|主要系"),
    ("UP", rf"(?:{_UP})(?:额|了)?(?P<up_or>\((?:{_UP}|{_DOWN})\))?"),
    ("DOWN", rf"(?:{_DOWN})(?:额|了)?(?P<down_or>\((?:{_UP}|{_DOWN})\))?"),
    ("GREATER", r"大于|高于|多于|超过|超出"),
    ("SMALLER", r"小于|低于|少于|小(?=年初预算|预算|全年预算)"),
    ("NEARLY", r"基本(?:持平|一致|相同)"),
    (
        "LEVEL",
        r"持平|无增减(?:变化|变动)?|没有增减(?:变化|变动)?|无变化|无变动|没有变化|没有变动|无增长|零增长|保持一致|相一致",
    ),
    ("SHARE", r"占"),
    ("COMPLETE", r"完成(?!率|情况)"),
    ("AMONG", r"其中"),
    ("USED", r"(?:主要)?(?:是)?用于|主要是"),
    ("LIST", r"(?:主要|具体)?包括"),
    ("NEGATION", r"无(?!法|关|需|偿|形|论|偿|下属)|没有|未安排|未发生|未使用|不涉及|未涉及"),
    ("RESPECTIVELY", r"分别|各[是为]"),
    ("ABOUT", r"约|近(?=\d)|逾|接近|预计"),
    ("TOTAL", r"总计|合计"),
    ("STOP", r"[,，;。:()、|!?]"),
)
_ASPECTS = {
    "INITIAL": Aspect.INITIAL_BUDGET,
    "ADJUSTED": Aspect.ADJUSTED_BUDGET,
    "BUDGET": Aspect.BUDGET,
    "ACTUAL": Aspect.ACTUAL,
}
_DIRECTIONS = {"UP": Direction.UP, "DOWN": Direction.DOWN, "GREATER": Direction.UP, "SMALLER": Direction.DOWN}
_KINDS = {
    **dict.fromkeys(_ASPECTS, Kind.ASPECT),
    "UP": Kind.DIRECTION,
    "DOWN": Kind.DIRECTION,
    "GREATER": Kind.ORDER,
    "SMALLER": Kind.ORDER,
    "NEARLY": Kind.LEVEL,
    "CLASS": Kind.ITEM,
    "DATE": Kind.OTHER,
    "THRESHOLD": Kind.OTHER,
    "BASEYEAR": Kind.BASE,
    "BASEBUDGET": Kind.BASE,
}


@cache
def _lexicon() -> re.Pattern[str]:
    parts = []
    for name, pattern in _WORDS:
        if name == "MEASURE":
            pattern = trie_pattern(measure_names())
        elif name == "CLASS":
            pattern = trie_pattern(class_names())
        elif name == "ITEM":
            pattern = pattern.replace(
                _CLASSES, trie_pattern({*class_names(), *(n.removesuffix("支出") for n in class_names())})
            )
        if name == "BASEBUDGET":
            pattern = pattern.replace("(?P<", "(?P<base_")
        parts.append(f"(?P<{name}>{pattern})")
    return re.compile("|".join(parts))


def tokenise(plain: PlainText, start: int = 0, topic: str = "") -> tuple[Token, ...]:
    """The tokens of a paragraph from `start`; what means nothing in a section on `topic` becomes OTHER."""
    tokens: list[Token] = []
    end = start
    for match in _lexicon().finditer(plain.text, start):
        if match.start() > end:
            tokens.append(Token(Kind.OTHER, plain.text[end : match.start()], end, match.start()))
        token = _token(match, plain)
        if token.kind is Kind.MEASURE and not may_mean(token.text, topic):
            token = replace(token, kind=Kind.OTHER)
        tokens.append(token)
        end = match.end()
    if end < len(plain.text):
        tokens.append(Token(Kind.OTHER, plain.text[end:], end, len(plain.text)))
    return tuple(tokens)


def _token(match: re.Match[str], plain: PlainText) -> Token:
    name = next(name for name, _ in _WORDS if match[name] is not None)
    kind = _KINDS[name] if name in _KINDS else Kind[name]
    return Token(kind, match[0], match.start(), match.end(), _value(name, match, plain))


def _value(name: str, match: re.Match[str], plain: PlainText) -> object:
    if name in _ASPECTS:
        return _ASPECTS[name]
    if name in _DIRECTIONS:
        unchosen = (name == "UP" and match["up_or"]) or (name == "DOWN" and match["down_or"])
        return None if unchosen else _DIRECTIONS[name]
    match name:
        case "FIGURE":
            return _figure(match, plain)
        case "YEAR":
            return int(match["year"])
        case "BASEYEAR":
            return Base(Aspect.PRIOR, int(match["base_year"]) if match["base_year"] else None)
        case "BASEBUDGET":
            return Base(next(aspect for aspect in _BUDGETS if match[f"base_{aspect}"]), None)
        case "ITEM":
            return _path(match["class"], match["category"], match["item"])
        case "CLASS":
            return (match[0],)
        case "NEARLY":
            return False
        case "LEVEL":
            return True
        case _:
            return None


def _figure(match: re.Match[str], plain: PlainText) -> Figure:
    number = parse_number(match["number"])
    assert number is not None
    stop = match.end("unit") if match["unit"] else match.end("number")
    source = plain.source(match.start(), stop)
    return Figure(plain.printed(*match.span("number")), number, match["unit"] or "", source)


_PREFIX = re.compile(r"^(?:其中|主要|用于|为|是|支出)+")


def _path(*names: str | None) -> tuple[str, ...]:
    cleaned = [name[: name.rindex("(")] if name else "" for name in names]
    while cleaned and not cleaned[-1]:
        cleaned.pop()
    known = next((name for name in class_names() if cleaned[0].endswith(name)), None)
    cleaned[0] = known or _PREFIX.sub("", cleaned[0])
    return tuple(cleaned)


def phrases(tokens: Sequence[Token]) -> Iterator[tuple[tuple[Token, ...], Token | None, str]]:
    """The paragraph cut after each figure and at each mark: lead, figure or None, the mark ('' after a figure)."""
    lead: list[Token] = []
    for token in tokens:
        if token.kind is Kind.FIGURE:
            yield tuple(lead), token, ""
            lead = []
        elif token.kind is Kind.STOP and not (token.text == "、" and lead):
            yield tuple(lead), None, token.text
            lead = []
        else:
            lead.append(token)
    if lead:
        yield tuple(lead), None, "。"
