"""Rates of targets and totals, growth against an earlier year, so much each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from shebao.reading.quantities.sentence import Sentence, Span
from shebao.report.quantities import Each, Growth, Ratio, Relation, Role

_OF_TARGET = re.compile(r"^\)?(?:[^,，。;:]{0,12})的$")
_COMPLETED = re.compile(r"(?:完成|达到|达|占|为|超额完成)")
_COMPLETION_RATE = re.compile(r"(?:任务|目标|计划)?(?:完成率|达成率|完成比例|完成进度)(?:为|达到?|是)?$")
_RATE_NAME = re.compile(r"(?P<what>[\u4e00-\u9fff]{1,6})率(?:为|达到?|是)?$")
_EXECUTION = re.compile(
    r"^[,，;:(]?(?:[^,，;。\d]{0,6}(?:预算)?(?:执行|完成)(?:率|进度|比例)|(?:完成|占|为|达到?|相当于|执行)[^,，;。\d]{0,6}预算(?:数|金额|总额|安排数?)?的)(?:为|达到?|是)?:?$"
)
_BUDGETED = re.compile(r"预算(?!执行|支出决算|外)")
_SPENT = re.compile(r"执行|支出|决算|实际|完成")
_NEAREST = 4
_OF_NOUN = re.compile(r"[,，;(]?(?:约)?占(?P<noun>[^,，。;:()\d]{3,24}?)的?(?:比例|比重|比)?(?:为|达到?|约)?")
_OWED = re.compile(r"[^,，。;:\d]{0,12}?(?:应|需|拟|待|符合条件)")  # 应认证 1535 人，实际认证 1460 人，认证率
_GROWTH = re.compile(r"(?P<up>增长|提高|上升|增幅|提升)|(?P<down>下降|降低|减少|降幅)")
_SAME = re.compile(r"[,，(]?即")
_LESS = re.compile(r"减少|下降|降低|压减")
_COMPARES = re.compile(r"同比|[与同较比]")


def rates(sentence: Sentence, previous: Sentence | None) -> Iterator[Relation]:
    """Every rate with the figures that it is of, every growth, and every total of so much each."""
    yield from _ratios(sentence)
    yield from _growth(sentence, previous)
    yield from _each(sentence)


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
            or _executed(sentence, spans[:index], words)
            or _share_of_named(sentence, spans[:index], words)
            or _named_rate(earlier, words)
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


def _executed(sentence: Sentence, before: Sequence[Span], words: str) -> tuple[Span, Span, bool] | None:
    """全年预算数 48 万元，执行数 43 万元，完成预算的 89.6 %: of the two amounts before a rate of execution one is called a budget and
    the other what was spent of it."""
    amounts = [span for span in before[-_NEAREST:] if span[1].unit == "元"][-2:]
    if len(amounts) < 2 or not _EXECUTION.search(words) or any(span[1].role is Role.CHANGE for span in amounts):
        return None
    called = [_words_before(sentence, before, span) for span in amounts]
    budgets = [span for span, name in zip(amounts, called, strict=True) if _BUDGETED.search(name)]
    spent = [span for span, name in zip(amounts, called, strict=True) if _SPENT.search(name) and span not in budgets]
    return (spent[0], budgets[0], True) if len(budgets) == len(spent) == 1 else None


def _words_before(sentence: Sentence, before: Sequence[Span], span: Span) -> str:
    """The words of a clause between the figure before and this one."""
    index = before.index(span)
    start = before[index - 1][0].end if index else sentence.start
    return re.split("[,，;；。]", sentence.plain.text[start : span[0].start])[-1]


def _share_of_named(sentence: Sentence, before: Sequence[Span], words: str) -> tuple[Span, Span, bool] | None:
    """合同金额 21 万元，占政府采购支出总额的 54 %: the whole is named by the noun that its figure had."""
    match = _OF_NOUN.fullmatch(words)
    part = before[-1] if before else None
    if match is None or part is None or part[1].role is not Role.VALUE or part[1].vague:
        return None
    name = match["noun"].removeprefix("全部").removeprefix("所有")
    told = (*sentence.told, *before[:-1])
    found = [s for s in told if s[1].role is Role.VALUE and s[1].unit == part[1].unit and s[1].noun.endswith(name)]
    return (part, found[-1], True) if len(found) == 1 and part[1].value <= found[0][1].value else None


def _named_rate(earlier: Sequence[Span], words: str) -> tuple[Span, Span, bool] | None:
    """立案 1503 件，结案 1486 件，结案率 98.9 %: the part is named as its rate is, the whole is named before it."""
    match = _RATE_NAME.search(words)
    if match is None or len(earlier) < 2 or words[:1] not in {",", "，", ";", ":", "("}:
        return None
    whole, part = earlier[-2], earlier[-1]
    if whole[1].unit != part[1].unit or Role.TARGET in (whole[1].role, part[1].role):
        return None
    what = match["what"][-2:]
    owed = _OWED.match(whole[1].clause.quote) is not None and _OWED.match(part[1].clause.quote) is None
    named = (
        len(what) == 2 and all(c in part[1].noun for c in what) and (owed or not all(c in whole[1].noun for c in what))
    )
    return (part, whole, False) if named and part[1].value <= whole[1].value else None


def _growth(sentence: Sentence, previous: Sentence | None) -> Iterator[Relation]:
    """服务 12.6 万人次，比上年增加 1.2 万人次，增长 10.5 %; with or without the earlier figure, with or without a rate; where
    the comparison begins its sentence, of the value before."""
    for index, change in enumerate(sentence.spans):
        if change[1].role is not Role.CHANGE or change[1].vague:
            continue
        rate, first = _rate_of(sentence, index)
        now, base = _compared(sentence, previous, first)
        base = base or _bracketed_base(sentence, index)
        if now is None or (rate is None and base is None):
            continue
        own = now in sentence.spans
        start = (
            max(span[0].end for span in (now, base or now) if span[0].start < change[0].start)
            if own
            else sentence.start
        )
        words = sentence.plain.text[
            max(start, rate[0].end if rate and rate[0].end <= change[0].start else start) : change[0].start
        ]
        sign = -1 if _LESS.search(words) else 1
        direction = _direction(sentence, rate) if rate else None
        rate_sign = sign if direction is None else -1 if direction["down"] else 1
        source = sentence.source(now if own else change, max((change, rate or change), key=_start))
        yield Growth(now[1], change[1], rate[1] if rate else None, sign, source, rate_sign, base[1] if base else None)


def _rate_of(sentence: Sentence, at: int) -> tuple[Span | None, int]:
    """The rate of a change, with a word of direction: behind it, or before it (下降 7.6 %，即减少 86.75 万元); and which of the
    two stands first."""
    change = sentence.spans[at]
    if at and _is_rate(before := sentence.spans[at - 1]) and _SAME.match(sentence.between(before, change)):
        start = sentence.spans[at - 2][0].end if at > 1 else sentence.start
        if _GROWTH.search(sentence.plain.text, start, before[0].start):
            return before, at - 1
    following = sentence.spans[at + 1 : at + 3]
    if following and _bracketed_base(sentence, at):
        following = following[1:]
    after = following[0] if following else None
    if after is not None and _is_rate(after) and _GROWTH.search(sentence.between(_before(sentence, after), after)):
        return after, at
    return None, at


def _before(sentence: Sentence, span: Span) -> Span:
    return sentence.spans[sentence.spans.index(span) - 1]


def _bracketed_base(sentence: Sentence, at: int) -> Span | None:
    """The earlier figure in brackets behind a change (减少 13 个（上年 1775 个）)."""
    change = sentence.spans[at]
    after = sentence.spans[at + 1] if at + 1 < len(sentence.spans) else None
    if after is None or after[1].role is not Role.BASE or after[1].vague or after[1].unit != change[1].unit:
        return None
    return after if sentence.between(change, after).startswith("(") else None


def _direction(sentence: Sentence, rate: Span) -> re.Match[str] | None:
    """The word of direction before a rate."""
    earlier = [span for span in sentence.spans if span[0].start < rate[0].start]
    return _GROWTH.search(sentence.plain.text, earlier[-1][0].end if earlier else sentence.start, rate[0].start)


def _is_rate(span: Span) -> bool:
    return span[1].role is Role.RATE and not span[1].vague


def _compared(sentence: Sentence, previous: Sentence | None, at: int) -> tuple[Span | None, Span | None]:
    """The value that a change is of and the earlier one, where it is printed; in the sentence, or the last of the one before."""
    change = next(span for span in sentence.spans[at:] if span[1].role is Role.CHANGE)
    base = sentence.spans[at - 1] if at and sentence.spans[at - 1][1].role is Role.BASE else None
    first = at - 1 if base is None else at - 2
    if first >= 0:
        now: Span | None = sentence.spans[first]
    else:
        begins = _COMPARES.match(sentence.plain.text, sentence.start) is not None
        now = previous.spans[-1] if begins and previous is not None and previous.end == sentence.start else None
    told = sentence.spans[: max(first, 0)] if first >= 0 else (previous.spans[:-1] if previous is not None else ())
    if base is None and _are_listed(told, change):
        return None, None  # it may be of their whole
    for span in (now, base):
        if span is not None and (span[1].vague or span[1].unit != change[1].unit):
            return None, None
    return (now, base) if now is not None and now[1].role is Role.VALUE else (None, None)


def _are_listed(told: Sequence[Span], change: Span) -> bool:
    """Whether other values of the unit stand before, none of which has a change of its own."""
    return any(span[1].role is Role.VALUE and span[1].unit == change[1].unit for span in told) and not any(
        span[1].role is Role.CHANGE for span in told
    )


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
