"""How names of subjects, labels and titles are compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_IGNORED = re.compile(r"[\s“”\"'‘’「」（）()、，,：:]+")
_LABEL_LENGTH = 64


@lru_cache(maxsize=8192)
def normalise(label: str) -> str:
    """A label without spaces, brackets, quotation marks and enumeration marks, in NFKC: what labels are compared by."""
    return _remembered(label) if len(label) <= _LABEL_LENGTH else _bare(label)


def _bare(label: str) -> str:
    return _IGNORED.sub("", unicodedata.normalize("NFKC", label))


_remembered = lru_cache(maxsize=16_384)(_bare)
