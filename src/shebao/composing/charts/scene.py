"""What a chart is drawn of: boxes, lines, arcs and words, in CSS pixels from the top left."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from math import cos, pi, sin

WIDTH = 640.0
SIZE = 14.0
INK, SOFT_INK, RULE = "#1a1a1a", "#4d4d4d", "#7f7f7f"
SHADES = ("#17375e", "#a9c4e2", "#4f81bd", "#dfe8f3", "#2c5c94", "#c5d7ec", "#7ba0cd", "#eef3f9")


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle with a thin rule around it."""

    x: float
    y: float
    width: float
    height: float
    fill: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    colour: str = RULE


@dataclass(frozen=True, slots=True)
class Arc:
    """A part of a ring, from turn `start` to turn `end` (0 at the top, 1 all around, clockwise)."""

    x: float
    y: float
    outer: float
    inner: float
    start: float
    end: float
    fill: str


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text on the baseline `y`; `anchor` is start, middle or end."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    size: float = SIZE
    colour: str = INK


Shape = Box | Rule | Arc | Words


@dataclass(frozen=True, slots=True)
class Scene:
    """A drawing."""

    height: float
    shapes: tuple[Shape, ...]
    width: float = WIDTH


def width_of(text: str, size: float = SIZE) -> float:
    """How wide a line of text is at most in the fonts of charts."""
    return sum(_advance(character) for character in text) * size


def _advance(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WFA":
        return 1.0
    return 0.34 if character in ",.:;'|!il " else 0.68 if character.isupper() or character == "%" else 0.58


def wrapped(text: str, width: float, size: float = SIZE) -> tuple[str, ...]:
    """The text in lines no wider than `width`; a run of digits is never broken."""
    lines, line, word = [], "", ""
    for character, following in zip(text, [*text[1:], ""], strict=True):
        word += character
        if character.isascii() and following.isascii() and following and character != " ":
            continue
        if line and width_of(line + word, size) > width:
            lines.append(line)
            line = ""
        line += word
        word = ""
    return (*lines, line)


def dark(colour: str) -> bool:
    """Whether white words are read better on it than black ones."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 115


def on_circle(x: float, y: float, radius: float, turn: float) -> tuple[float, float]:
    """The point of a circle at a turn (0 at the top, clockwise)."""
    return x + radius * sin(2 * pi * turn), y - radius * cos(2 * pi * turn)
