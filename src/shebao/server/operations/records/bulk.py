"""The bulk writer: one act of any number of effects, computed and kept ready part by part, visible as a whole when it is sealed.

Parts are committed as they are computed, while others go on working; sealing moves them into the record in one transaction.
A process that dies goes on where it stopped: a part is known by its content, an act by its authority.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from typing import TypeAlias

from django.db import IntegrityError
from django.utils import timezone

from shebao.operations.record.changes import EffectsRefused
from shebao.operations.record.effects import Effect, subject_of
from shebao.server.operations.records.collecting import collecting_seldom
from shebao.server.operations.records.digests import Content, content_of, line_of
from shebao.server.operations.records.happening import Applied, happened, told
from shebao.server.operations.records.helping import Helpers
from shebao.server.operations.records.orders import Order
from shebao.server.operations.records.reading import act_under
from shebao.server.operations.records.sealing import Overtaken, seal
from shebao.server.operations.records.staging import Run, staged
from shebao.server.operations.records.writing import Stale

Told: TypeAlias = Callable[[str, int], None]
"""Hears how far a run is: `staged` with the number of effects kept ready, `sealing`, `closed`, `moved`, `sealed`."""

EFFECTS_OF_A_PART = 20_000
_TRIES = 5
_MOST_PROBLEMS = 1000


def apply_rows(
    order: Order,
    effects: Callable[[], Iterable[Effect]],
    now: datetime | None = None,
    *,
    tell: Told = lambda what, count: None,
    part: int = EFFECTS_OF_A_PART,
    helpers: int = 0,
) -> Applied:
    """Carry out an act of many effects, which `effects()` gives in ascending order of their subjects, each time the same.

    Leaves the same rows, journal and decision as `apply`; memory does not grow with the number of effects. What others
    change meanwhile is computed again. With `helpers` so many processes compute and encrypt parts beside this one (for commands
    of one thread, outside transactions). The same order a second time changes nothing. Raises EffectsRefused with the
    reasons, AnotherAct, Stale where others change the same subjects without end, ValueError for effects out of order.
    """
    with staged(order) as run:
        if act_under(order.authority) is not None:
            run.drop()
            before = happened(order, content_of(effects()))
            assert before is not None
            return before
        for _ in range(_TRIES):
            digest, count = _stage(run, effects(), tell, part, Helpers(helpers))
            try:
                return seal(run, digest, count, now or timezone.now(), tell)
            except Overtaken as overtaken:
                run.drop_parts(overtaken.parts)
            except IntegrityError as error:
                run.drop()
                raise told(error) from error
    raise Stale("这些人或单位的记录一再被别人更改，没有办理；请等别人办完后再办。")


def _stage(run: Run, effects: Iterable[Effect], tell: Told, size: int, helpers: Helpers) -> tuple[str, int]:
    """Keeps every part ready that is not so yet; the digest and number of all effects."""
    whole, count, number = Content(), 0, 0
    with collecting_seldom() as collect:
        try:
            for number, (part, lines) in enumerate(_parts(effects, size), 1):
                text = b"".join(lines)
                content = Content()
                content.take(text)
                whole.take(text)
                helpers.do(partial(run.keep, number, part, content.digest))
                count += len(part)
                tell("staged", count)
                collect()
        finally:
            helpers.finish()
    run.drop_after(number)
    if helpers.problems:
        run.drop()
        raise EffectsRefused(helpers.problems[:_MOST_PROBLEMS])
    return whole.digest, count


def _parts(effects: Iterable[Effect], size: int) -> Iterator[tuple[list[Effect], list[bytes]]]:
    """Effects by parts of whole subjects, with each as bytes. Raises ValueError where they are out of order."""
    part: list[Effect] = []
    lines: list[bytes] = []
    last = 0
    for effect in effects:
        subject = subject_of(effect)
        if subject != last:
            if subject < last:
                raise ValueError(f"effects of subject {subject} come after those of {last}: order them by subject")
            if len(part) >= size:
                yield part, lines
                part, lines = [], []
            last = subject
        part.append(effect)
        lines.append(line_of(effect))
    if part:
        yield part, lines
