"""What a sentence says of its quantities: parts of a whole, a rate of a target, growth, so much each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from shebao.reading.quantities.scan import Found
from shebao.reading.running_text import PlainText
from shebao.report.provenance import Source
from shebao.report.quantities import Each, Enumeration, Growth, Quantity, Ratio, Relation, Role, Sum

Span = tuple[Found, Quantity]

_AMONG = re.compile(
    r"其中[,，:]?|(?<=[,，;:])(?:包括|分别为|分别是|分为|构成(?:为|如下)|由(?:以下|下列|如下)(?:各|几)?(?:部分|项|方面)?(?:构成|组成)|按[^,，。;:\d]{2,8}(?:分|划分))[,，:]?"
)
_STOPS = re.compile(
    r"比|较|同比|完成|开展|组织|举办|累计|另外|此外|同时|共计|合计|总计|实现|达到|目标|任务|计划|人均|平均|户均|另有|新增"
)
_TOTAL = re.compile(r"^(?:[^,，。;:]{0,6}?)(?:合计|总计|共计)[^,，。;:\d]{0,8}$")
_OF_TARGET = re.compile(r"^\)?(?:[^,，。;:]{0,12})的$")
_COMPLETED = re.compile(r"(?:完成|达到|达|占|为|超额完成)")
_COMPLETION_RATE = re.compile(r"(?:任务|目标|计划)?(?:完成率|达成率|完成比例|完成进度)(?:为|达到?|是)?$")
_SHARE = re.compile(r"占(?:比|总数的?|比例|比重)?(?:为|达|约)?$")
_SHARE_OF_WHOLE = re.compile(r"[,，(]?占(?:比|总数的?|总量的?|比例|比重)?(?:为|达|约)?")
_RATE_NAME = re.compile(r"(?P<what>[\u4e00-\u9fff]{1,6})率(?:为|达到?|是)?$")
_GROWTH = re.compile(r"(?P<up>增长|提高|上升|增幅|提升)|(?P<down>下降|降低|减少|降幅)")
_LESS = re.compile(r"减少|下降|降低|压减")
_COMPARES = re.compile(r"同比|[与同较比]")
_EACH = re.compile(r"各|每[\u4e00-\u9fff]{1,2}|分别")
_PERSONS = frozenset({"人", "名", "位"})
_FEW = 40


@dataclass(frozen=True, slots=True)
class Sentence:
    """text[start:end] of a paragraph, with its quantities in order."""

    plain: PlainText
    start: int
    end: int
    spans: tuple[Span, ...]

    def between(self, first: Span, second: Span) -> str:
        """The words from the end of one quantity to the beginning of another."""
        return self.plain.text[first[0].end : second[0].start]

    def source(self, first: Span, last: Span) -> Source:
        """From the words of one quantity to the end of another."""
        return self.plain.source(self.beginning(first), last[0].end)

    def beginning(self, span: Span) -> int:
        """Where the words of a quantity begin."""
        quote = "".join(span[1].clause.quote.split())
        return max(0, span[0].end - len(quote)) if len(quote) < _FEW else span[0].start


def relate(sentence: Sentence, previous: Sentence | None) -> Iterator[Relation]:
    """The relations that a sentence states; 其中 at its beginning speaks of the sentence before."""
    yield from _sums(sentence, previous)
    yield from _totals(sentence)
    yield from _ratios(sentence)
    yield from _growth(sentence, previous)
    yield from _each(sentence)
    yield from _enumerations(sentence)


def same_unit(whole: Quantity, part: Quantity) -> bool:
    """Whether a part is counted as its whole is: 头 of 头次, 人 of 名."""
    if whole.unit == part.unit or {whole.unit, part.unit} <= _PERSONS:
        return bool(whole.unit)
    return bool(part.unit) and whole.unit == f"{part.unit}次"


def _sums(sentence: Sentence, previous: Sentence | None) -> Iterator[Relation]:
    text = sentence.plain.text
    openings = list(_AMONG.finditer(text, sentence.start, sentence.end))
    for index, opening in enumerate(openings):
        stop = openings[index + 1].start() if index + 1 < len(openings) else sentence.end
        stop = min(stop, _bracket_end(text, sentence.start, opening.start(), sentence.end))
        parts = _parts(sentence, opening.end(), stop)
        whole = _whole(sentence, previous, opening.start(), parts)
        if whole is None or not parts:
            continue
        alone = index + 1 == len(openings) and parts[-1] is sentence.spans[-1]
        complete = alone and opening[0].startswith(("分", "构成", "由", "按")) and not _is_open(text, parts[-1])
        told = tuple(replace(part, among=True) for _, part in parts)
        start = whole[1].clause if previous is not None and whole in previous.spans else None
        source = sentence.plain.source(opening.start() if start else sentence.beginning(whole), parts[-1][0].end)
        yield Sum(whole[1], told, complete, source)
        yield from _shares(sentence, parts, whole)


def _shares(sentence: Sentence, parts: Sequence[Span], whole: Span) -> Iterator[Relation]:
    """其中：A 12 户，占 30 %: the rate beside a part is its share of the whole."""
    for part, rate in pairwise(sentence.spans):
        if part not in parts or rate[1].role is not Role.RATE or rate[1].vague or not whole[1].value:
            continue
        if _SHARE_OF_WHOLE.fullmatch(sentence.between(part, rate)):
            yield Ratio(part[1], whole[1], rate[1], True, sentence.source(part, rate))


def _bracket_end(text: str, start: int, at: int, end: int) -> int:
    """Where the bracket ends that is open at a position; the end of the sentence where none is."""
    if text.count("(", start, at) <= text.count(")", start, at):
        return end
    close = text.find(")", at, end)
    return close if close >= 0 else end


def _is_open(text: str, last: Span) -> bool:
    return text[last[0].end : last[0].end + 1] == "等"


def _parts(sentence: Sentence, start: int, stop: int) -> list[Span]:
    """The quantities of a list from `start`: of one unit, each with a name of its own; rates beside them do not count."""
    found: list[Span] = []
    floor = start
    for span in sentence.spans:
        if span[0].start < start or span[0].start >= stop:
            continue
        words = sentence.plain.text[floor : span[0].start]
        floor = span[0].end
        if span[1].role is Role.RATE:
            if not _SHARE.search(words):
                break
            continue
        name = re.sub(r"[,，;:、()]", "", words)
        if (
            span[1].role is not Role.VALUE
            or not name
            or span[1].vague
            or (found and (_STOPS.search(name) or not same_unit(found[0][1], span[1])))
        ):
            break
        if not found and _STOPS.search(name):
            break
        found.append(span)
    return found


def _whole(sentence: Sentence, previous: Sentence | None, at: int, parts: Sequence[Span]) -> Span | None:
    """The last value before the list that is counted as its parts are; in the sentence before where the list begins its own."""
    if not parts:
        return None
    own = [span for span in sentence.spans if span[0].end <= at]
    text = sentence.plain.text
    begins = not own and at - sentence.start <= 1 and previous is not None and previous.end == sentence.start
    for span in reversed(own or (previous.spans if begins and previous is not None else ())):
        if span[1].role is Role.VALUE and same_unit(span[1], parts[0][1]):
            return None if span[1].vague or text[span[0].end : at].count("其中") else span
    return None


def _totals(sentence: Sentence) -> Iterator[Relation]:
    """A 12 户、B 15 户，合计 27 户."""
    for index, span in enumerate(sentence.spans):
        if index < 2 or span[1].role is not Role.VALUE or span[1].vague:
            continue
        if not _TOTAL.search(sentence.between(sentence.spans[index - 1], span).lstrip(",，;、")):
            continue
        parts: list[Span] = []
        for earlier in reversed(sentence.spans[:index]):
            if earlier[1].role is not Role.VALUE or earlier[1].vague or earlier[1].unit != span[1].unit:
                break
            parts.insert(0, earlier)
        if len(parts) > 1 and "其中" not in sentence.plain.text[parts[0][0].start : span[0].start]:
            yield Sum(span[1], tuple(part for _, part in parts), True, sentence.source(parts[0], span))


def _ratios(sentence: Sentence) -> Iterator[Relation]:
    spans = sentence.spans
    for index, span in enumerate(spans):
        if span[1].role is not Role.RATE or span[1].vague or index < 1:
            continue
        words = sentence.between(spans[index - 1], span)
        earlier = [s for s in spans[:index] if s[1].role is not Role.RATE and s[1].unit]
        found = (
            _of_named(sentence, spans, index, words)
            or _completion_rate(earlier, words)
            or _named_rate(sentence, earlier, words)
        )
        if found:
            part, whole, certain = found
            if not (part[1].vague or whole[1].vague) and whole[1].value:
                yield Ratio(part[1], whole[1], span[1], certain, sentence.source(min(part, whole, key=_start), span))


def _start(span: Span) -> int:
    return span[0].start


def _of_named(sentence: Sentence, spans: Sequence[Span], index: int, words: str) -> tuple[Span, Span, bool] | None:
    """完成目标（28 处）的 121.4 %, 占总数 60 人的 20 %: the base stands before 的, the result before the base."""
    if index < 2 or not _OF_TARGET.match(words):
        return None
    result, base = spans[index - 2], spans[index - 1]
    link = sentence.between(result, base)
    if base[1].role is Role.RATE or result[1].role not in {Role.VALUE, Role.CHANGE} or result[1].unit != base[1].unit:
        return None
    return (result, base, True) if _COMPLETED.search(link) and "分别" not in link else None


def _completion_rate(earlier: Sequence[Span], words: str) -> tuple[Span, Span, bool] | None:
    """计划 28 处，实际完成 34 处，完成率 121.4 %: one target and one result of one unit."""
    if not _COMPLETION_RATE.search(words) or len(earlier) < 2:
        return None
    pair = earlier[-2:]
    targets = [span for span in pair if span[1].role is Role.TARGET]
    results = [span for span in pair if span[1].role is Role.VALUE]
    if len(targets) == len(results) == 1 and targets[0][1].unit == results[0][1].unit:
        return results[0], targets[0], True
    return None


def _named_rate(sentence: Sentence, earlier: Sequence[Span], words: str) -> tuple[Span, Span, bool] | None:
    """立案 1503 件，结案 1486 件，结案率 98.9 %: the part is named as its rate is, the whole is named before it."""
    match = _RATE_NAME.search(words)
    if match is None or len(earlier) < 2 or words[:1] not in {",", "，", ";", ":", "("}:
        return None
    whole, part = earlier[-2], earlier[-1]
    if whole[1].unit != part[1].unit or Role.TARGET in (whole[1].role, part[1].role):
        return None
    named = len(match["what"]) >= 2 and match["what"][-2:] in part[1].noun and match["what"][-2:] not in whole[1].noun
    return (part, whole, False) if named and part[1].value <= whole[1].value else None


def _growth(sentence: Sentence, previous: Sentence | None) -> Iterator[Relation]:
    """服务 12.6 万人次，比上年增加 1.2 万人次，增长 10.5 %; where the comparison begins its sentence, of the value before."""
    for index in range(1, len(sentence.spans)):
        change, rate = sentence.spans[index - 1 : index + 1]
        if (change[1].role, rate[1].role) != (Role.CHANGE, Role.RATE) or change[1].vague or rate[1].vague:
            continue
        now = _compared(sentence, previous, index - 1)
        direction = _GROWTH.search(sentence.between(change, rate))
        if now is None or direction is None:
            continue
        own = now in sentence.spans
        sign = -1 if _LESS.search(sentence.plain.text, now[0].end if own else sentence.start, change[0].start) else 1
        source = sentence.source(now if own else change, rate)
        yield Growth(now[1], change[1], rate[1], sign, source, -1 if direction["down"] else 1)


def _compared(sentence: Sentence, previous: Sentence | None, at: int) -> Span | None:
    """The value that a change is of: the one before it in the sentence, or the last of the sentence before."""
    change = sentence.spans[at]
    if at:
        before: Span | None = sentence.spans[at - 1]
    else:
        begins = _COMPARES.match(sentence.plain.text, sentence.start) is not None
        before = previous.spans[-1] if begins and previous is not None and previous.end == sentence.start else None
    if before is None or before[1].role is not Role.VALUE or before[1].vague or before[1].unit != change[1].unit:
        return None
    return before


def _each(sentence: Sentence) -> Iterator[Relation]:
    """3 个社区各投入 20 万元，共 60 万元."""
    for index in range(2, len(sentence.spans)):
        count, each, total = sentence.spans[index - 2 : index + 1]
        if any(span[1].role is not Role.VALUE or span[1].vague for span in (count, each, total)):
            continue
        if each[1].unit != total[1].unit or count[1].unit == each[1].unit or not each[1].unit or count[1].scale != 1:
            continue
        words, rest = sentence.between(count, each), sentence.between(each, total)
        if re.search(r"(?:各|每[\u4e00-\u9fff]{1,2})[^,，。;:]{0,8}$", words) and re.match(
            r"[,，](?:共计?|合计|总计|累计)", rest
        ):
            yield Each(count[1], each[1], total[1], sentence.source(count, total))


_LIST = re.compile(
    r"(?P<noun>[\u4e00-\u9fff]{1,10}?)(?:,|，|:|,?分别为|,?分别是|,?包括|,?即|\()+(?P<names>[^。;:()\d]{4,400})[。;)]"
)
_NAMES_END = re.compile(r"等$|等[^、]{0,6}$|以及其他|…")


def _enumerations(sentence: Sentence) -> Iterator[Relation]:
    """内设机构 5 个：办公室、财务科、…: names of organisations after their number."""
    text = sentence.plain.text
    for found, quantity in sentence.spans:
        if (
            quantity.role is not Role.VALUE
            or quantity.vague
            or quantity.scale != 1
            or quantity.unit not in {"个", "家", "所"}
        ):
            continue
        match = _LIST.match(text, found.end) or _LIST.match(f"{quantity.noun}{text[found.end : sentence.end]}")
        if match is None or not re.search(
            r"机构|科室|处室|部门|单位|股室|中心|站|所|院|校|委员会", match["noun"] + quantity.noun
        ):
            continue
        names = tuple(name for name in re.split(r"[、,，]|和|及", match["names"]) if name)
        if len(names) > 1 and not _NAMES_END.search(match["names"]) and all(_is_organisation(name) for name in names):
            yield Enumeration(
                quantity.figure,
                match["noun"],
                names,
                sentence.plain.source(found.start, min(found.end + len(match[0]), sentence.end)),
            )


def _is_organisation(name: str) -> bool:
    return 2 <= len(name) <= 24 and bool(
        re.search(r"[科室处股队所站院校局办会部组馆]$|中心$|办公室$|机关$|本级$", name)
    )
