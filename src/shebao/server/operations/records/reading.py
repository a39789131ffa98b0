"""What the tables hold, as values: rows that are current, whole records, acts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from shebao.operations.record import rows as owing
from shebao.operations.record.acts import Authority
from shebao.operations.record.holdings import Holdings
from shebao.operations.record.needed import WHOLE, Needed
from shebao.operations.record.record import CHINA, Record, record_of
from shebao.operations.record.rows import Row, SubjectKind
from shebao.operations.registry.own_numbers import with_check_digit
from shebao.server.operations.records.models import Act, Clock, Fact, Subject
from shebao.server.operations.records.tables import FACTS, LIABILITIES, SPELLS, STRETCHES
from shebao.server.platform.secrets.fields import DIGESTS, SecretField, holds

_SEQUENCES = {"row": "records_row_ids", "act": "records_act_ids", "subject": "records_subject_ids"}


def numbers(what: str, count: int) -> list[int]:
    """Numbers that nobody else has: of rows, acts or subjects (own numbers, with their check digit)."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT nextval('{_SEQUENCES[what]}') FROM generate_series(1, %s)", [count])
        drawn = [number for (number,) in cursor.fetchall()]
    return [with_check_digit(number) for number in drawn] if what == "subject" else drawn


_NOTHING_YET = datetime(2000, 1, 1, tzinfo=CHINA)
_standing: ContextVar[datetime | None] = ContextVar("standing", default=None)


def present() -> datetime:
    """The instant up to which everything is known: now, or the last act where that was later by the record's clock."""
    return max(_standing.get() or timezone.now(), known_up_to())


@contextmanager
def standing_at(instant: datetime) -> Iterator[None]:
    """Within it the record's clock stands at an instant, for who lives through months that are past or to come."""
    before = _standing.set(instant)
    try:
        yield
    finally:
        _standing.reset(before)


def known_up_to() -> datetime:
    """The instant of the last act that is in the record."""
    return Clock.objects.values_list("last", flat=True).first() or _NOTHING_YET


def holdings(subjects: Collection[int], wanted: Needed = WHOLE) -> Holdings:
    """The current rows of these subjects, as far as they are wanted."""
    found = Holdings()
    ids = list(subjects)
    found.subjects = _kinds(ids)
    for stretches in STRETCHES:
        if stretches.table in wanted.tables:
            for row in stretches.current(ids, stretches.narrowed(wanted)):
                found.hold(row)
    return found


_CHANGED = """
SELECT EXISTS (SELECT 1 FROM records_fact WHERE subject_id = ANY(%(subjects)s) AND (known_from > %(at)s OR known_to > %(at)s))
    OR EXISTS (SELECT 1 FROM records_spell WHERE person_id = ANY(%(subjects)s) AND (known_from > %(at)s OR known_to > %(at)s))
    OR EXISTS (SELECT 1 FROM records_spell WHERE employer_id = %(employer)s AND known_to IS NULL AND known_from > %(at)s)
    OR EXISTS (
        SELECT 1 FROM records_act a JOIN records_effect e ON e.act_id = a.id WHERE a.at > %(at)s
        AND e.what = 'withdrawn' AND e."table" = 'spell'
    )
"""


def changed_since(persons: Collection[int], employer: int, instant: datetime) -> bool:
    """Whether facts or spells of persons, or of an employer, have become otherwise known after an instant; whatever spell is
    withdrawn, whosever it is, counts too, since no row of the employer's tells it."""
    values = {"subjects": [*persons, employer], "employer": employer, "at": instant}
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, values)
        return bool((cursor.fetchone() or (True,))[0])


def liabilities_of(persons: Collection[int]) -> dict[int, list[owing.Liability]]:
    """Every stretch that was ever known of what is owed for persons, by person, in the order of the months."""
    found: dict[int, list[owing.Liability]] = {person: [] for person in persons}
    for each in sorted(
        LIABILITIES.ever(list(persons)), key=lambda row: (row.line, row.valid.start, row.valid.stop, row.id)
    ):
        found[each.person].append(each)
    return found


def whole_record(subject: int) -> Record | None:
    """Every row that was ever known about a subject, in clear; None where there is no such number."""
    return whole_records([subject]).get(subject)


def whole_records(subjects: Collection[int]) -> dict[int, Record]:
    """Whole records by number, of those numbers that there are; three queries, however many."""
    kinds = _kinds(subjects)
    rows: dict[int, list[Row]] = {key: [] for key in kinds}
    listed = list(kinds)
    for fact in FACTS.ever(listed) if listed else ():
        rows[fact.subject].append(fact)
    for spell in SPELLS.ever(listed) if listed else ():
        rows[spell.person].append(spell)
    return {key: record_of(key, kinds[key], own) for key, own in rows.items()}


def _kinds(subjects: Collection[int]) -> dict[int, SubjectKind]:
    """What each of the numbers is; those that there are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, kind FROM records_subject WHERE id = ANY(%s)", [list(subjects)])
        return {key: SubjectKind(kind) for key, kind in cursor}


def act_under(authority: Authority) -> Act | None:
    """The act that a case, run, message or correction has come to, if it has."""
    found: Act | None = Act.objects.filter(
        authority_kind=authority.kind, authority_id=authority.id, authority_number=authority.number
    ).first()
    return found


def holds_anybody() -> bool:
    """Whether anybody is in the record."""
    return Subject.objects.exists()


def acts_of(ids: Iterable[int]) -> QuerySet[Act]:
    """Acts with their effects, in the order in which they were known."""
    return Act.objects.filter(id__in=set(ids)).prefetch_related("effects").order_by("at")


def subjects_with(register: str, text: str) -> list[int]:
    """Subjects that have or had this value in a secret register, in any spelling. Raises KeyProblem."""
    found = Fact.objects.filter(holds(Fact, "secret", text), register=register)
    return list(found.order_by("subject").values_list("subject", flat=True).distinct())


def subjects_by(register: str, texts: Mapping[int, str]) -> dict[int, int]:
    """Key → the subject that has, else had, the text of that key in a secret register; keys whose text nobody has are left
    out. Raises KeyProblem."""
    field = Fact._meta.get_field("secret")
    assert isinstance(field, SecretField)
    keys: dict[tuple[int, str], set[int]] = {}
    for key, text in texts.items():
        for slot, digest in field.searched(text).items():
            keys.setdefault((slot, digest), set()).add(key)
    found: dict[int, int] = {}
    for _known_to, subject, slot, digest in sorted(_rows_with(register, keys), key=_former_first):
        found |= dict.fromkeys(keys[slot, digest], subject)
    return found


def _rows_with(register: str, digests: Iterable[tuple[int, str]]) -> Iterator[tuple[datetime | None, int, int, str]]:
    """Whether and until when rows were known, their subject, and the blind index by which they are found."""
    by_slot: dict[int, list[str]] = {}
    for slot, digest in digests:
        by_slot.setdefault(slot, []).append(digest)
    for slot, listed in by_slot.items():
        rows = Fact.objects.annotate(digest=DIGESTS[slot]("secret")).filter(register=register, digest__in=listed)
        for known_to, subject, digest in rows.values_list("known_to", "subject", "digest"):
            yield known_to, subject, slot, digest


def _former_first(row: tuple[datetime | None, int, int, str]) -> tuple[bool, int]:
    """Orders rows so that the last of several counts: of what is known now the lowest number, else the highest."""
    known_to, subject, *_found = row
    return (True, -subject) if known_to is None else (False, subject)


def staff_of(employer: int, day: date, known: datetime | None = None) -> int:
    """How many persons have enrolment at an employer that has not ended by a day, as known now or at an instant."""
    then = (
        "known_to IS NULL"
        if known is None
        else "known_from <= %(known)s AND (known_to IS NULL OR known_to > %(known)s)"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(DISTINCT person_id) FROM records_spell WHERE employer_id = %(employer)s AND {then} "
            "AND (upper_inf(valid) OR upper(valid) > %(day)s)",
            {"employer": employer, "day": day, "known": known},
        )
        (many,) = cursor.fetchone() or (0,)
    return int(many)
