"""The words of the grammar: figures with units, years, measures, classification paths, directions, bases, connectives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum, auto
from typing import NamedTuple

from shebao.money import parse_number
from shebao.reading.running_text import PlainText
from shebao.reading.statements.lexicon import ASPECTS, BUDGET_WORDS, DIRECTIONS, beginnings, paths, words_from
from shebao.reading.statements.subject_paths import SubjectNames, Walked, names_of
from shebao.reading.statements.words import class_names
from shebao.report.measures import is_short, may_mean
from shebao.report.provenance import Figure
from shebao.report.statements import Aspect


class Kind(IntEnum):
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
    year: int | None  # None: the year before, or this year's budget
    is_prior_budget: bool = False  # 上年预算


@dataclass(frozen=True, slots=True)
class Token:
    """text[start:end] of a plain text; `value` depends on the kind."""

    kind: Kind
    text: str
    start: int
    end: int
    value: object = None


# what may stand directly before a short name: particles, verbs of spending, years, whose it is
_LEFT_BOUNDARY = re.compile(
    r"(?:[的了和及与或含为是在把对将以等中本该其各共由按至到年度内外级局委处所院站队校会厅部馆办室街镇乡园区县市省]"
    r"|使用|安排|发生|开展|控制|采购|压缩|压减|列明|实际|其中|支出|收入|全年|当年|完成|增加|减少|节约|追加|单位|部门|中心|全部"
    r"|财政拨款|公共预算|基金预算|经营预算|预算|决算|以[上下]|纳入|包括|用于|主要|因此|形成|取得|实现|合计|总计|[^\u4e00-\u9fff])$"
)
# what stands behind the name of a class to say that it is one (社会保障和就业支出类, 住房保障类支出, 卫生健康支出类级科目)
_LEVEL = re.compile(r"类(?:级科目|科目|级)?(?:支出)?(?=[^\u4e00-\u9fff]|年初|全年|预算|决算|[为共占比较增减]|完成|$)")
_ALL_IS = re.compile(r"[,，]?(?:全部|全|均|都|皆)(?:为|是|系|属于?|用于)")
_KINDS = {
    **Kind.__members__,
    **dict.fromkeys(ASPECTS, Kind.ASPECT),
    "UP": Kind.DIRECTION,
    "DOWN": Kind.DIRECTION,
    "GREATER": Kind.ORDER,
    "SMALLER": Kind.ORDER,
    "EQUAL": Kind.ORDER,
    "NEITHER": Kind.OTHER,
    "NEARLY": Kind.LEVEL,
    "CLASS": Kind.ITEM,
    "DATE": Kind.OTHER,
    "THRESHOLD": Kind.OTHER,
    "BASEYEAR": Kind.BASE,
    "BASEBUDGET": Kind.BASE,
}


def tokenise(plain: PlainText, start: int = 0, topic: str = "", names: SubjectNames | None = None) -> tuple[Token, ...]:
    """The tokens of a paragraph from `start`; what means nothing in a section on `topic` becomes OTHER. `names` are those of
    subjects that a path may consist of."""
    tokens: list[Token] = []
    names = names or names_of(())
    text, end = plain.text, start
    for path in paths().finditer(text, start) if "类)" in text or "款)" in text else ():
        _words(plain, end, path.start(), topic, tokens, names)
        value = _path(path["class"], path["category"], path["item"])
        tokens.append(Token(Kind.ITEM, path[0], path.start(), path.end(), value))
        end = path.end()
    _words(plain, end, len(text), topic, tokens, names)
    return tuple(_named_after(tokens))


def _named_after(tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens with the name of an amount before it, where it stands behind (7.47万元全部为公务用车运行维护费)."""
    at = 0
    while at < len(tokens):
        figure = tokens[at]
        link, name = tokens[at + 1 : at + 3] if at + 2 < len(tokens) else (None, None)
        if link and name and figure.kind is Kind.FIGURE and _ALL_IS.fullmatch(link.text) and name.kind is Kind.MEASURE:
            yield name
            yield figure
            at += 3
        else:
            yield figure
            at += 1


def _words(plain: PlainText, start: int, stop: int, topic: str, tokens: list[Token], names: SubjectNames) -> None:
    """Append the tokens of text[start:stop]."""
    text, search = plain.text, beginnings().search
    end = position = start
    while found := search(text, position, stop):
        at = found.start()
        match = words_from(text[at]).match(text, at, stop)
        if match is None:
            position = at + 1
            continue
        if at > end:
            tokens.append(Token(Kind.OTHER, text[end:at], end, at))
        token = _token(match, plain, topic)
        if match.lastgroup == "CLASS" and (walked := names.walk(text, match.end())) and walked.end <= stop:
            token = _walked(token, walked, text)
        elif match.lastgroup == "CLASS" and (level := _LEVEL.match(text, token.end, stop)):
            token = Token(Kind.ITEM, text[token.start : level.end()], token.start, level.end(), token.value)
        if token.kind is Kind.MEASURE and tokens and _is_tail(tokens[-1], token):
            before = tokens.pop()
            token = Token(Kind.OTHER, before.text + token.text, before.start, token.end)
        tokens.append(token)
        end = position = token.end
    if end < stop:
        tokens.append(Token(Kind.OTHER, text[end:stop], end, stop))


def _walked(token: Token, walked: Walked, text: str) -> Token:
    """The name of a class with the category and the item that follow it."""
    assert isinstance(token.value, tuple)
    path = (*token.value[:1], walked.category, walked.item)
    return Token(Kind.ITEM, text[token.start : walked.end], token.start, walked.end, path if walked.item else path[:2])


def _is_tail(before: Token, token: Token) -> bool:
    """Whether a short name of a measure is only the tail of a longer noun (合同人员经费, 财政补助收入)."""
    return (
        before.kind is Kind.OTHER
        and before.end == token.start
        and is_short(token.text)
        and not _LEFT_BOUNDARY.search(before.text)
    )


def _token(match: re.Match[str], plain: PlainText, topic: str) -> Token:
    name = match.lastgroup
    assert name is not None
    kind = _KINDS[name]
    if kind is Kind.MEASURE and not may_mean(match[0], topic):
        kind = Kind.OTHER
    return Token(kind, match[0], match.start(), match.end(), _value(name, match, plain))


def _value(name: str, match: re.Match[str], plain: PlainText) -> object:
    if name in ASPECTS:
        return ASPECTS[name]
    if name in DIRECTIONS:
        unchosen = (name == "UP" and match["up_or"]) or (name == "DOWN" and match["down_or"])
        return None if unchosen else DIRECTIONS[name]
    match name:
        case "FIGURE":
            return _figure(match, plain)
        case "YEAR":
            return int(match["year"])
        case "BASEYEAR":
            return Base(Aspect.PRIOR, int(match["base_year"]) if match["base_year"] else None)
        case "BASEBUDGET":
            aspect = next(aspect for aspect in BUDGET_WORDS if match[f"base_{aspect}"])
            year = match["base_budget_year"]
            return Base(aspect, int(year) if year else None, bool(match["base_budget_prior"]))
        case "CLASS":
            return (match[0] if match[0] in class_names() else f"{match[0]}支出",)
        case "NEARLY" | "LEVEL":
            return name == "LEVEL"
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
    if not cleaned[0]:
        return tuple(cleaned)
    known = next((n for n in class_names() if cleaned[0].endswith((n, n.removesuffix("支出")))), None)
    cleaned[0] = known or _PREFIX.sub("", cleaned[0])
    return tuple(cleaned)


def class_in(title: str) -> str:
    """The functional class that a heading names (社会保障和就业支出（类）), '' where none."""
    path = paths().search("".join(title.split()).replace("（", "(").replace("）", ")"))
    return _path(path["class"], None, None)[0] if path and path["class"] else ""


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
