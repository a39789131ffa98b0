"""What an act changes in what is owed: found on the record as the act leaves it, and written by the same act."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import count, groupby, islice

from shebao.fields.dates import Month
from shebao.operations.contributions.assessing import Horizon, assess
from shebao.operations.contributions.differing import differences
from shebao.operations.contributions.facts import OF_EMPLOYERS, OF_PERSONS
from shebao.operations.record.acts import Act, Authority, AuthorityKind
from shebao.operations.record.changes import EffectsRefused, changes
from shebao.operations.record.effects import (
    Effect,
    FactEnded,
    FactStated,
    LiabilityLifted,
    LiabilityStated,
    subject_of,
)
from shebao.server.operations.owing.models import AssessedMonth
from shebao.server.operations.owing.reading import employers_of, held, horizon, persons_in, staff_of_all
from shebao.server.operations.records import models as records

_AT_A_TIME = 1_000
_NEVER_WRITTEN = 2**62
_TRIAL = Act(0, datetime(2000, 1, 1, tzinfo=UTC), None, Authority(AuthorityKind.RUN, "trial"))


def with_owed(effects: Iterable[Effect]) -> tuple[Effect, ...]:
    """The effects of an act together with what they change in what is owed. Whoever writes holds the record's clock
    (`records.doing.alone`), so that nothing changes between."""
    listed = tuple(effects)
    known = horizon()
    return listed if known is None else (*listed, *_following(listed, known))


def with_owed_by_subject(effects: Iterable[Effect]) -> Iterator[Effect]:
    """The same for a run's effects in the order of their subjects: what each person's change comes after theirs."""
    known = horizon()
    by_subject = ((subject, list(own)) for subject, own in groupby(effects, key=subject_of))
    while part := list(islice(by_subject, _AT_A_TIME)):
        following: dict[int, list[Effect]] = {}
        if known is not None:
            for effect in _following([effect for _subject, own in part for effect in own], known):
                following.setdefault(effect.person, []).append(effect)
        for subject, own in part:
            yield from own
            yield from following.pop(subject, ())
        if following:
            raise ValueError("an employer's change concerns staff that the run does not name: use with_owed")


def assessed_singly(persons: Sequence[int], up_to: Horizon) -> Iterator[LiabilityStated | LiabilityLifted]:
    """What is owed anew by persons, each assessed from the record, in the order of their numbers."""
    ordered = iter(sorted(set(persons)))
    while part := list(islice(ordered, _AT_A_TIME)):
        found = held(part)
        for person in persons_in(found, employers_of(found)):
            yield from differences(person.number, assess(person, up_to), person.owed, up_to)


def month_assessed(place: str, month: Month, frozen_at: datetime, act: records.Act) -> AssessedMonth:
    """Writes down that a month's run is in the record."""
    made: AssessedMonth = AssessedMonth.objects.create(place=place, month=month.first_day, frozen_at=frozen_at, act=act)
    return made


def _following(effects: Sequence[Effect], known: Horizon) -> Iterator[LiabilityStated | LiabilityLifted]:
    concerned = [effect for effect in effects if _concerns(effect, known)]
    employers = {e.subject for e in concerned if isinstance(e, FactStated | FactEnded) and e.register in OF_EMPLOYERS}
    if not concerned:
        return
    persons = {subject_of(effect) for effect in concerned} - employers | staff_of_all(employers)
    found = held(persons)
    try:
        changes(found, _TRIAL, [e for e in concerned if subject_of(e) not in employers], count(_NEVER_WRITTEN))
        beside = employers_of(found, employers)
        changes(beside, _TRIAL, [e for e in concerned if subject_of(e) in employers], count(_NEVER_WRITTEN))
    except EffectsRefused:
        return  # the record refuses the act itself, with its reasons
    for person in persons_in(found, beside):
        yield from differences(person.number, assess(person, known), person.owed, known)


def _concerns(effect: Effect, known: Horizon) -> bool:
    """Whether an effect may change what is owed in a month that is assessed; what holds for later months waits for their runs."""
    if isinstance(effect, FactStated) and effect.valid.start >= known.last.plus(1).first_day:
        return False
    if isinstance(effect, FactStated | FactEnded):
        return effect.register in OF_PERSONS or effect.register in OF_EMPLOYERS
    return not isinstance(effect, LiabilityStated | LiabilityLifted)
