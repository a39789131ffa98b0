"""Parts and their whole: 其中, 分别为, in brackets, 合计."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from shebao.reading.quantities.sentence import Sentence, Span, same_unit
from shebao.report.quantities import Quantity, Ratio, Relation, Role, Sum

_SIDE = r"(?:收入|支出)(?:包括|构成|为)[:：]?(?=[\u4e00-\u9fff]{4})|按[^,，。;:\d]{2,8}(?:分类|划分|分)[,，]支出(?:为|包括)?[:：]?(?=[\u4e00-\u9fff]{4})"
_AMONG = re.compile(
    r"其中[,，:]?|(?<=[,，;:(])(?:包括|分别为|分别是|分为|构成(?:为|如下)|由(?:以下|下列|如下)(?:各|几)?(?:部分|项|方面)?(?:构成|组成)"
    rf"|按[^,，。;:\d]{{2,8}}(?:分|划分))[,，:]?|(?<=[\u4e00-\u9fff]):(?=[\u4e00-\u9fff]{{2,12}}\d)|(?P<side>{_SIDE})"
)
_COMPLETE = ("分", "构成", "由", "按", "包括", "(", ":", "收入", "支出")
_MARKS = "、,;"
_BRACKET = re.compile(r"\((?=[\u4e00-\u9fff]{2,12}\d)")
_STOPS = re.compile(
    r"比|较|同比|完成|开展|组织|举办|累计|另外|此外|同时|共计|合计|总计|实现|达到|目标|任务|计划|人均|平均|户均|另有|新增|单价|单位价值"
)
_TOTAL = re.compile(r"^(?:[^,，。;:]{0,6}?)(?:合计|总计|共计)[^,，。;:\d]{0,8}$|^一?共$")
_ENDS_TOTAL = re.compile(r"(?:合计|总计|共计)[^,，。;:\d]{0,8}[\d,]+(?:\.\d+)?[\u4e00-\u9fff]{0,3}$")
_NOT = re.compile(r"(?:未能?|尚未|没有|不|非)(?P<what>[\u4e00-\u9fff]{2,6}?)(?:的|数|人数|件数)*$")
_SHARE = re.compile(r"占(?:比|总数的?|比例|比重)?(?:为|达|约)?$")
_SHARE_OF_WHOLE = re.compile(r"[,，(]?占(?:比|总数的?|总量的?|比例|比重)?(?:为|达|约)?")


def sums(sentence: Sentence, previous: Sentence | None) -> Iterator[Relation]:
    """Every list of parts with its whole, and the shares beside the parts."""
    yield from _sums(sentence, previous)
    yield from _bracketed(sentence)
    yield from _totals(sentence)
    yield from _complements(sentence)


def _sums(sentence: Sentence, previous: Sentence | None) -> Iterator[Relation]:
    text = sentence.plain.text
    openings = list(_AMONG.finditer(text, sentence.start, sentence.end))
    for index, opening in enumerate(openings):
        stop = openings[index + 1].start() if index + 1 < len(openings) else sentence.end
        stop = min(stop, _bracket_end(text, sentence.start, opening.start(), sentence.end))
        parts = _parts(sentence, opening.end(), stop)
        at = next((o.start() for o in openings if o["side"]), sentence.end) if opening["side"] else opening.start()
        whole = _whole(sentence, previous, at, parts, bool(opening["side"]))
        if whole is None or not parts or (opening[0].startswith(":") and whole[0].end != at):
            continue
        alone = bool(opening["side"]) or (
            index + 1 == len(openings)
            and (parts[-1] is _last_amount(sentence) or _is_closed(text, sentence, parts[-1]))
        )
        complete = alone and opening[0].startswith(_COMPLETE) and not _is_open(text, parts[-1])
        complete = complete and (len(parts) > 1 or bool(opening["side"]) or opening[0].startswith(("由", "构成")))
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


def _last_amount(sentence: Sentence) -> Span | None:
    """The last quantity of a sentence that is no rate."""
    return next((span for span in reversed(sentence.spans) if span[1].role is not Role.RATE), None)


def _is_open(text: str, last: Span) -> bool:
    return text[last[0].end : last[0].end + 1] == "等"


def _is_closed(text: str, sentence: Sentence, last: Span) -> bool:
    """Whether a semicolon ends a list none of whose own marks is one."""
    first = text.find(";", last[0].end, sentence.end)
    return (
        first >= 0 and re.fullmatch(r"[,，(]?(?:占[^,，;\d]{0,12}[\d.]+%\)?)?", text[last[0].end : first]) is not None
    )


def _parts(sentence: Sentence, start: int, stop: int) -> list[Span]:
    """The quantities of a list from `start`: of one unit, each with a name of its own, up to a mark stronger than those
    between them; rates beside them do not count."""
    found: list[Span] = []
    floor, between = start, len(_MARKS)
    for span in sentence.spans:
        if span[0].start < start or span[0].start >= stop:
            continue
        words = sentence.plain.text[floor : span[0].start]
        floor = span[0].end
        if span[1].role is Role.RATE:
            if not _SHARE.search(words):
                break
            continue
        if found and _strength(words) > between:
            break
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
        if len(found) == 1:
            between = _strength(words)
        found.append(span)
    return found


def _strength(words: str) -> int:
    """How strong the mark is with which words begin: 、 is weaker than ， and that than ；; 0 where there is none."""
    return max(0, _MARKS.find(words.lstrip().replace("，", ",")[:1])) if words.strip() else 0


def _whole(sentence: Sentence, previous: Sentence | None, at: int, parts: Sequence[Span], far: bool) -> Span | None:
    """The last value before the list that is counted as its parts are; in the sentence before where the list begins its
    own, or (`far`) where it is one side of an account that was named further up."""
    if not parts:
        return None
    own = [span for span in sentence.spans if span[0].end <= at]
    text = sentence.plain.text
    begins = not own and at - sentence.start <= 1 and previous is not None and (far or previous.end == sentence.start)
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
        parts = _added_up(sentence, index)
        if len(parts) > 1 and "其中" not in sentence.plain.text[parts[0][0].start : span[0].start]:
            yield Sum(span[1], tuple(part for _, part in parts), True, sentence.source(parts[0], span))


def _added_up(sentence: Sentence, at: int) -> list[Span]:
    """The values before a total that it adds up: of its unit, behind the last other total."""
    parts: list[Span] = []
    for index in reversed(range(at)):
        earlier, total = sentence.spans[index], sentence.spans[at]
        if earlier[1].role is not Role.VALUE or earlier[1].vague or earlier[1].unit != total[1].unit:
            break
        if _ENDS_TOTAL.search(earlier[1].clause.quote):
            break
        parts.insert(0, earlier)
    return parts


def _complements(sentence: Sentence) -> Iterator[Relation]:
    """比对 57318 人次，通过 54337 人次，未通过 2981 人次: two figures one of which is of all that the other is not of are the whole
    before them."""
    for whole, first, second in zip(sentence.spans, sentence.spans[1:], sentence.spans[2:], strict=False):
        if any(span[1].role is not Role.VALUE or span[1].vague for span in (whole, first, second)):
            continue
        if first[1].unit != second[1].unit or not same_unit(whole[1], first[1]) or _NOT.match(whole[1].noun):
            continue
        if _is_contrary(first[1], second[1]) or _is_contrary(second[1], first[1]):
            yield Sum(whole[1], (first[1], second[1]), True, sentence.source(whole, second))


def _is_contrary(one: Quantity, other: Quantity) -> bool:
    """Whether `other` is not what `one` is (通过, 未通过)."""
    contrary = _NOT.match(other.noun)
    return contrary is not None and _NOT.match(one.noun) is None and contrary["what"] in one.noun


def _bracketed(sentence: Sentence) -> Iterator[Relation]:
    """车辆 4 辆（机要通信用车 1 辆、其他用车 3 辆）: names with numbers in the bracket behind a number are its parts."""
    text = sentence.plain.text
    for span in sentence.spans:
        opening = _BRACKET.match(text, span[0].end)
        if opening is None or span[1].role is not Role.VALUE or span[1].vague:
            continue
        close = text.find(")", opening.end(), sentence.end)
        parts = _parts(sentence, opening.end(), close if close >= 0 else sentence.end)
        inside = [other for other in sentence.spans if opening.end() <= other[0].start < close]
        if len(parts) > 1 and len(parts) == len(inside) and same_unit(span[1], parts[0][1]):
            told = tuple(replace(part, among=True) for _, part in parts)
            yield Sum(span[1], told, not _is_open(text, parts[-1]), sentence.source(span, parts[-1]))
