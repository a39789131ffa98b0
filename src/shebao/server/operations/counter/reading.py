"""What the counter reads: names and codes, staff, cases about a person."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Count, Q
from django.utils import timezone

from shebao.fields.dates import parse_day
from shebao.fields.identifiers import IdentifierError
from shebao.fields.identifiers.former_codes import read_organisation_code, read_registration_number
from shebao.operations.casework.states import OPEN
from shebao.operations.record.record import Record, View
from shebao.operations.record.rows import Fact as FactValue
from shebao.operations.record.rows import Spell as SpellValue
from shebao.operations.record.rows import SubjectKind
from shebao.operations.registry.duplicates import Identity
from shebao.operations.registry.merging import merged_into
from shebao.operations.registry.sounds import sounds
from shebao.server.operations.cases.declares import VIEW_RECORDS
from shebao.server.operations.cases.models import Case
from shebao.server.operations.cases.reading import with_value
from shebao.server.operations.counter.models import Holder, KnownCode, KnownName
from shebao.server.operations.records.models import Act, Fact, Spell, Subject
from shebao.server.operations.records.reading import present, whole_records
from shebao.server.operations.records.rows import SPELL_READ, spell_read
from shebao.server.platform.access.declares import RESTRICT_PERSONS
from shebao.server.platform.access.models import Restriction
from shebao.server.platform.organisations.models import Organisation

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from shebao.server.platform.people.models import User

FOLLOWED = ("name", "birth", "credit_code", "registration_number")
_MOST_READ = 200
_ACTS_AT_ONCE = 500
_LATELY = 10
_CASES = 20
_ALIKE = 10


@dataclass(frozen=True, slots=True)
class ActsSince:
    """Acts in the order in which they were known, as (id, instant), and whether more wait."""

    acts: list[tuple[int, datetime]]
    more: bool


def acts_since(at: datetime | None, most: int, *, at_least_one: bool = False) -> ActsSince:
    """The acts after an instant whose followed facts are `most` at most in all; the first however many it has, if so asked."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT a.id, a.at, (SELECT count(*) FROM (SELECT 1 FROM records_fact f WHERE f.act_id = a.id
                 AND f.register = ANY(%s) LIMIT %s) counted)
               FROM records_act a WHERE %s::timestamptz IS NULL OR a.at > %s ORDER BY a.at LIMIT %s""",
            [list(FOLLOWED), most + 1, at, at, _ACTS_AT_ONCE + 1],
        )
        rows = cursor.fetchall()
    found: list[tuple[int, datetime]] = []
    left = most
    for key, instant, many in rows[:_ACTS_AT_ONCE]:
        left -= many
        if left < 0 and (found or not at_least_one):
            return ActsSince(found, more=True)
        found.append((key, instant))
    return ActsSince(found, more=len(rows) > _ACTS_AT_ONCE)


def facts_of_acts(acts: Collection[int]) -> Iterator[tuple[int, int, str, str, str]]:
    """The followed facts that acts wrote: (id, subject, kind of subject, register, value)."""
    found = Fact.objects.filter(act__in=acts, register__in=FOLLOWED).order_by("id")
    yield from found.values_list("id", "subject", "subject__kind", "register", "value").iterator(chunk_size=5_000)


def births_of(subjects: Collection[int]) -> dict[int, str]:
    """The dates of birth that are known of persons."""
    return dict(
        Fact.objects.filter(subject__in=subjects, register="birth", known_to=None)
        .order_by("valid")
        .values_list("subject", "value")
    )


def sounding(sound: str, born: date | None) -> list[int]:
    """Subjects whose name has these initials (of an employer the first ones), or sounds so from its beginning; more than are shown,
    where there are."""
    wanted = (Q(initials=sound), Q(sound__startswith=sound), Q(employer=True, initials__startswith=sound))
    return _together(wanted, born)


def named(words: str, born: date | None) -> list[int]:
    """Subjects of this name first, then those whose name begins so, then employers with these words anywhere in it. A question
    mark stands for any one character; what stands before it has to be written."""
    if "?" in words:
        pattern = "".join("." if each == "?" else re.escape(each) for each in words)
        return _together((Q(name__startswith=words[: words.index("?")], name__regex=f"^{pattern}$"),), born)
    within = Q(employer=True, name__contains=words)
    return _together((Q(name=words), Q(name__startswith=words), within), born)


def coded(number: str) -> list[int]:
    """Employers with this credit code, organisation code or registration number."""
    codes = {number}
    for read in (read_organisation_code, read_registration_number):
        try:
            codes.add(read(number))
        except IdentifierError:
            continue
    found = list(KnownCode.objects.filter(code__in=codes).values_list("subject", flat=True))
    return list(dict.fromkeys([*found, *_with_credit_code(number)]))


def enrolled_now(employer: int, day: date, lines: Collection[str] | None = None) -> dict[str, int]:
    """How many people are enrolled at an employer on a day, by line, of these lines (None: all)."""
    staff = _spells_at(employer, lines).filter(valid__contains=day)
    return dict(staff.values_list("line").annotate(Count("person", distinct=True)).order_by())


def lately_accepted(clerk: User) -> QuerySet[Case]:
    """The cases that a clerk accepted last."""
    return Case.objects.in_scope(clerk, VIEW_RECORDS).filter(clerk=clerk)[:_LATELY]


def cases_about(reader: User, person: int) -> QuerySet[Case]:
    """Cases of a person that the reader may see, the latest first."""
    return Case.objects.in_scope(reader, VIEW_RECORDS).filter(person=person)[:_CASES]


def subject_key(number: int) -> str:
    """The key of a person in the log of looks."""
    return f"records.subject:{number}"


def is_person(number: int) -> bool:
    """Whether a number is a person's."""
    return Subject.objects.filter(id=number, kind=SubjectKind.PERSON).exists()


def holder(record: Record, at: datetime) -> Holder:
    """A person for a page; shown through `platform.access` only."""
    view = record.on(timezone.localdate(at), at)
    texts = {name: "；".join(f.value for f in view.facts if f.register == name) for name in Holder.personal}
    return Holder(id=record.subject, **texts | {"name": view.value("name") or record.known(at).value("name") or ""})


def names_of(subjects: Iterable[int | None]) -> dict[int, str]:
    """The names that are known now of employers; one query."""
    ids = {key for key in subjects if key is not None}
    found = Fact.objects.filter(subject__in=ids, register="name", known_to=None).order_by("valid")
    return dict(found.values_list("subject", "value"))


def office_names(facts: Iterable[FactValue]) -> dict[str, str]:
    """The names of the offices that facts state, by the value of the fact; one query."""
    wanted = {int(fact.value) for fact in facts if fact.register == "office"}
    return {str(key): name for key, name in Organisation.objects.filter(pk__in=wanted).values_list("pk", "name")}


def acts(ids: Collection[int]) -> dict[int, Act]:
    """Acts by id with those who did them; one query."""
    found = Act.objects.filter(id__in=ids).select_related("by", "checked_by", "approved_by")
    return {act.id: act for act in found}


def elsewhere(reader: User, person: int, day: date) -> list[Case]:
    """Cases of a person that other offices touched on a day: that there are, not what is in them."""
    seen = Case.objects.in_scope(reader, VIEW_RECORDS).values("pk")
    found = Case.objects.filter(person=person, steps__at__date=day).exclude(pk__in=seen)
    return list(found.select_related("office").distinct()[:_CASES])


def candidates(record: Record, view: View) -> list[Record]:
    """Records that may be of the same person: born on the same day with a name that sounds alike; two queries and three."""
    birth, name = view.value("birth"), view.value("name")
    if not birth or not name:
        return []
    alike = KnownName.objects.filter(born=parse_day(birth), sound__in=[sound.whole for sound in sounds(name)])
    ids = alike.exclude(subject=record.subject).values_list("subject", flat=True).distinct()[:_ALIKE]
    found = whole_records(list(ids)).values()
    return [other for other in found if merged_into(other.known(present())) is None]


def identity_of(record: Record, at: datetime) -> Identity:
    """What tells a person apart, as known at an instant; former numbers and names too."""
    view = record.known(at)

    def every(register: str) -> frozenset[str]:
        return frozenset(fact.value for fact in record.facts if fact.register == register)

    def now(register: str) -> frozenset[str]:
        return frozenset(fact.value for fact in view.facts if fact.register == register)

    return Identity(
        record.subject, now("name"), every("identity_number"), view.value("birth") or "", view.value("sex") or "",
        now("telephone"), now("bank_account"),
    )  # fmt: skip


def restricted(reader: User) -> list[Restriction]:
    """Restrictions of persons of the record that are in force within the reader's scope."""
    scope = Restriction.objects.in_scope(reader, RESTRICT_PERSONS).in_force().select_related("set_by")
    return list(scope.filter(subject__startswith="records.subject:")[:_MOST_READ])


@dataclass(frozen=True, slots=True)
class Staff:
    """A page of the staff of an employer: persons by number with their current spells there, and how many there are in all."""

    spells: dict[int, list[SpellValue]]
    names: dict[int, str]
    total: int


def _spells_at(employer: int, lines: Collection[str] | None) -> QuerySet[Spell]:
    found = Spell.objects.filter(employer=employer, known_to=None)
    return found if lines is None else found.filter(line__in=lines)


def staff(employer: int, day: date, page: int, size: int, running: bool, lines: Collection[str] | None = None) -> Staff:
    """Persons who are (or ever were) enrolled at an employer in one of the lines (None: any), a page of them; four queries, however
    many."""
    found = _spells_at(employer, lines)
    if running:
        found = found.filter(valid__contains=day)
    people = found.order_by("person").values_list("person", flat=True).distinct()
    chosen = list(people[(page - 1) * size : page * size])
    spells: dict[int, list[SpellValue]] = {key: [] for key in chosen}
    for row in found.filter(person__in=chosen).order_by("valid").values_list(*SPELL_READ):
        spell = spell_read(row)
        spells[spell.person].append(spell)
    total = found.aggregate(many=Count("person", distinct=True))["many"] or 0
    return Staff(spells, names_of(chosen), total)


def open_cases_of(reader: User, employer: int) -> QuerySet[Case]:
    """Open cases of an employer that the reader may see, the latest first."""
    return Case.objects.in_scope(reader, VIEW_RECORDS).filter(employer=employer, state__in=OPEN)[:_CASES]


def kept_by(offices: Collection[int], at: datetime) -> list[int]:
    """Subjects that one of the offices kept, or keeps a spell of, by what was known at an instant or just before; in order."""
    then = Q(known_from__lte=at) & (Q(known_to=None) | Q(known_to__gte=at))
    facts = Fact.objects.filter(then, register="office", value__in=[str(office) for office in offices])
    spells = Spell.objects.filter(then, office__in=offices)
    return sorted({*facts.values_list("subject", flat=True), *spells.values_list("person", flat=True)})


def _together(wanted: Iterable[Q], born: date | None) -> list[int]:
    """Subjects by one criterion after the other, each by an index of its own and bounded, in order of the names."""
    subjects: dict[int, None] = {}
    for one in wanted:
        rows = KnownName.objects.filter(one) if born is None else KnownName.objects.filter(one, born=born)
        subjects |= dict.fromkeys(subject for _, subject in sorted(rows.values_list("name", "subject")[:_MOST_READ]))
        if len(subjects) >= _MOST_READ:
            break
    return list(subjects)


def _with_credit_code(number: str) -> list[int]:
    if len(number) != 18:
        return []
    return with_value("credit_code", number)
