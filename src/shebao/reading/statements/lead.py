"""The words before a figure (or a mark): what they say the figure is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from shebao.reading.statements.tokens import Base, Kind, Token
from shebao.report.statements import Aspect, Direction

_PARTICLES = re.compile(
    r"^(?:本部门|本单位|我单位|我部门|我局|该单位|单位|部门|该项目|项目|本年度?|当年|全年|年度|(?:年度)?决算|资金|的|了|数额|数|额|率|幅度?|为|各|共计?|总额|总量|总数|金额|支出|收入|费用|经费|达到|达|到|是|均|也|则|即|计|有|安排|"
    r"共有|情况|增减|变化|比例|比重|实际|使用|发生|累计|人民币|一般公共预算|财政拨款|及|和)*$"
)
_OTHERS = ("外", "非", "除")
_SIGNIFICANT = frozenset(
    {
        Kind.MEASURE,
        Kind.ITEM,
        Kind.ASPECT,
        Kind.ADDITION,
        Kind.DIRECTION,
        Kind.ORDER,
        Kind.SHARE,
        Kind.COMPLETE,
        Kind.RATE,
        Kind.BASE,
        Kind.YEAR,
    }
)
_CONJUNCTIONS = frozenset({"、", "和", "及", "与", "以及", "或"})
_SUFFIXES = frozenset({"支出", "收入"})
_WITHIN = frozenset({"中", "内", "里", "中所", "中的"})
_AVERAGE = re.compile(r"(?:人均|户均|月均|日均|年均|平均|每人|每月)$")


@dataclass(frozen=True, slots=True)
class Lead:
    """What a phrase says. `subject` is the last measure or path, `shared` the one before 占, `container` the one before 主要用于
    or 其中; `joint` where several are named together; `label` is a noun that the lexicon does not know and that stands next
    to the figure, `foreign` one that stands before the aspect, `words` all such nouns of the phrase, `phrase` all of it; `start` is
    where the meaning begins."""

    start: int | None = None
    year: int | None = None
    base: Base | None = None
    direction: Token | None = None
    order: Direction | None = None
    aspect: Aspect | None = None
    completed: Aspect | None = None
    subject: Token | None = None
    shared: Token | None = None
    container: Token | None = None
    label: str = ""
    words: str = ""
    phrase: str = ""
    foreign: str = ""
    level: Token | None = None
    negation: int | None = None
    addition: bool = False
    total: bool = False
    share: bool = False
    complete: bool = False
    rate: bool = False
    among: bool = False
    used: bool = False
    reason: bool = False
    listing: bool = False
    respectively: bool = False
    about: bool = False
    average: bool = False
    joint: bool = False
    both: bool = False

    @property
    def is_bare(self) -> bool:
        """Whether it names nothing: no measure, aspect, direction or noun of its own."""
        return not (self.subject or self.aspect or self.direction or self.addition or self.label or self.share)

    def start_of(self, token: Token) -> int:
        """Where the phrase before a figure begins."""
        return token.start - len(self.phrase)


def read_lead(tokens: Sequence[Token]) -> Lead:
    """A phrase's tokens as what they say."""
    found: dict[str, object] = {}
    noun = words = ""
    named = -1
    for token in tokens:
        if token.start == named and token.text in _SUFFIXES:
            continue
        if token.kind is Kind.OTHER or token.kind is Kind.STOP:
            noun += token.text
            words += token.text
            if token.kind is Kind.OTHER and _AVERAGE.search(token.text):
                found["average"] = True
            continue
        if token.kind in {Kind.MEASURE, Kind.ITEM}:
            found["joint"] = "subject" in found and noun in _CONJUNCTIONS
            named = token.end
            if noun.endswith(_OTHERS):
                found["average"] = True
        if token.kind is Kind.ASPECT and not _PARTICLES.match(noun):
            found["foreign"] = noun
        if token.kind is Kind.SHARE and noun in _WITHIN and "subject" in found:
            found["share"] = True  # 在本年支出合计中占: the whole is named before 占
            noun = ""
            continue
        if token.kind in _SIGNIFICANT:
            found.setdefault("start", token.start)
            noun = ""
        elif token.kind in {Kind.AMONG, Kind.USED, Kind.LIST, Kind.REASON, Kind.NEGATION}:
            noun = ""
        _note(token, found)
    found["words"] = words
    found["phrase"] = "".join(token.text for token in tokens)
    found["label"] = "" if _PARTICLES.match(noun) else noun
    return Lead(**found)  # type: ignore[arg-type]


def _note(token: Token, found: dict[str, object]) -> None:
    match token.kind:
        case Kind.YEAR:
            found["year"] = token.value
        case Kind.BASE:
            found["base"] = token.value
        case Kind.DIRECTION:
            found["direction"] = token
        case Kind.ORDER:
            found["order"] = token.value
        case Kind.ASPECT:
            found["completed" if found.get("complete") else "aspect"] = token.value
        case Kind.MEASURE | Kind.ITEM:
            found["subject"] = token
        case Kind.SHARE:
            found["share"] = True
            found["shared"] = found.pop("subject", None)
            found.pop("aspect", None)
        case Kind.USED | Kind.AMONG:
            found["used" if token.kind is Kind.USED else "among"] = True
            found["container"] = found.pop("subject", None)
        case Kind.LEVEL:
            found["level"] = token
        case Kind.NEGATION:
            found["negation"] = token.start
        case Kind.TOTAL:
            found["total"] = True
        case Kind.RESPECTIVELY if _is_of_both_sides(found.get("subject")):
            found["both"] = True
        case kind:
            name = {Kind.LIST: "listing"}.get(kind, kind.name.lower())
            found[name] = True


def _is_of_both_sides(subject: object) -> bool:
    """Whether 各为, 分别为 is said of income and expenditure, which are one amount (收支总计各为)."""
    return isinstance(subject, Token) and "收" in subject.text and "支" in subject.text
