"""The record in PostgreSQL: one writer, rows that are only added, nothing half-written, no plain number anywhere."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shebao.operations.record.acts import Authority, AuthorityKind
from shebao.operations.record.changes import EffectsRefused
from shebao.operations.record.effects import (
    Effect,
    FactStated,
    SpellRestated,
    SpellStarted,
    SubjectRegistered,
)
from shebao.operations.record.rows import SubjectKind
from shebao.operations.record.valid import Valid
from shebao.server.operations.records import models
from shebao.server.operations.records.doing import AnotherAct, Order, Stale, apply
from shebao.server.operations.records.reading import numbers, subjects_with, whole_record
from shebao.server.platform.decisions.models import Decision

pytestmark = pytest.mark.django_db

NOBODYS_NUMBER = "429900199001010015"
BEGIN = date(2024, 1, 1)
_numbered = itertools.count(1)


def order(number: int | None = None, **more: object) -> Order:
    return Order(Authority(AuthorityKind.CASE, f"c{number or next(_numbered)}"), **more)  # type: ignore[arg-type]


def registered() -> int:
    (person,) = numbers("subject", 1)
    apply(order(), [SubjectRegistered(person, SubjectKind.PERSON), FactStated(person, "name", "甲", Valid(BEGIN))])
    return person


def started(person: int, line: str = "pension_employee", valid: Valid | None = None) -> SpellStarted:
    return SpellStarted(person, line, "employed", "429900", 1, None, valid or Valid(BEGIN), "111")


def rows() -> tuple[int, ...]:
    tables = (models.Act, models.Effect, models.Subject, models.Fact, models.Spell, Decision)
    return tuple(table.objects.count() for table in tables)


def test_an_act_writes_rows_journal_and_decision_together() -> None:
    person = registered()
    done = apply(order(), [started(person)])
    spell = models.Spell.objects.get(person=person)
    assert list(done.act.effects.values_list("type", "what", "table", "row")) == [
        ("SpellStarted", "written", "spell", spell.id)
    ]
    assert spell.known_from == done.act.at
    decision = Decision.objects.get(action="record_changed", subject=f"records.act:{done.act.id}")
    assert decision.values["rows"] == 1


def test_the_same_order_again_is_known_and_another_under_its_name_refused() -> None:
    person = registered()
    first = apply(order(900), [started(person)])
    before = rows()
    again = apply(order(900), [started(person)])
    assert (again.act.id, again.known_before, rows()) == (first.act.id, True, before)
    with pytest.raises(AnotherAct, match="已经办理过"):
        apply(order(900), [started(person, "injury")])
    assert rows() == before


def test_what_is_refused_leaves_nothing() -> None:
    person = registered()
    apply(order(), [started(person)])
    before = rows()
    with pytest.raises(EffectsRefused, match="重叠"):
        apply(order(), [FactStated(person, "name", "乙", Valid(BEGIN)), started(person, "pension_resident")])
    assert rows() == before


def test_an_answer_about_a_past_instant_never_changes() -> None:
    person = registered()
    spell_of = apply(order(), [started(person)])
    spell = models.Spell.objects.get(act=spell_of.act)
    ended = apply(order(), [SpellRestated(person, spell.id, Valid(BEGIN, date(2025, 1, 1)), "222")])
    record = whole_record(person)
    assert record is not None
    before = record.on(date(2025, 6, 1), ended.act.at - timedelta(microseconds=1))
    assert [s.valid for s in before.spells] == [Valid(BEGIN)]
    assert record.on(date(2025, 6, 1), ended.act.at).spells == ()


def test_acts_are_known_one_after_another_even_when_the_clock_stands_still() -> None:
    person = registered()
    now = datetime(2026, 1, 5, tzinfo=UTC)
    instants = [apply(order(), [FactStated(person, "address", f"第{n}号", Valid(BEGIN))], now).act.at for n in range(3)]
    assert instants == sorted(set(instants))


def test_a_secret_is_found_and_stands_nowhere_in_clear() -> None:
    person = registered()
    apply(order(), [FactStated(person, "identity_number", NOBODYS_NUMBER, Valid(BEGIN))])
    assert subjects_with("identity_number", "429900 19900101 0015") == [person]
    with connection.cursor() as cursor:
        for table in ("records_fact", "records_act", "records_effect", "decisions_decision"):
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s", [f"%{NOBODYS_NUMBER}%"])
            assert cursor.fetchone() == (0,)
    record = whole_record(person)
    assert record is not None
    assert record.known(date(2099, 1, 1)).value("identity_number") == NOBODYS_NUMBER


def test_a_number_belongs_to_one_person_at_a_time() -> None:
    first, second = registered(), registered()
    apply(order(), [FactStated(first, "identity_number", NOBODYS_NUMBER, Valid(BEGIN))])
    with pytest.raises(Stale, match="另一个编号"):
        apply(order(), [FactStated(second, "identity_number", NOBODYS_NUMBER, Valid(BEGIN))])
    assert models.Fact.objects.filter(subject=second, register="identity_number").count() == 0


def test_who_was_superseded_meanwhile_is_told() -> None:
    person = registered()
    apply(order(), [started(person)])
    row = models.Spell.objects.get(person=person)
    apply(order(), [SpellRestated(person, row.id, Valid(BEGIN, date(2025, 1, 1)), "222")])
    with pytest.raises(EffectsRefused, match="最新记录"):
        apply(order(), [SpellRestated(person, row.id, Valid(BEGIN, date(2026, 1, 1)), "222")])


STATEMENTS = [
    "UPDATE records_fact SET value = '乙'",
    "UPDATE records_fact SET known_to = NULL WHERE known_to IS NOT NULL",
    "UPDATE records_spell SET valid = daterange('2000-01-01', NULL)",
    "UPDATE records_spell SET known_to = now(), reason = 'x' WHERE known_to IS NULL",
    "UPDATE records_act SET service = 'x'",
    "DELETE FROM records_fact",
    "DELETE FROM records_spell",
    "DELETE FROM records_effect",
    "TRUNCATE records_effect",
    "ALTER TABLE records_fact DISABLE TRIGGER ALL",
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_database_refuses_what_the_writer_does_not_do(statement: str) -> None:
    person = registered()
    apply(order(), [FactStated(person, "address", "第1号", Valid(BEGIN)), started(person)])
    apply(order(), [FactStated(person, "address", "第2号", Valid(BEGIN))])
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_database_itself_refuses_spells_that_overlap() -> None:
    person = registered()
    apply(order(), [started(person)])
    row = models.Spell.objects.get(person=person)
    row.pk = numbers("row", 1)[0]
    with pytest.raises(DatabaseError, match="one_spell_a_lane"), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("subject", "act_id"),
        ("fact", "act_id"), ("fact", "subject_id"), ("fact", "supersedes_id"),
        ("spell", "act_id"), ("spell", "person_id"), ("spell", "employer_id"), ("spell", "supersedes_id"),
        ("effect", "act_id"),
    ],
)  # fmt: skip
def test_the_database_refuses_what_names_nobody(table: str, column: str) -> None:
    """A row of a thousand that names an act, a subject or a row that is not there takes all of them with it."""
    person = registered()
    apply(order(), [started(person)])
    key = "number" if table == "effect" else "id"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute WHERE attnum > 0 AND "
                       f"attrelid = 'records_{table}'::regclass AND attname NOT IN ('{key}', '{column}', 'known_to')")  # fmt: skip
        (others,) = cursor.fetchone()
        known = ", now()" if table in ("fact", "spell") else ""
        copy = (
            f"INSERT INTO records_{table} ({others}, {key}, {column}{', known_to' if known else ''}) "
            f"SELECT {others}, 900000 + n, CASE WHEN n = %s THEN -1 ELSE {column} END{known} "
            f"FROM (SELECT * FROM records_{table} LIMIT 1) one, generate_series(1, 1000) n"
        )
        with transaction.atomic():
            cursor.execute(copy, [0])
            transaction.set_rollback(True)
        with pytest.raises(IntegrityError, match="names what is not there"), transaction.atomic():
            cursor.execute(copy, [500])


def test_a_service_that_asks_for_three_people_gets_three(member: object, tree: object) -> None:
    person = registered()
    clerk, reviewer = (member("preparer", tree.unit, name) for name in ("clerk-1", "reviewer-1"))  # type: ignore[operator,attr-defined]
    with pytest.raises(Stale, match="还缺复核或审批"):
        apply(order(by=clerk, checked_by=reviewer, eyes=3), [started(person)])
    assert apply(order(by=clerk, checked_by=reviewer, eyes=2), [started(person)]).act.checked_by == reviewer


EFFECTS = st.lists(
    st.tuples(
        st.sampled_from(["address", "name"]), st.sampled_from(["甲", "乙"]), st.integers(0, 5), st.integers(1, 4)
    ),
    min_size=2,
    max_size=6,
)


def stated(person: int, drawn: list[tuple[str, str, int, int]]) -> Iterator[Effect]:
    for register, value, start, length in drawn:
        begin = BEGIN + timedelta(days=start)
        yield FactStated(person, register, value, Valid(begin, begin + timedelta(days=length)))


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EFFECTS)
def test_n_acts_and_one_run_of_n_rows_leave_the_same(drawn: list[tuple[str, str, int, int]]) -> None:
    singly, together = registered(), registered()
    for effect in stated(singly, drawn):
        apply(order(), [effect])
    apply(order(), stated(together, drawn))
    found = []
    for person in (singly, together):
        record = whole_record(person)
        assert record is not None
        days = [BEGIN + timedelta(days=number) for number in range(12)]
        view = record.known(date(2099, 1, 1))
        found.append([(day, sorted((f.register, f.value) for f in view.facts if day in f.valid)) for day in days])
    assert found[0] == found[1]
