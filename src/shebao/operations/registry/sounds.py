"""How names sound, for whoever types letters instead of characters: whole pinyin and initials, surnames by their own readings.

Readings are pypinyin's; a character with several is found by each of its two commonest. Sound finds, and proves nothing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from itertools import islice, product
from types import MappingProxyType
from typing import NamedTuple

from shebao.fields.data_files import load_data
from shebao.fields.readings import readings_of_characters

_FILE = "surnames.yaml"
_READINGS, _MOST = 2, 4


class Sound(NamedTuple):
    """A name in letters: whole (zhangsan) and by its initials (zs)."""

    whole: str
    initials: str


def sounds(name: str) -> tuple[Sound, ...]:
    """How a name may sound, the likeliest first, four ways at most; nothing where no character of it has a reading."""
    ways = [[*_syllables(part)] for part in _parts(name)]
    found = dict.fromkeys(
        Sound("".join(s for s, _ in way), "".join(i for _, i in way)) for way in islice(product(*ways), 4 * _MOST)
    )
    return tuple(sound for sound in found if sound.whole)[:_MOST]


def letters(text: str) -> str | None:
    """What somebody typed as sound, as `sounds` writes it; None where it is not letters only."""
    plain = unicodedata.normalize("NFKC", text).lower().replace("ü", "v")
    plain = "".join(each for each in plain if each not in " '-.·’")
    return plain if plain and plain.isascii() and plain.isalpha() else None


def _parts(name: str) -> Iterator[str]:
    """The surname where it has readings of its own, then single characters; Latin words whole."""
    known = _surnames()
    rest = name
    for length in (2, 1):
        if name[:length] in known and len(name) > length:
            yield name[:length]
            rest = name[length:]
            break
    word = ""
    for character in rest:
        if character.isascii() and character.isalpha():
            word += character
            continue
        if word:
            yield word
        word = ""
        yield character
    if word:
        yield word


def _syllables(part: str) -> list[tuple[str, str]]:
    """The readings of a part with their initials."""
    own = _surnames().get(part)
    if own:
        return [(reading, reading[0] if len(part) == 1 else _initials(part, reading)) for reading in own]
    if part.isascii():
        word = "".join(each for each in part.lower() if each.isalpha())
        return [(word, word[:1])]
    return [(reading, reading[:1]) for reading in readings(part)] or [("", "")]


def _initials(surname: str, reading: str) -> str:
    """The initials of a surname of two characters: the first letter, and where its second syllable begins."""
    second = next((one for one in readings(surname[1]) if reading.endswith(one)), reading[-1])
    return reading[0] + second[0]


@lru_cache(maxsize=50_000)
def readings(character: str) -> tuple[str, ...]:
    """The two commonest readings of a character, without tone, ü as v."""
    known = readings_of_characters().get(ord(character), "")
    from pypinyin import Style
    from pypinyin.style import convert

    plain = [convert(each, Style.NORMAL, strict=False).replace("ü", "v") for each in known.split(",") if each]
    return tuple(dict.fromkeys(plain))[:_READINGS]


@cache
def _surnames() -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({name: tuple(read) for name, read in load_data(__package__, _FILE).items()})
