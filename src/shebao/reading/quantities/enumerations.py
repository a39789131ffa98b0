"""Things that are named one by one beside their number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shebao.reading.quantities.sentence import Sentence
from shebao.report.quantities import Enumeration, Quantity, Relation, Role

_ONE_BY_ONE = frozenset({"个", "家", "所", "项", "条", "部", "种", "类", "处", "名", "位", "座", "支", "场"})
_MARKED = re.compile(
    r"(?P<noun>[\u4e00-\u9fff]{0,12}?)[,，:]?(?:分别(?:为|是)|即)[:]?(?P<names>[^。;:()\d]{4,400})[。;)]"
)
_LISTED = re.compile(r"(?P<noun>[\u4e00-\u9fff]{0,12}?)[,，]?(?:包括|为|:|\()[:]?(?P<names>[^。;:()\d]{4,400})[。;)]")
_BEFORE = re.compile(r"(?:内设|下设|设有|设立|设)(?P<names>[^。;:()\d]{4,300})$")
_AFTER = re.compile(r"(?P<noun>[\u4e00-\u9fff]{0,4}(?:科室|机构|处室|部门|股室|单位|科|室))")
_OPEN = re.compile(r"等$|等[^、]{0,6}$|以及其他|…")
_VERB = re.compile(r"[了着过]|完成|开展|进行|实现|提高|推进|加强|建立|落实|解决")
_BODY = re.compile(r"[科室处股队所站院校局办会部组馆]$|中心$|办公室$|机关$|本级$")


def enumerations(sentence: Sentence) -> Iterator[Relation]:
    """内设机构 5 个：办公室、财务科、…; 印发制度 4 项，即甲、乙、丙、丁; 内设办公室、财务科 2 个科室."""
    text = sentence.plain.text
    for found, quantity in sentence.spans:
        if not _is_count(quantity):
            continue
        marked = _MARKED.match(text, found.end, sentence.end)
        match = marked or _LISTED.match(text, found.end, sentence.end)
        if match is not None:
            names = _names(match["names"], bodies=marked is None)
            noun, end = match["noun"] or quantity.noun, match.end()
        else:
            before = _BEFORE.search(text, sentence.start, found.start)
            after = _AFTER.match(text, found.end, sentence.end)
            names = _names(before["names"], bodies=True) if before and after else ()
            noun, end = (after["noun"] if after else ""), (after.end() if after else found.end)
        if len(names) > 1:
            start = before.start() if match is None and before else found.start
            yield Enumeration(quantity.figure, noun, names, sentence.plain.source(start, end))


def _is_count(quantity: Quantity) -> bool:
    counted = quantity.unit in _ONE_BY_ONE and quantity.scale == 1 and quantity.figure.number.decimals == 0
    return counted and quantity.role is Role.VALUE and not quantity.vague


def _names(text: str, *, bodies: bool) -> tuple[str, ...]:
    """The names of a list that is complete; () where it is open, or where a piece of it is no name. `bodies`: of organisations."""
    if _OPEN.search(text):
        return ()
    names = tuple(name for name in re.split(r"[、,，]|(?<=[科室站办中心])和|及", text) if name)
    wanted = all(
        2 <= len(name) <= 24 and not _VERB.search(name) and (not bodies or _BODY.search(name)) for name in names
    )
    return names if wanted else ()
