"""Chinese text that is not UTF-8: GB18030, unless it is surely Big5, which decodes as GB18030 too, into other characters."""

from __future__ import annotations

import codecs

BIG5 = "big5hkscs"
LOOKS_LIKE_BIG5 = "文字编码像是 Big5（繁体），按 GB18030 读会得到别的字"
_ENOUGH = 1 << 16


def is_big5(data: bytes) -> bool:
    """Whether bytes that are no UTF-8 are Big5: what their characters are like says so, and all of them exist in it."""
    import chardet  # loaded where a file is not UTF-8

    start = data[:_ENOUGH]
    found = chardet.detect(start)["encoding"] or ""
    if not found.lower().startswith(("big5", "cp950")):
        return False
    try:
        codecs.getincrementaldecoder(BIG5)().decode(start)
    except UnicodeDecodeError:
        return False
    return True
