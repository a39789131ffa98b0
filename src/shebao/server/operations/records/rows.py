"""Rows of the database as values of `operations.record`, and back."""

from __future__ import annotations

from typing import Any

from shebao.operations.record.lines import insurance_lines
from shebao.operations.record.registers import registers
from shebao.operations.record.rows import Fact, Liability, Owed, Spell, SubjectKind
from shebao.operations.record.valid import Valid
from shebao.server.operations.records import models
from shebao.server.platform.secrets.fields import SecretField
from shebao.server.platform.secrets.normal import identity_number

FACT_COLUMNS = ("id", "subject_id", "register", "slot", "value", "secret", "unique_as", "valid", "supersedes_id")
SPELL_COLUMNS = (
    "id", "person_id", "line", "lane", "kind", "scheme_place", "office", "employer_id", "valid", "reason",
    "supersedes_id",
)  # fmt: skip
SPELL_READ = (
    "id", "person_id", "line", "kind", "scheme_place", "office", "employer_id", "valid", "reason", "known_from",
    "known_to", "act_id", "supersedes_id",
)  # fmt: skip
_BOUNDS = "lower(valid)", "upper(valid)"
FACT_CHOSEN = (
    "id", "subject_id", "register", "slot", "value", "secret", *_BOUNDS, "known_from", "known_to", "act_id", "supersedes_id",
)  # fmt: skip
SPELL_CHOSEN = (
    "id", "person_id", "line", "kind", "scheme_place", "office", "employer_id", *_BOUNDS, "reason", "known_from",
    "known_to", "act_id", "supersedes_id",
)  # fmt: skip


OWED_COLUMNS = ("kind", "base", "unit_rate", "person_rate", "unit", "person_share", "policy")
LIABILITY_CHOSEN = (
    "id", "person_id", "line", "employer_id", *OWED_COLUMNS, *_BOUNDS, "known_from", "known_to", "act_id", "supersedes_id",
)  # fmt: skip


def fact_chosen(row: tuple[Any, ...]) -> Fact:
    """A fact of the columns FACT_CHOSEN as the database itself gives them, its value in clear. Raises Unreadable. Who shows it to
    people goes through `platform.access`."""
    key, subject, register, slot, value, secret, start, end, *rest = row
    text = value if secret is None else _secret().opened(secret, str(key))
    return Fact(key, subject, register, slot, text, Valid(start, end), *rest)


def spell_chosen(row: tuple[Any, ...]) -> Spell:
    """A spell of the columns SPELL_CHOSEN as the database itself gives them."""
    key, person, line, kind, place, office, employer, start, end, *rest = row
    return Spell(key, person, line, kind, place, office, employer, Valid(start, end), *rest)


LIABILITY_COLUMNS = ("id", "person_id", "line", "lane", "employer_id", *OWED_COLUMNS, "valid", "supersedes_id")


def liability_chosen(row: tuple[Any, ...]) -> Liability:
    """A stretch of the columns LIABILITY_CHOSEN as the database itself gives them."""
    key, person, line, employer, *rest = row
    owed, (start, end, *known) = Owed(*rest[: len(OWED_COLUMNS)]), rest[len(OWED_COLUMNS) :]
    return Liability(key, person, line, employer, owed, Valid(start, end), *known)


def spell_read(row: tuple[Any, ...]) -> Spell:
    """A spell of the columns SPELL_READ."""
    key, person, line, kind, place, office, employer, valid, *rest = row
    return Spell(key, person, line, kind, place, office, employer, Valid(valid.lower, valid.upper), *rest)


def fact_values(fact: Fact, kind: SubjectKind) -> tuple[Any, ...]:
    """The columns FACT_COLUMNS of a fact; a secret value encrypted. Raises KeyProblem."""
    register = registers(kind)[fact.register]
    field = _secret()
    secret = field.sealed(fact.value, str(fact.id)) if register.secret else None
    unique_as = ""
    if register.unique:
        unique_as = (secret.split(".", 2)[1] or f"#{fact.id}") if secret is not None else identity_number(fact.value)
    return (
        fact.id, fact.subject, fact.register, fact.slot, "" if register.secret else fact.value, secret, unique_as,
        range_of(fact.valid), fact.supersedes,
    )  # fmt: skip


def spell_values(spell: Spell) -> tuple[Any, ...]:
    """The columns SPELL_COLUMNS of a spell."""
    lane = insurance_lines()[spell.line].lane(spell.employer)
    return (
        spell.id, spell.person, spell.line, lane, spell.kind, spell.scheme_place, spell.office, spell.employer,
        range_of(spell.valid), spell.reason, spell.supersedes,
    )  # fmt: skip


def liability_values(row: Liability) -> tuple[Any, ...]:
    """The columns LIABILITY_COLUMNS of a stretch."""
    lane, owed = insurance_lines()[row.line].lane(row.employer), row.owed
    return (
        row.id, row.person, row.line, lane, row.employer, owed.kind, owed.base, owed.unit_rate, owed.person_rate,
        owed.unit, owed.person_share, owed.policy, range_of(row.valid), row.supersedes,
    )  # fmt: skip


def range_of(valid: Valid) -> str:
    """A span as the database writes it."""
    return f"[{valid.start},{valid.end or ''})"


def _secret() -> SecretField:
    field = models.Fact._meta.get_field("secret")
    assert isinstance(field, SecretField)
    return field
