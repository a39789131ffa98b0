"""Which encoding a text is in: by its byte-order mark, else the first that fits."""

from __future__ import annotations

import codecs

from shebao.fields.encodings import BIG5, is_big5

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def decode(data: bytes) -> str | None:
    """Text in the encoding that fits: by byte-order mark, else UTF-8, else UTF-16 by its zero bytes, else Big5 or
    GB18030 by its characters; None where none does (binary data)."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    candidates = ["utf-8", "gb18030"]
    if b"\0" in data[:4000]:
        even, odd = data[0:4000:2].count(0), data[1:4000:2].count(0)
        candidates = ["utf-16-le" if odd > even else "utf-16-be"]
    for errors, allowed in (("strict", 0), ("replace", 500)):
        for encoding in candidates:
            try:
                text = data.decode(BIG5 if encoding == "gb18030" and is_big5(data) else encoding, errors)
            except UnicodeDecodeError:
                continue
            if text.count("\ufffd") <= (max(3, len(text) // allowed) if allowed else len(text)) and _is_text(text):
                return text
    return None


def _is_text(text: str) -> bool:
    head = text[:20_000]
    return sum(1 for c in head if c < " " and c not in "\t\n\r\f\v\x1a") <= len(head) // 200
