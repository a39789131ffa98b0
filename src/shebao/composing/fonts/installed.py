"""The fonts that are installed: those of the system and those that came with the mplfonts wheel."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from shebao.composing.fonts.mapping import Role, font_roles

_FREE_IN_WHEEL = ("Noto", "SourceHan")


class Face(NamedTuple):
    """An installed font: family, weight, the files that have it (file, number of the font in it)."""

    family: str
    weight: int
    files: tuple[tuple[str, int], ...]


@cache
def typst_fonts() -> Any:
    """The fonts that typst sets with: the system's and the wheel's. Reads the font folders once a process."""
    import typst

    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=_wheel_folders())


def _wheel_folders() -> list[str]:
    spec = find_spec("mplfonts")
    folders = [Path(place) / "fonts" for place in (spec.submodule_search_locations or ())] if spec else []
    return [str(folder) for folder in folders if folder.is_dir()]


@cache
def chosen_faces() -> Mapping[Role, tuple[Face, ...]]:
    """For each role the fonts of fonts.yaml that are installed, in their order."""
    found: dict[tuple[str, int], list[tuple[str, int]]] = {}
    wheel = tuple(_wheel_folders())
    for font in typst_fonts().fonts():
        path = font.path or ""
        if font.style != "normal" or (path.startswith(wheel) and not Path(path).name.startswith(_FREE_IN_WHEEL)):
            continue
        found.setdefault((font.family, font.weight), []).append((path, font.index))
    return {
        role: tuple(
            Face(*wanted, files=tuple(sorted(found[wanted]))) for wanted in entry.wanted if tuple(wanted) in found
        )
        for role, entry in font_roles().items()
    }
