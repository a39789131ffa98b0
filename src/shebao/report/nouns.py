"""The whole noun that a figure is of, by the words of its clause before and behind it."""

from __future__ import annotations

import re

MARKS = "，,。;:、()|!?"
_LEADING = re.compile(
    r"^(?:(?:20\d\d年度?|\d{1,2}月(?:底|末|份)?|截至?[^,，。]{0,8}|今年以来|今年|本年度?|当年|全年|全市|全区|全县|年内|目前|共计|合计|总计|累计|共|已|均|还|并|且|也"
    r"|其中|另外|此外|同时|包括|分别|一是|二是|三是|四是|五是|六是|实际|实现|顺利|圆满|超额|基本|按时|及时|积极|扎实|深入|持续|有序|先后|组织|开展|举办|召开|完成)+)"
)
_TRAILING = re.compile(
    r"(?:达到了?|达|为|是|共计|合计|总计|累计|共|约|近|逾|超过?|突破|至|到|了|有|仅|不足|各|分别|数量|总数|总量|人数|件数|次数|数|量){1,8}$"
)
_SUFFIX = re.compile(
    r"(?:数量|总数|总量|人次数|人数|人次|件数|户数|次数|场次|场数|个数|家数|座数|处数|期数|批次|数|量|率)$"
)
_TAIL = re.compile(r"[^，,。;:、()|!?\d的]{1,12}")
_VERBS = 4


def before(text: str, floor: int, start: int) -> str:
    """The words of the clause before a figure, from the last mark or figure (`floor`)."""
    begin = max((text.rfind(mark, floor, start) for mark in MARKS), default=-1) + 1
    return text[max(begin, floor) : start]


def noun_of(words: str, text: str, end: int) -> str:
    """The noun of a figure by the `words` before it, with those behind its unit where the words before are a mere verb."""
    bare = words
    for _ in range(3):
        shorter = _LEADING.sub("", bare)
        if shorter == bare or not shorter:
            break
        bare = shorter
    bare = _TRAILING.sub("", bare)
    if len(bare) <= _VERBS:
        tail = _TAIL.match(text, end)
        return bare + tail[0] if tail else bare
    return bare


def stem(noun: str) -> str:
    """A noun as two texts compare it: without adverbs, without 数, 人次, 件数 at its end."""
    bare = re.sub(r"[\s“”\"《》]", "", noun)
    bare = _TRAILING.sub("", _LEADING.sub("", bare) or bare) or bare
    return _SUFFIX.sub("", bare) or bare
