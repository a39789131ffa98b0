"""How commands print; apart so that commands start without importing what they compute with."""

from __future__ import annotations

from enum import StrEnum


class Format(StrEnum):
    """How results are printed."""

    text = "text"
    json = "json"
    pdf = "pdf"
