"""Rows of lists against the record, many at once: persons by their numbers, employers by their codes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from itertools import islice

from django.db import connection
from django.db.models import Max

from shebao.fields.identifiers import IdentifierError, read_identity_number
from shebao.fields.identifiers.documents import plain, spellings
from shebao.operations.coverage.matching import Known
from shebao.operations.coverage.people import NEEDED, Somebody, people_in
from shebao.server.operations.coverage.models import Gap, ListedRow, Measure, PartnerList
from shebao.server.operations.owing.reading import places
from shebao.server.operations.records.models import Fact
from shebao.server.operations.records.reading import holdings, subjects_by

_NATION = "000000"
_AT_A_TIME = 2_000
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('coverage'))"


def one_at_a_time() -> None:
    """Whoever takes a list in waits for whoever does already, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)


def place() -> str:
    """The place whose rules hold for who is not enrolled anywhere."""
    return next(iter(places()), _NATION)


def people(numbers: Collection[int]) -> dict[int, Somebody]:
    """Persons by number, some at a time."""
    found: dict[int, Somebody] = {}
    left = iter(sorted(set(numbers)))
    while part := list(islice(left, _AT_A_TIME)):
        found |= people_in(holdings(part, NEEDED))
    return found


def holders(rows: Iterable[tuple[int, str]], today: date) -> dict[int, int]:
    """Line → the person who has or had its number, under any of its spellings; of merged ones the number that is used now."""
    texts: list[dict[int, str]] = [{}, {}]
    for line, number in rows:
        try:
            identity = read_identity_number(plain(number), today)
        except IdentifierError:
            continue
        for into, text in zip(texts, spellings(identity.text), strict=False):
            into[line] = text
    found = subjects_by("identity_number", texts[1])
    found |= subjects_by("identity_number", texts[0])
    merged = dict(
        Fact.objects.filter(register="merged_into", subject__in=set(found.values()), known_to=None).values_list(
            "subject_id", "value"
        )
    )
    return {line: int(merged.get(subject, subject)) for line, subject in found.items()}


def known_people(held: Mapping[int, int], found: Mapping[int, Somebody]) -> dict[int, Known]:
    """Line → what matching needs of the person whose number it is."""
    return {
        line: Known(subject, frozenset(fact.value for fact in one.facts if fact.register == "name"), one.death)
        for line, subject in held.items()
        if (one := found.get(subject)) is not None
    }


def employers_by(codes: Collection[str]) -> dict[str, tuple[int, str | None]]:
    """Credit code → the employer's number and status, as known now."""
    numbers: dict[int, str] = {}
    left = iter(sorted(set(codes)))
    while part := list(islice(left, _AT_A_TIME)):
        rows = Fact.objects.filter(register="credit_code", value__in=part, known_to=None)
        numbers |= dict(rows.values_list("subject_id", "value"))
    status = dict(
        Fact.objects.filter(register="status", subject__in=numbers, known_to=None)
        .order_by("valid")
        .values_list("subject_id", "value")
    )
    return {code: (number, status.get(number)) for number, code in numbers.items()}


def before(found: PartnerList) -> PartnerList | None:
    """The list of the same contract that was confirmed last before this one's month."""
    rows = PartnerList.objects.filter(office=found.office, contract=found.contract, state="done")
    earlier: PartnerList | None = rows.filter(month__lt=found.month).order_by("-month", "-pk").first()
    return earlier


def categories(lists: Iterable[PartnerList]) -> dict[int, set[str]]:
    """Person → the categories that lists put them in."""
    found: dict[int, set[str]] = {}
    rows = ListedRow.objects.filter(list__in=list(lists), match="matched", subject_id__isnull=False)
    for subject, code in rows.values_list("subject_id", "code"):
        found.setdefault(subject, set()).add(code)
    return found


def named(found: PartnerList) -> set[int]:
    """Everybody whose number stands on a list, whether the row was taken for them or not."""
    rows = ListedRow.objects.filter(list=found, subject_id__isnull=False)
    return set(rows.values_list("subject_id", flat=True))


def measured(found: PartnerList) -> list[Measure]:
    """What a list came to when it was compared last."""
    last = found.measures.aggregate(last=Max("version"))["last"]
    return list(found.measures.filter(version=last).order_by("pk"))


def gaps_of(found: PartnerList, version: int) -> dict[str, int]:
    """How many gaps by district."""
    counts: dict[str, int] = {}
    for district in Gap.objects.filter(list=found, version=version, standing="gap").values_list("district", flat=True):
        counts[district] = counts.get(district, 0) + 1
    return dict(sorted(counts.items()))
