"""L12: the same sentence in two places of the report with one character changed."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import pairwise

from shebao.auditing.context import Context
from shebao.auditing.registry import rule
from shebao.auditing.verdicts import Operand, Severity, Verdict, Violated
from shebao.report.forms import KeyWorkItem
from shebao.report.provenance import Passage

_CONTEXT = 6
_LONGEST = 4_000
_SHARED = 0.5


@rule(
    "L12",
    Severity.INFO,
    "两处文字一字之差",
    proves="重点工作的正文与表格写同一句话而只有一个字不同，其中一处是错字。",
    basis="前后文字一致",
)
def copies(context: Context) -> Iterator[Verdict]:
    """Key work in the text against the rows of its table, character by character."""
    rows = {item.ordinal: item for item in context.report.key_work_table if item.ordinal is not None}
    for item in context.report.key_work:
        if item.text is not None and item.ordinal in rows:
            for copy in _texts(rows[item.ordinal]):
                yield from _slips(item.text, copy)


def _texts(row: KeyWorkItem) -> Iterator[Passage]:
    return (text for text in (row.goal, row.completion, row.text) if text is not None)


def _slips(original: Passage, copy: Passage) -> Iterator[Violated]:
    left, right = original.text[:_LONGEST], copy.text[:_LONGEST]
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    blocks = matcher.get_matching_blocks()
    if sum(block.size for block in blocks) < _SHARED * min(len(left), len(right)):
        return
    for before, after in pairwise(blocks):
        start, stop = before.a + before.size, after.a
        other, end = before.b + before.size, after.b
        if stop - start != 1 or end - other != 1 or before.size < _CONTEXT or after.size < _CONTEXT:
            continue
        if not (_is_word(left[start]) and _is_word(right[other])):
            continue
        source = copy.source(other - _CONTEXT, end + _CONTEXT)
        where = original.source(start - _CONTEXT, stop + _CONTEXT)
        yield Violated(
            source=source,
            message=f"表中写“{source.quote}”，正文写“{where.quote}”，相差一个字，其中一处是错字。",
            stated=right[other],
            expected=left[start],
            operands=(Operand("正文", where.quote, where),),
        )


def _is_word(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff" and character not in "的地得和与及"
