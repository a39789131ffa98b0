"""How characters are read: pypinyin's table of single characters, without the phrases that would take forty megabytes more."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache


@cache
def readings_of_characters() -> Mapping[int, str]:
    """Code point → readings with tones, the commonest first, separated by commas."""
    for switch in ("PYPINYIN_NO_PHRASES", "PYPINYIN_NO_DICT_COPY"):
        os.environ.setdefault(switch, "true")
    from pypinyin.constants import PINYIN_DICT

    table: Mapping[int, str] = PINYIN_DICT
    return table
