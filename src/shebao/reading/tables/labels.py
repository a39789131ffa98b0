"""Row labels of two-sided tables and what they mean: specification rows, and functional classes by any year's name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache, lru_cache

from shebao.classification import functional
from shebao.classification.names import normalise
from shebao.report.tables import Family, table_specs

_ORDINAL = re.compile(
    r"^\s*(?:[(]?[一二三四五六七八九十]{1,3}\s*[)、.．,]|[(]?\d{1,2}\s*[)、.．](?!\d)|其中\s*:|[加减]\s*:)\s*"
)
_CLOSE = 0.82


@lru_cache(maxsize=4096)
def bare_label(label: str) -> str:
    """The label without its ordinal (八、), 其中 and white space, normalised."""
    text = unicodedata.normalize("NFKC", label).strip()
    while (shorter := _ORDINAL.sub("", text)) != text:
        text = shorter
    return normalise(text)


@cache
def income_labels(table_id: str, family: Family = Family.ACCOUNTS) -> Mapping[str, tuple[str, ...]]:
    """The income rows' keys of a two-sided table by normalised label; a label may stand for several rows in turn."""
    return _by_label(table_specs(family)[table_id].income)


@cache
def expenditure_labels(table_id: str, family: Family = Family.ACCOUNTS) -> Mapping[str, tuple[str, ...]]:
    """The expenditure rows' keys by normalised label, functional classes (out.208) included."""
    labels = dict(_by_label(table_specs(family)[table_id].expenditure))
    for name, code in functional().classes.items():
        labels.setdefault(name, (f"out.{code}",))
    return labels


def _by_label(rows: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    labels: dict[str, tuple[str, ...]] = {}
    for key, names in rows.items():
        for name in names:
            labels[normalise(name)] = (*labels.get(normalise(name), ()), key)
    return labels


def key_of(label: str, labels: Mapping[str, tuple[str, ...]], seen: set[str]) -> str:
    """The row key that a label stands for, '' where none: exact first, then a near name of a class (its name changes by
    year). Sub-rows of a carry-over repeat the labels above and count after the carry-over's own row."""
    bare = bare_label(label)
    keys = labels.get(bare)
    if keys is None:
        classes = [name for name, keys in labels.items() if keys[0].startswith("out.2")]
        near = get_close_matches(bare, classes, n=1, cutoff=_CLOSE) if len(bare) >= 4 else []
        keys = labels[near[0]] if near else ()
    for key in keys:
        opener = key.rpartition(".")[0] if key.count(".") > 1 else ""
        if key not in seen and (not opener or opener in seen):
            return key
    return ""
