"""Return or accept many unit-years at once; each is decided by itself, and each that could not be is told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from shebao.server.accountability.review.doing import Refused, perform
from shebao.server.accountability.review.machine import Action
from shebao.server.accountability.unit_years.declares import REVIEW
from shebao.server.accountability.unit_years.models import UnitYear

if TYPE_CHECKING:
    from shebao.server.platform.people.models import User

MOST = 200
ACTIONS = ("accept", "return")


@dataclass(frozen=True)
class Choice:
    """One ticked row: the unit-year, and the state and revision that the person saw."""

    unit_year: int
    state: str
    revision: int


@dataclass(frozen=True)
class Outcome:
    """What became of one choice: the unit-year's name, and why nothing happened (empty when it did)."""

    unit_year: int
    name: str
    refused: str = ""


def choices(texts: Iterable[str]) -> list[Choice]:
    """The ticked rows (`id:state:revision`), each once; what is malformed is left out."""
    found: dict[int, Choice] = {}
    for text in texts:
        key, _colon, rest = text.partition(":")
        state, _colon, revision = rest.partition(":")
        if _is_whole(key) and _is_whole(revision):
            found.setdefault(int(key), Choice(int(key), state, int(revision)))
    return list(found.values())


def decide(person: User, action: str, ticked: Sequence[Choice], reason: str) -> list[Outcome]:
    """Decides each in a transaction of its own, in the order of the list; what is out of scope is not there."""
    scope = UnitYear.objects.in_scope(person, REVIEW).light()
    known = {unit_year.pk: unit_year for unit_year in scope.filter(pk__in=[choice.unit_year for choice in ticked])}
    return [_decide(person, action, known.get(choice.unit_year), choice, reason) for choice in ticked]


def _decide(person: User, action: str, unit_year: UnitYear | None, choice: Choice, reason: str) -> Outcome:
    if unit_year is None:
        return Outcome(choice.unit_year, _("编号 %(number)d") % {"number": choice.unit_year}, _("不在您的审核范围内。"))
    seen = {"seen_state": choice.state, "seen_revision": str(choice.revision), "reason": reason}
    try:
        perform(unit_year, Action(action), person, seen)
    except Refused as refusal:
        return Outcome(unit_year.pk, str(unit_year), f"{refusal}。")
    return Outcome(unit_year.pk, str(unit_year))


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
