"""How names of subjects, labels and titles are compared."""

from __future__ import annotations

import re
import unicodedata

_IGNORED = re.compile(r"[\s“”\"'‘’「」（）()、，,：:]+")


def normalise(label: str) -> str:
    """A label without spaces, brackets, quotation marks and enumeration marks, in NFKC: what labels are compared by."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", label))
