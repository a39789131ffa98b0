"""`shebao record show`: the contract's shape, masked unless a reason is given, nothing without a row in the log of looks."""

from __future__ import annotations

import json
from contextlib import nullcontext
from datetime import UTC, date, datetime

import pytest
from typer.testing import CliRunner

from shebao.cli import app
from shebao.operations.record.acts import Authority, AuthorityKind
from shebao.operations.record.effects import FactStated, SpellRestated, SpellStarted, SubjectRegistered
from shebao.operations.record.rows import SubjectKind
from shebao.operations.record.valid import Valid
from shebao.server.operations.records.doing import Order, apply
from shebao.server.operations.records.models import Spell
from shebao.server.operations.records.reading import numbers
from shebao.server.platform.access.models import Look, Restriction
from shebao.server.platform.access.restricting import restrict

pytestmark = pytest.mark.django_db

NUMBER = "429900199001010015"
BEGIN = date(2024, 1, 1)


@pytest.fixture(autouse=True)
def standing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command works in the test's transaction."""
    monkeypatch.setattr("shebao.server.standalone.ready", nullcontext)


@pytest.fixture
def person() -> int:
    """Enrolled in 2024, ended by a correction that was known in March 2025."""
    (key,) = numbers("subject", 1)
    case = Order(Authority(AuthorityKind.CASE, f"show-{key}"), service="SI-REG-005", service_version="2025-01-01")
    facts = {"name": "甲", "identity_number": NUMBER, "birth": "1990-01-01"}
    stated = [FactStated(key, name, value, Valid(date(1990, 1, 1))) for name, value in facts.items()]
    started = SpellStarted(key, "injury", "employee", "420100", 1, None, Valid(BEGIN), "111")
    first = apply(
        case, [SubjectRegistered(key, SubjectKind.PERSON), *stated, started], datetime(2025, 1, 6, tzinfo=UTC)
    )
    row = Spell.objects.get(person=key)
    corrected = Order(Authority(AuthorityKind.CORRECTION, f"show-{key}"), corrects=first.act.id)
    ended = SpellRestated(key, row.id, Valid(BEGIN, date(2025, 2, 1)), "221")
    apply(corrected, [ended], datetime(2025, 3, 3, tzinfo=UTC))
    return key


def show(*words: str) -> str:
    result = CliRunner().invoke(app, ["record", "show", *words])
    assert result.exit_code == 0, result.output
    return result.output


def test_the_record_has_the_shape_of_the_contract(person: int) -> None:
    told = json.loads(show(str(person), "--format", "json"))
    assert (told["schema"], told["subject"]["id"], told["subject"]["kind"]) == (
        "shebao.record/1",
        str(person),
        "person",
    )
    old, new = told["spells"]
    assert (old["known_to"], new["supersedes"], new["to"]) == (new["known_from"], old["id"], "2025-02-01")
    assert new["known_from"].endswith("+08:00")
    first, correction = told["acts"]
    assert first["authority"] == {"kind": "case", "id": f"show-{person}"}
    assert (first["service"], correction["corrects"]) == ("SI-REG-005", first["id"])
    assert {"type": "SpellRestated", "table": "spell", "row": old["id"]} in correction["effects"]
    assert {row["id"] for row in told["facts"]} | {old["id"], str(person)} == {each["row"] for each in first["effects"]}


def test_what_was_known_on_a_day_about_another(person: int) -> None:
    before = json.loads(show(str(person), "--on", "2025-06-01", "--known-on", "2025-03-02", "--format", "json"))
    (spell,) = before["spells"]
    assert (spell["to"], spell["known_to"], len(before["acts"])) == (None, None, 1)
    assert json.loads(show(str(person), "--on", "2025-06-01", "--format", "json"))["spells"] == []


def test_numbers_are_masked_and_the_look_is_logged(person: int) -> None:
    for form in ("text", "json"):
        assert NUMBER not in show(str(person), "--format", form)
    look = Look.objects.latest("sequence")
    assert (look.kind, look.subjects) == ("masked", [f"records.subject:{person}"])
    assert look.actor.startswith("命令行:")


def test_in_clear_only_for_a_reason_that_is_kept(person: int) -> None:
    assert NUMBER in show(str(person), "--reason", "核对本人的来信")
    look = Look.objects.latest("sequence")
    assert (look.kind, look.reason) == ("opened", "核对本人的来信")
    result = CliRunner().invoke(app, ["record", "show", str(person), "--reason", "查"])
    assert (result.exit_code, "理由" in result.output) == (2, True)


def test_the_text_says_what_it_was_before_and_by_what(person: int) -> None:
    told = show(str(person))
    assert "更正" in told
    assert "工伤保险" in told
    assert "2024-01-01 至 2025-02-01" in told


def test_a_restricted_person_is_not_shown_at_a_terminal(person: int, member, tree) -> None:  # type: ignore[no-untyped-def]
    restrict(
        member("administrator", tree.city, "chief"),
        f"records.subject:{person}",
        tree.city,
        Restriction.Tier.GUARDED,
        "本单位职工",
    )
    result = CliRunner().invoke(app, ["record", "show", str(person), "--reason", "核对本人的来信"])
    assert (result.exit_code, "受限" in result.output, "1990" in result.output) == (2, True, False)


def test_nobody_has_that_number() -> None:
    result = CliRunner().invoke(app, ["record", "show", "7"])
    assert (result.exit_code, "没有编号 7" in result.output) == (2, True)
