"""Text files as spreadsheets write them: UTF-16 for “Unicode text”, cells between commas or tabs."""

from __future__ import annotations

_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def as_utf8(data: bytes) -> bytes:
    """UTF-16 with its mark as UTF-8 without the NULs that nobody typed; anything else as it is."""
    return data.decode("utf-16", "replace").replace("\x00", "").encode() if data.startswith(_UTF16) else data


def separator_of(first_line: str) -> str:
    """What stands between the cells of a sheet, by its first line: a tab where there is one and no comma, else a comma."""
    return "\t" if "\t" in first_line and "," not in first_line else ","
