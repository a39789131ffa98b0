"""The manuscripts of the example accounts."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from shebao.composing.manuscript import Manuscript
from shebao.publishing.folder import read_material
from shebao.publishing.own_words import with_own_words

EXAMPLES = Path(__file__).parents[2] / "examples" / "accounts"
FOLDERS = ("city-centre-2023", "district-bureau-2021", "finance-bureau-2024")


@cache
def manuscript(name: str) -> Manuscript:
    """The manuscript of an example, a draft where words are still missing."""
    return with_own_words(read_material(EXAMPLES / name), draft=True)


def manuscripts() -> dict[str, Manuscript]:
    """All of them by name."""
    return {name: manuscript(name) for name in FOLDERS}
