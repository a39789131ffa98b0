"""The tables of the record. Rows are only added; `known_to` is set once. The database refuses everything else, and spells of
a person that overlap in one line."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from shebao.server.platform.secrets.fields import Digest, SecondDigest, SecretField, second
from shebao.server.platform.secrets.normal import identity_number
from shebao.server.platform.secrets.tokens import INDEX_PLACES

_FOREVER = pgtrigger.Protect(name="never_changes", operation=pgtrigger.Update | pgtrigger.Delete)
_NEVER_REMOVED = pgtrigger.Protect(name="never_removed", operation=pgtrigger.Delete)
_SUPERSEDED_ONCE = """
    IF OLD.known_to IS NULL AND NEW.known_to IS NOT NULL
       AND to_jsonb(NEW) - 'known_to' = to_jsonb(OLD) - 'known_to' THEN
        RETURN NEW;
    END IF;
    {also}
    RAISE EXCEPTION 'rows of the record are only added; known_to is set once';
"""
_ENCRYPTED_ANEW = """
    IF to_jsonb(NEW) - 'secret' = to_jsonb(OLD) - 'secret' AND {first} AND {second} AND ({first_stays} OR {second_stays}) THEN
        IF NEW.unique_as <> '' THEN
            NEW.unique_as := COALESCE(NULLIF(split_part(NEW.secret, '.', 2), ''), '#' || NEW.id);
        END IF;
        RETURN NEW;
    END IF;
""".format(
    **{
        name + what: condition.format(place)
        for name, place in zip(("first", "second"), INDEX_PLACES, strict=True)
        for what, condition in (
            ("_stays", "split_part(NEW.secret, '.', {0}) = NULLIF(split_part(OLD.secret, '.', {0}), '')"),
            ("", "split_part(NEW.secret, '.', {0}) IN ('', COALESCE(NULLIF(split_part(OLD.secret, '.', {0}), ''), "
                 "split_part(NEW.secret, '.', {0})))"),
        )
    }
)  # fmt: skip
"""Encrypted anew: an index comes or goes beside one that stays, none becomes another."""


def _added_only(also: str = "") -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="added_only",
        operation=pgtrigger.Update,
        when=pgtrigger.Before,
        func=_SUPERSEDED_ONCE.format(also=also),
    )


_NAMED = "(SELECT t.id FROM {table} t WHERE t.id = a.{column}) IS NULL"
_NAMED_IF_ANY = "a.{column} IS NOT NULL AND " + _NAMED


def _names_what_is_there(always: dict[str, str], sometimes: dict[str, str] | None = None) -> pgtrigger.Trigger:
    """What foreign keys promise, asked of a whole statement at once: of a million rows that a run adds each key would otherwise
    ask for itself. Enough where what is named is never removed. Each lookup goes by the index, whatever was counted before."""
    asked = [_NAMED.format(table=table, column=column) for column, table in always.items()]
    asked += [f"({_NAMED_IF_ANY.format(table=table, column=column)})" for column, table in (sometimes or {}).items()]
    return pgtrigger.Trigger(
        name="names_what_is_there",
        operation=pgtrigger.Insert,
        when=pgtrigger.After,
        level=pgtrigger.Statement,
        referencing=pgtrigger.Referencing(new="added"),
        func=f"""
    IF EXISTS (SELECT 1 FROM added a WHERE {" OR ".join(asked)}) THEN
        RAISE EXCEPTION '%: a row names what is not there', TG_TABLE_NAME USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
""",
    )


_OF_AN_ACT = {"act_id": "records_act"}


class Clock(models.Model):
    """The instant of the last act; who writes to the record holds it until the transaction ends, so that acts are known in
    the order of their instants and an answer about a past instant never changes."""

    kept = True
    id = models.SmallIntegerField(primary_key=True, default=1)
    last = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(id=1), name="one_record_clock"),)


class Act(models.Model):
    """Who changed the record, when, on which authority. `eyes` is how many people the service asks for; the digest is of the
    effects, so that the same act a second time is known and another one under its name is refused."""

    id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    eyes = models.SmallIntegerField(default=1)
    authority_kind = models.CharField(max_length=12)
    authority_id = models.CharField(max_length=60)
    authority_number = models.IntegerField(default=0)
    service = models.CharField(max_length=20, blank=True)
    service_version = models.CharField(max_length=20, blank=True)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = "办理"
        constraints = (
            models.UniqueConstraint(
                fields=("authority_kind", "authority_id", "authority_number"), name="an_act_happens_once"
            ),
            models.CheckConstraint(
                condition=~Q(by=F("checked_by")) & ~Q(by=F("approved_by")) & ~Q(checked_by=F("approved_by")),
                name="different_people_act",
            ),
            models.CheckConstraint(
                condition=(Q(eyes__lt=2) | Q(checked_by__isnull=False))
                & (Q(eyes__lt=3) | Q(approved_by__isnull=False)),
                name="as_many_eyes_as_the_service_asks",
            ),
            models.CheckConstraint(
                condition=~Q(authority_kind="correction") | Q(corrects__isnull=False),
                name="correction_names_what_it_corrects",
            ),
        )
        triggers = (_FOREVER,)


class Subject(models.Model):
    """A person or an employer; the key is the agency's own number (个人编号, 单位编号)."""

    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=10)
    known_from = models.DateTimeField()
    act = models.ForeignKey(Act, models.PROTECT, related_name="subjects", db_constraint=False)

    class Meta:
        verbose_name = "参保对象"
        triggers = (_FOREVER, _names_what_is_there(_OF_AN_ACT))


class Fact(models.Model):
    """A value of a register for a span of days; secret registers keep it encrypted in `secret`.

    `unique_as` is what no other subject has on the same day: the value in its one spelling, of a secret register its blind index in
    the first slot, and where it has none there the number of the row (the index in the second slot is kept apart by itself).
    """

    id = models.BigIntegerField(primary_key=True)
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="facts", db_constraint=False)
    register = models.CharField(max_length=40)
    slot = models.CharField(max_length=40, blank=True)
    value = models.TextField(blank=True)
    secret = SecretField(verbose_name="登记内容", normal=identity_number)
    unique_as = models.CharField(max_length=60, blank=True)
    valid = DateRangeField()
    known_from = models.DateTimeField()
    known_to = models.DateTimeField(null=True)
    act = models.ForeignKey(Act, models.PROTECT, related_name="facts", db_constraint=False)
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="successors", db_index=False, db_constraint=False
    )

    class Meta:
        verbose_name = "登记事项"
        constraints = (
            ExclusionConstraint(
                name="one_value_a_day",
                expressions=[
                    ("subject", RangeOperators.EQUAL),
                    ("register", RangeOperators.EQUAL),
                    ("slot", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=Q(known_to__isnull=True),
            ),
            ExclusionConstraint(
                name="unique_value_by_the_second_index",
                expressions=[
                    ("register", RangeOperators.EQUAL),
                    (SecondDigest("secret"), RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=Q(known_to__isnull=True) & ~Q(unique_as="") & second("secret"),
            ),
            ExclusionConstraint(
                name="unique_value_of_one_subject",
                expressions=[
                    ("register", RangeOperators.EQUAL),
                    ("unique_as", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=Q(known_to__isnull=True) & ~Q(unique_as=""),
            ),
        )
        indexes = (
            models.Index("register", Digest("secret"), name="facts_by_secret", condition=Q(secret__isnull=False)),
            models.Index("register", SecondDigest("secret"), name="facts_by_second_secret", condition=second("secret")),
            models.Index(
                "register",
                Func(F("value"), Value(60), function="left"),
                name="facts_by_value",
                condition=Q(register__in=("name", "credit_code")),
            ),
        )
        triggers = (
            _added_only(_ENCRYPTED_ANEW),
            _NEVER_REMOVED,
            _names_what_is_there(_OF_AN_ACT | {"subject_id": "records_subject"}, {"supersedes_id": "records_fact"}),
        )


class Spell(models.Model):
    """A stretch of enrolment. Of a person, line and lane no two current ones overlap."""

    id = models.BigIntegerField(primary_key=True)
    person = models.ForeignKey(Subject, models.PROTECT, related_name="spells", db_constraint=False)
    line = models.CharField(max_length=24)
    lane = models.BigIntegerField()
    kind = models.CharField(max_length=24)
    scheme_place = models.CharField(max_length=6)
    office = models.BigIntegerField()
    employer = models.ForeignKey(
        Subject, models.PROTECT, null=True, related_name="staff", db_index=False, db_constraint=False
    )
    valid = DateRangeField()
    reason = models.CharField(max_length=10)
    known_from = models.DateTimeField()
    known_to = models.DateTimeField(null=True)
    act = models.ForeignKey(Act, models.PROTECT, related_name="spells", db_constraint=False)
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="successors", db_index=False, db_constraint=False
    )

    class Meta:
        verbose_name = "参保时段"
        constraints = (
            ExclusionConstraint(
                name="one_spell_a_lane",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("line", RangeOperators.EQUAL),
                    ("lane", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=Q(known_to__isnull=True),
            ),
        )
        indexes = (
            models.Index(fields=("employer", "person"), name="staff_of_employers", condition=Q(known_to__isnull=True)),
        )
        triggers = (
            _added_only(),
            _NEVER_REMOVED,
            _names_what_is_there(
                _OF_AN_ACT | {"person_id": "records_subject"},
                {"employer_id": "records_subject", "supersedes_id": "records_spell"},
            ),
        )


class Liability(models.Model):
    """A stretch of whole months for which the same is owed. Of a person, line and lane each month is owed once."""

    id = models.BigIntegerField(primary_key=True)
    person = models.ForeignKey(Subject, models.PROTECT, related_name="liabilities", db_index=False, db_constraint=False)
    line = models.CharField(max_length=24)
    lane = models.BigIntegerField()
    employer = models.ForeignKey(
        Subject, models.PROTECT, null=True, related_name="bills", db_index=False, db_constraint=False
    )
    kind = models.CharField(max_length=12)
    base = models.BigIntegerField()
    unit_rate = models.IntegerField()
    person_rate = models.IntegerField()
    unit = models.BigIntegerField()
    person_share = models.BigIntegerField()
    policy = models.CharField(max_length=60, blank=True)
    valid = DateRangeField()
    known_from = models.DateTimeField()
    known_to = models.DateTimeField(null=True)
    act = models.ForeignKey(Act, models.PROTECT, related_name="liabilities", db_constraint=False)
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="successors", db_index=False, db_constraint=False
    )

    class Meta:
        verbose_name = "应缴"
        constraints = (
            ExclusionConstraint(
                name="a_month_is_owed_once",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("line", RangeOperators.EQUAL),
                    ("lane", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=Q(known_to__isnull=True),
            ),
        )
        indexes = (models.Index(fields=("employer", "person"), name="owed_by_employers"),)
        triggers = (
            _added_only(),
            _NEVER_REMOVED,
            _names_what_is_there(
                _OF_AN_ACT | {"person_id": "records_subject"},
                {"employer_id": "records_subject", "supersedes_id": "records_liability"},
            ),
        )


class Effect(models.Model):
    """What an act did to which row: the journal of the record, and what others follow in the order of acts."""

    pk = models.CompositePrimaryKey("act", "number")
    act = models.ForeignKey(Act, models.PROTECT, related_name="effects", db_constraint=False)
    number = models.IntegerField()
    type = models.CharField(max_length=24)
    what = models.CharField(max_length=12)
    table = models.CharField(max_length=10)
    row = models.BigIntegerField()

    class Meta:
        verbose_name = "变更"
        triggers = (_FOREVER, _names_what_is_there(_OF_AN_ACT))
