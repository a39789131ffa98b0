"""The bulk writer: the same as single acts, as a whole or not at all, and again where a process died."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shebao.fields.problem import ProblemsFound
from shebao.operations.record.acts import Authority, AuthorityKind
from shebao.operations.record.changes import EffectsRefused
from shebao.operations.record.effects import (
    Effect,
    FactEnded,
    FactStated,
    LiabilityLifted,
    LiabilityStated,
    SpellChanged,
    SpellRestated,
    SpellStarted,
    SpellWithdrawn,
    SubjectRegistered,
)
from shebao.operations.record.rows import Owed, SubjectKind
from shebao.operations.record.valid import Valid
from shebao.server.operations.records import models
from shebao.server.operations.records.doing import AnotherAct, Order, Stale, apply, apply_rows
from shebao.server.operations.records.reading import holdings, numbers, whole_record
from shebao.server.platform.secrets import ring

pytestmark = pytest.mark.django_db

BEGIN = date(2024, 1, 1)
PERSONS = 3
_numbered = count(1)
_TABLES = ("run", "part", "subject", "fact", "spell", "liability", "change")


def order(name: str = "") -> Order:
    return Order(Authority(AuthorityKind.RUN, name or f"r{next(_numbered)}"))


def spell(person: int, start: int, length: int, line: str = "pension_employee", employer: int | None = None) -> Effect:
    return SpellStarted(person, line, "employee", "429900", 1, employer, days(start, length), "111")


def days(start: int, length: int) -> Valid:
    return Valid(BEGIN + timedelta(days=start), BEGIN + timedelta(days=start + length) if length else None)


def months(start: int, length: int) -> Valid:
    return Valid(date(2024, 1 + start, 1), date(2024, 1 + start + length % 4, 1) if length else None)


def registered(many: int = PERSONS) -> list[int]:
    persons = numbers("subject", many)
    for person in persons:
        apply(order(), [SubjectRegistered(person, SubjectKind.PERSON), FactStated(person, "name", "甲", Valid(BEGIN))])
        apply(order(), [spell(person, 0, 10), spell(person, 20, 0, "injury")])
    return persons


def waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT count(*) FROM records_staged_{each}" for each in _TABLES))
        return sum(found for (found,) in cursor.fetchall())


def rows(acts: int) -> dict[str, Any]:
    """Every row of the record and of the journal after so many acts, with what a row is in place of its number."""
    facts = {
        row.id: (row.subject_id, row.register, row.slot, row.secret.open() if row.secret else row.value, row.valid)
        for row in models.Fact.objects.all()
    }
    spells = {
        row.id: (row.person_id, row.line, row.lane, row.kind, row.office, row.employer_id, row.valid, row.reason)
        for row in models.Spell.objects.all()
    }
    owed = {
        row.id: (row.person_id, row.line, row.lane, row.employer_id, row.base, row.unit, row.policy, row.valid)
        for row in models.Liability.objects.all()
    }
    known: dict[str, dict[int, Any]] = {"fact": facts, "spell": spells, "liability": owed}
    found: dict[str, Any] = {}
    for model, values in ((models.Fact, facts), (models.Spell, spells), (models.Liability, owed)):
        found[model.__name__] = sorted(
            str((values[row.id], values.get(row.supersedes_id or 0), row.known_to is None))
            for row in model.objects.all()
        )
    journal = models.Effect.objects.filter(act__in=models.Act.objects.order_by("-at")[:acts])
    found["journal"] = sorted(
        str((row.type, row.what, row.table, known.get(row.table, {}).get(row.row, row.row))) for row in journal
    )
    return found


def drawn_effects(person: int, drawn: list[tuple[Any, ...]]) -> Iterable[Effect]:
    """Effects on what a person's record holds when they are put together."""
    spells = sorted(holdings([person]).spells[person])
    for what, which, start, length in drawn:
        chosen = spells[which % len(spells)]
        match what:
            case "fact":
                yield FactStated(person, "address", "甲乙丙"[which], days(start, length))
            case "secret":
                yield FactStated(
                    person, "identity_number", f"42990019900101{person % 1000:03}{which}", days(start, length)
                )
            case "end":
                yield FactEnded(person, "address", BEGIN + timedelta(days=start))
            case "start":
                yield spell(person, start, length, ("unemployment", "injury", "pension_resident")[which])
            case "restate":
                yield SpellRestated(person, chosen, days(start, length), "222")
            case "owe":
                what_is_owed = Owed("regular", 450_000 + which, 160_000, 80_000, 72_000, 36_000)
                yield LiabilityStated(person, "pension_employee", None, months(start % 9, length % 4), what_is_owed)
            case "lift":
                yield LiabilityLifted(person, "pension_employee", None, months(start % 9, length % 4))
            case "change":
                yield SpellChanged(person, chosen, BEGIN + timedelta(days=start), "141", office=7)
            case "withdraw":
                yield SpellWithdrawn(person, chosen)


DRAWN = st.lists(
    st.tuples(
        st.sampled_from(
            ["fact", "fact", "secret", "end", "start", "restate", "owe", "owe", "lift", "change", "withdraw"]
        ),
        st.integers(0, 2),
        st.integers(0, 25),
        st.integers(0, 8),
    ),
    max_size=4,
)


def kept_apart(work: Callable[[], Any]) -> Any:
    """What some work comes to, undone."""
    with transaction.atomic():
        found = work()
        transaction.set_rollback(True)
    return found


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(DRAWN, min_size=PERSONS, max_size=PERSONS), st.integers(1, 5))
def test_n_acts_and_one_run_of_n_rows_leave_the_same_tables(drawn: list[list[tuple[Any, ...]]], size: int) -> None:
    persons = registered()
    wanted = {person: tuple(drawn_effects(person, each)) for person, each in zip(persons, drawn, strict=True) if each}

    def singly() -> dict[str, Any]:
        for effects in wanted.values():
            apply(order(), effects)
        return rows(len(wanted))

    def together() -> dict[str, Any]:
        apply_rows(order(), lambda: [each for effects in wanted.values() for each in effects], part=size)
        assert waiting() == 0
        return rows(1 if wanted else 0)

    try:
        expected = kept_apart(singly)
    except (ProblemsFound, Stale) as refused:
        before = rows(1)
        with pytest.raises(type(refused)):
            kept_apart(together)
        assert (rows(1), waiting()) == (before, 0)
    else:
        assert kept_apart(together) == expected


def test_a_run_again_is_known_and_another_under_its_name_refused() -> None:
    persons = registered()
    effects = [spell(person, 0, 5, "unemployment") for person in persons]
    first = apply_rows(order("again"), lambda: effects)
    assert (first.rows, first.known_before) == (len(persons), False)
    again = apply_rows(order("again"), lambda: effects)
    assert (again.act.id, again.known_before) == (first.act.id, True)
    assert apply(order("again"), effects).known_before  # the same content, whoever writes it
    with pytest.raises(AnotherAct, match="已经办理过"):
        apply_rows(order("again"), lambda: effects[:1])
    assert waiting() == 0


def test_all_reasons_of_all_parts_are_told_at_once_and_nothing_is_written() -> None:
    persons = registered()
    before = rows(1)
    with pytest.raises(EffectsRefused) as refused:
        apply_rows(order(), lambda: [spell(person, 5, 2) for person in persons], part=1)
    assert len(refused.value.problems) == len(persons)
    assert (rows(1), waiting()) == (before, 0)


def test_effects_out_of_order_are_no_run() -> None:
    first, second, _ = registered()
    with pytest.raises(ValueError, match="order them by subject"):
        apply_rows(order(), lambda: [spell(second, 0, 5, "unemployment"), spell(first, 0, 5, "unemployment")])


def test_what_others_change_meanwhile_is_computed_again() -> None:
    persons = registered()
    heard: list[str] = []

    def tell(what: str, _number: int) -> None:
        if what == "staged" and len(heard) == len(persons) - 1:  # all is kept ready: a clerk comes between
            apply(order(), [FactStated(persons[1], "address", "柜台改的", Valid(BEGIN + timedelta(days=3)))])
        heard.append(what)

    apply_rows(
        order(), lambda: [FactStated(p, "address", "批量改的", Valid(BEGIN)) for p in persons], tell=tell, part=1
    )
    assert heard.count("staged") == 2 * len(persons)
    record = whole_record(persons[1])
    assert record is not None
    clerks, runs = sorted((f for f in record.facts if f.register == "address"), key=lambda fact: fact.known_from)
    assert (clerks.known_to, runs.supersedes, runs.value) == (runs.known_from, clerks.id, "批量改的")


def test_no_plain_number_waits_in_staging() -> None:
    (person,) = registered(1)
    number = "429900199001010015"

    def looked(what: str, _number: int) -> None:
        if what == "staged":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(*), count(*) FILTER (WHERE t::text LIKE %s) FROM records_staged_fact t",
                    [f"%{number}%"],
                )
                assert cursor.fetchone() == (1, 0)

    apply_rows(order(), lambda: [FactStated(person, "identity_number", number, Valid(BEGIN))], tell=looked)


def test_a_key_that_is_asked_for_again_meanwhile_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    (person,) = registered(1)
    monkeypatch.setattr(ring, "ASKED_AGAIN", -1.0)  # every time, as after a minute
    apply_rows(order(), lambda: [FactStated(person, "telephone", "027-01234567", Valid(BEGIN))])
    assert models.Fact.objects.get(subject=person, register="telephone").secret.open() == "027-01234567"


def killed_at(label: str, effects: list[Effect]) -> None:
    """A process that runs the bulk writer and is killed there."""

    def tell(what: str, _number: int) -> None:
        if what == label:
            os.kill(os.getpid(), signal.SIGKILL)

    child = os.fork()
    if child == 0:  # a connection of its own; the parent's is not touched
        connection.connection = None
        try:
            apply_rows(order("killed"), lambda: effects, tell=tell, part=2)
        finally:
            os._exit(9)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


@pytest.mark.django_db(transaction=True)
def test_killed_anywhere_nothing_is_half_visible_and_nothing_is_doubled() -> None:
    persons = registered()
    effects: list[Effect] = []
    for person in persons:
        effects += [FactStated(person, "address", "批量改的", Valid(BEGIN)), spell(person, 0, 5, "unemployment")]
        effects.append(SpellRestated(person, min(holdings([person]).spells[person]), days(0, 0), "222"))
    before = rows(1)
    for label in ("staged", "sealing", "closed", "moved"):
        killed_at(label, effects)
        assert rows(1) == before, label
        assert waiting() > 0
    killed_at("sealed", effects)
    after = rows(1)
    assert len(after["journal"]) == 4 * len(persons)
    assert apply_rows(order("killed"), lambda: effects, part=2).known_before
    assert (rows(1), waiting()) == (after, 0)


@pytest.mark.django_db(transaction=True)
def test_helping_processes_leave_the_same_and_tell_what_is_refused() -> None:
    persons = registered(6)
    effects: list[Effect] = []
    for person in persons:
        effects += [FactStated(person, "identity_number", f"42990019900101{person % 10000:04}", Valid(BEGIN))]
        effects.append(spell(person, 0, 5, "unemployment"))
    done = apply_rows(order("helped"), lambda: effects, part=2, helpers=2)
    assert (done.rows, waiting()) == (len(effects), 0)
    assert list(done.act.effects.order_by("number").values_list("number", flat=True)) == list(range(len(effects)))
    for person in persons:
        record = whole_record(person)
        assert record is not None
        assert record.known(date(2099, 1, 1)).value("identity_number") == f"42990019900101{person % 10000:04}"
    before = rows(1)
    with pytest.raises(EffectsRefused) as refused:
        apply_rows(order(), lambda: [spell(person, 5, 2) for person in persons], part=1, helpers=2)
    assert len(refused.value.problems) == len(persons)
    assert (rows(1), waiting()) == (before, 0)
