"""A jurisdiction is handed over as one act: what left is what arrived, and nobody else moves."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from shebao.operations.record.acts import Act, Authority, AuthorityKind
from shebao.operations.record.changes import changes
from shebao.operations.record.effects import SpellChanged
from shebao.operations.record.holdings import Holdings
from shebao.operations.record.record import CHINA, View, record_of
from shebao.operations.record.rows import Fact, Spell, SubjectKind
from shebao.operations.record.valid import Valid
from shebao.operations.registry.jurisdictions import Handover, handed_over, proof

AT = datetime(2026, 1, 1, tzinfo=CHINA)
LATER = AT + timedelta(minutes=1)
DAY = date(2026, 7, 1)
OLD, NEW, THIRD = 3, 4, 5
DIVISIONS = ["420105", "420106"]


@st.composite
def subjects(draw: st.DrawFn) -> dict[int, tuple[SubjectKind, list[Fact | Spell]]]:
    ids = itertools.count(1)
    found = {}
    for subject in range(100, 100 + draw(st.integers(1, 5))):
        kind = draw(st.sampled_from(SubjectKind))
        register = "division" if kind is SubjectKind.PERSON else "district"
        rows: list[Fact | Spell] = [
            Fact(next(ids), subject, name, "", value, Valid(date(2000, 1, 1)), AT, None, 1, None)
            for name, value in (
                (register, draw(st.sampled_from(DIVISIONS))),
                ("office", str(draw(st.sampled_from([OLD, NEW, THIRD])))),
            )
        ]
        if kind is SubjectKind.PERSON:
            for line in draw(st.lists(st.sampled_from(["pension_employee", "injury"]), unique=True)):
                start = draw(st.dates(date(2020, 1, 1), date(2027, 1, 1)))
                end = draw(st.none() | st.dates(date(2027, 1, 2), date(2028, 1, 1)))
                office = draw(st.sampled_from([OLD, THIRD]))
                rows.append(
                    Spell(
                        next(ids),
                        subject,
                        line,
                        "employee",
                        "420100",
                        office,
                        9,
                        Valid(start, end),
                        "111",
                        AT,
                        None,
                        1,
                        None,
                    )
                )
        found[subject] = kind, rows
    return found


def held(found):
    for subject, (kind, rows) in found.items():
        facts = tuple(row for row in rows if isinstance(row, Fact))
        yield subject, kind, View(facts, tuple(row for row in rows if isinstance(row, Spell)))


def after(found, effects):
    """All rows once the effects were carried out by an act a minute later, those that it superseded too."""
    holdings = Holdings({subject: kind for subject, (kind, _) in found.items()})
    for _, rows in found.values():
        for row in rows:
            holdings.hold(row)
    act = Act(2, LATER, 1, Authority(AuthorityKind.RUN, "split"))
    rows = {row.id: row for _, listed in found.values() for row in listed}
    rows |= {change.row.id: change.row for change in changes(holdings, act, effects, itertools.count(10_000))}
    made = {subject: (kind, []) for subject, (kind, _) in found.items()}
    for row in rows.values():
        made[row.subject if isinstance(row, Fact) else row.person][1].append(row)
    return made


def current(made):
    return {subject: (kind, [row for row in rows if row.known_to is None]) for subject, (kind, rows) in made.items()}


@settings(max_examples=150, deadline=None)
@given(subjects(), st.sampled_from([None, frozenset({"420105"})]))
def test_what_left_is_what_arrived_line_by_line(found, divisions):
    handover = Handover(OLD, NEW, DAY, divisions)
    effects = list(handed_over(handover, held(found)))
    made = after(found, effects)
    records = [record_of(subject, kind, rows) for subject, (kind, rows) in made.items()]
    proved = proof(handover, records, LATER)
    assert proved.holds
    assert sum(proved.left.counts.values()) == len(effects)


@given(subjects())
def test_a_row_that_stays_behind_or_changes_on_the_way_breaks_the_proof(found):
    handover = Handover(OLD, NEW, DAY)
    effects = list(handed_over(handover, held(found)))
    for number, effect in enumerate(effects):
        for forged in ([], [replace(effect, kind="flexible")] if isinstance(effect, SpellChanged) else []):
            made = after(found, [*effects[:number], *forged, *effects[number + 1 :]])
            records = [record_of(subject, kind, rows) for subject, (kind, rows) in made.items()]
            assert not proof(handover, records, LATER).holds


@settings(max_examples=60, deadline=None)
@given(subjects())
def test_nobody_else_moves_and_nothing_before_the_day_changes(found):
    handover = Handover(OLD, NEW, DAY, frozenset({"420105"}))
    effects = list(handed_over(handover, held(found)))
    made = current(after(found, effects))
    for subject, (_, rows) in found.items():
        elsewhere = any(
            isinstance(r, Fact) and r.register in ("division", "district") and r.value != "420105" for r in rows
        )
        if elsewhere:
            assert sorted(row.id for row in made[subject][1]) == sorted(row.id for row in rows)
        days = [day for day in (date(2021, 1, 1), date(2026, 6, 30)) for _ in rows]
        for day in days:
            before = {(s.line, s.office) for s in rows if isinstance(s, Spell) and day in s.valid}
            assert {(s.line, s.office) for s in made[subject][1] if isinstance(s, Spell) and day in s.valid} == before


@settings(max_examples=60, deadline=None)
@given(subjects())
def test_a_handover_that_was_done_does_nothing_a_second_time(found):
    handover = Handover(OLD, NEW, DAY)
    made = current(after(found, handed_over(handover, held(found))))
    assert list(handed_over(handover, held(made))) == []
