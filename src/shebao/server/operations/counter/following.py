"""Names and codes follow the record, act by act in the order in which they were known; nobody who writes to the record waits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.db import connection, transaction

from shebao.fields.dates import parse_day
from shebao.fields.identifiers import IdentifierError, read_credit_code
from shebao.operations.linking.names import compared
from shebao.operations.record.rows import SubjectKind
from shebao.operations.registry.sounds import Sound, sounds
from shebao.server.operations.counter.models import Followed, KnownCode, KnownName
from shebao.server.operations.counter.reading import ActsSince, acts_since, births_of, facts_of_acts

AT_ONCE = 2_000
_CHUNK = 5_000
_LOCK = 7_031_604


@dataclass(frozen=True, slots=True)
class Caught:
    """How far it came: facts taken in, and whether more wait."""

    taken: int
    behind: bool


def catch_up(most: int | None = AT_ONCE) -> Caught:
    """Takes in names and codes of acts that came since, `most` facts or all of them; who comes while another does it takes nothing."""
    taken = 0
    while True:
        with transaction.atomic():
            if not _alone():
                return Caught(taken, behind=True)
            place = Followed.objects.get_or_create(id=1)[0]
            waiting = acts_since(place.at, _CHUNK if most is None else most - taken, at_least_one=most is None)
            if not waiting.acts:
                return Caught(taken, behind=waiting.more)
            taken += _take(waiting)
            place.act, place.at = waiting.acts[-1]
            place.save()
        if not waiting.more:
            return Caught(taken, behind=False)


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        found = cursor.fetchone()
    return bool(found and found[0])


def _take(waiting: ActsSince) -> int:
    taken = 0
    facts = facts_of_acts([act for act, _ in waiting.acts])
    while chunk := list(islice(facts, _CHUNK)):
        born = births_of({subject for _, subject, _, register, _ in chunk if register in ("name", "birth")})
        names = [row for row in chunk if row[3] == "name"]
        KnownName.objects.bulk_create(_names(names, born), batch_size=1_000, ignore_conflicts=True)
        KnownCode.objects.bulk_create(_codes(chunk), batch_size=1_000, ignore_conflicts=True)
        for subject in {row[1] for row in chunk if row[3] == "birth"} - {row[1] for row in names}:
            KnownName.objects.filter(subject=subject).update(born=born.get(subject))
        taken += len(chunk)
    return taken


def _names(rows: Iterable[tuple[int, int, str, str, str]], born: dict[int, str]) -> Iterator[KnownName]:
    for fact, subject, kind, _, value in rows:
        key = compared(value).key
        for sound in sounds(value) or (Sound("", ""),):
            yield KnownName(
                fact=fact, subject=subject, employer=kind == SubjectKind.EMPLOYER, name=key, sound=sound.whole,
                initials=sound.initials, born=_day(born.get(subject, "")),
            )  # fmt: skip


def _codes(rows: Iterable[tuple[int, int, str, str, str]]) -> Iterator[KnownCode]:
    for fact, subject, _, register, value in rows:
        if register == "credit_code":
            try:
                yield KnownCode(fact=fact, subject=subject, code=read_credit_code(value).organisation)
            except IdentifierError:
                continue
        elif register == "registration_number":
            yield KnownCode(fact=fact, subject=subject, code=value)


def _day(text: str) -> date | None:
    try:
        return parse_day(text) if text else None
    except ValueError:
        return None
