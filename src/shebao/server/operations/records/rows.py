"""Rows of the database as values of `operations.record`, and back."""

from __future__ import annotations

from datetime import date
from typing import Any

from psycopg.types.range import Range

from shebao.operations.record.lines import insurance_lines
from shebao.operations.record.registers import registers
from shebao.operations.record.rows import Fact, Spell, SubjectKind
from shebao.operations.record.valid import Valid
from shebao.server.operations.records import models
from shebao.server.platform.secrets.fields import SecretField
from shebao.server.platform.secrets.normal import identity_number

FACT_COLUMNS = (
    "id", "subject_id", "register", "slot", "value", "secret", "unique_as", "valid", "known_from", "known_to", "act_id",
    "supersedes_id",
)  # fmt: skip
SPELL_COLUMNS = (
    "id", "person_id", "line", "lane", "kind", "scheme_place", "office", "employer_id", "valid", "reason", "known_from",
    "known_to", "act_id", "supersedes_id",
)  # fmt: skip


def fact_of(row: models.Fact) -> Fact:
    """A fact with its value in clear. Raises Unreadable. Who shows it to people goes through `platform.access`."""
    value = row.value if row.secret is None else row.secret.open()
    return Fact(
        row.id, row.subject_id, row.register, row.slot, value, valid_of(row.valid), row.known_from, row.known_to,
        row.act_id, row.supersedes_id,
    )  # fmt: skip


def spell_of(row: models.Spell) -> Spell:
    """A spell as a value."""
    return Spell(
        row.id, row.person_id, row.line, row.kind, row.scheme_place, row.office, row.employer_id, valid_of(row.valid),
        row.reason, row.known_from, row.known_to, row.act_id, row.supersedes_id,
    )  # fmt: skip


def fact_values(fact: Fact, kind: SubjectKind) -> tuple[Any, ...]:
    """The columns of a fact in the order of FACT_COLUMNS; a secret value encrypted. Raises KeyProblem."""
    register = registers(kind)[fact.register]
    field = _secret()
    secret = field.sealed(fact.value, str(fact.id)) if register.secret else None
    unique_as = ""
    if register.unique:
        unique_as = field.digest(fact.value) if register.secret else identity_number(fact.value)
    return (
        fact.id, fact.subject, fact.register, fact.slot, "" if register.secret else fact.value, secret, unique_as,
        range_of(fact.valid), fact.known_from, fact.known_to, fact.act, fact.supersedes,
    )  # fmt: skip


def spell_values(spell: Spell) -> tuple[Any, ...]:
    """The columns of a spell in the order of SPELL_COLUMNS."""
    lane = insurance_lines()[spell.line].lane(spell.employer)
    return (
        spell.id, spell.person, spell.line, lane, spell.kind, spell.scheme_place, spell.office, spell.employer,
        range_of(spell.valid), spell.reason, spell.known_from, spell.known_to, spell.act, spell.supersedes,
    )  # fmt: skip


def valid_of(found: Any) -> Valid:
    """A range of the database as a span."""
    return Valid(found.lower, found.upper)


def range_of(valid: Valid) -> Range[date]:
    """A span as a range of the database."""
    return Range(valid.start, valid.end)


def _secret() -> SecretField:
    field = models.Fact._meta.get_field("secret")
    assert isinstance(field, SecretField)
    return field
