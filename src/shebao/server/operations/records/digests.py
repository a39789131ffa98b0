"""What effects come to, as a keyed digest: the same act a second time is known by it, and nobody guesses a number from it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import fields
from operator import attrgetter
from typing import Any, get_args

from shebao.operations.record.effects import Effect
from shebao.server.platform.secrets import ring
from shebao.server.platform.secrets.indexing import every_key
from shebao.server.platform.secrets.models import INDEXES

_PLACE = "records_act.digest"


class Content:
    """Effects taken in one after another; equal for the same effects in the same order, however they are cut into parts."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def take(self, lines: bytes) -> None:
        """One more effect, as `line_of` writes it, or some together."""
        self._hash.update(lines)

    @property
    def digest(self) -> str:
        """The keyed digest (hex). Raises KeyProblem."""
        return _digest(ring.newest(INDEXES), self._hash.hexdigest())

    def came_to(self, digest: str) -> bool:
        """Whether these effects have that digest, under whichever key it was made. Raises KeyProblem."""
        return any(_digest(key, self._hash.hexdigest()) == digest for key in every_key())


def content_of(effects: Iterable[Effect]) -> Content:
    """What effects come to."""
    content = Content()
    for effect in effects:
        content.take(line_of(effect))
    return content


def line_of(effect: Effect) -> bytes:
    """An effect as bytes that no other effect has."""
    kind = type(effect)
    return f"{kind.__name__}{_VALUES[kind](effect)!r}\n".encode()


def _digest(key: ring.Key, text: str) -> str:
    return key.digest(_PLACE, text).hex()


def _of(kind: type[Any]) -> Callable[[Any], Any]:
    return attrgetter(*(each.name for each in fields(kind)))


_VALUES: dict[type[Any], Callable[[Any], Any]] = {kind: _of(kind) for kind in get_args(Effect)}
