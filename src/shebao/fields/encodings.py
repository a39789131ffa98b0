"""Chinese text that is not UTF-8: GB18030, unless it is surely Big5, which decodes as GB18030 too, into other characters."""

from __future__ import annotations

import codecs
import re

BIG5 = "big5hkscs"
LOOKS_LIKE_BIG5 = "文字编码像是 Big5（繁体），按 GB18030 读会得到别的字"
_ENOUGH = 1 << 16
_COMMON = re.compile(rb"[\x00-\x7f]*(?:(?:[\xa1-\xa3]|[\xb0-\xd7])[\xa1-\xfe][\x00-\x7f]*)+[\xa1-\xd7]?")
"""Symbols and the common characters of GB 2312 (level 1), up to a start that ends within a character."""


def is_big5(data: bytes) -> bool:
    """Whether bytes that are no UTF-8 are Big5: what their characters are like says so, and all of them exist in it. Nothing but
    common characters of GB 2312 is no Big5, however few they are."""
    import chardet  # loaded where a file is not UTF-8

    start = data[:_ENOUGH]
    if _COMMON.fullmatch(start):
        return False
    found = chardet.detect(start)["encoding"] or ""
    if not found.lower().startswith(("big5", "cp950")):
        return False
    try:
        codecs.getincrementaldecoder(BIG5)().decode(start)
    except UnicodeDecodeError:
        return False
    return True
