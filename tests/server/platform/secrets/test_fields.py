"""Encrypted fields: what the database holds says nothing, and opens in its own row, column and table only."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.exceptions import FieldError
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shebao.server.platform.monitoring.health import checks
from shebao.server.platform.people.models import Contact, Phone
from shebao.server.platform.secrets import ring
from shebao.server.platform.secrets.fields import Unreadable, holds
from shebao.server.platform.secrets.models import VALUES, DataKey
from shebao.server.platform.secrets.source import KeyProblem, KeySource, write_new

pytestmark = pytest.mark.django_db
NUMBER = "138 0013 8000"


def stored(contact: Contact, column: str = "telephone") -> str:
    """What the database holds."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM people_contact WHERE user_id = %s", [contact.pk])
        return cursor.fetchone()[0]


def put(contact: Contact, value: str, column: str = "telephone") -> Contact:
    """The contact after somebody wrote a value past the program."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE people_contact SET {column} = %s WHERE user_id = %s", [value, contact.pk])
    return Contact.objects.get(pk=contact.pk)


@pytest.fixture
def contact(tree, member) -> Contact:
    return Contact.objects.create(user=member("preparer", tree.unit), telephone=NUMBER, mail="A.b@example.gov.cn")


def test_what_is_stored_opens_as_it_was_and_shows_nothing(contact) -> None:
    read = Contact.objects.get()
    assert (read.telephone.open(), read.mail.open()) == (NUMBER, "A.b@example.gov.cn")
    for shown in (
        stored(contact),
        stored(contact, "mail"),
        str(read.telephone),
        repr(read.telephone),
        f"{contact.mail}",
    ):
        assert not {"138", "example"} & set(shown.replace(".", " ").split())
        assert "8000" not in shown
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(read)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(text=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=300))
def test_any_text_comes_back(contact, text: str) -> None:
    contact.mail = text
    contact.save()
    assert Contact.objects.get().mail.open() == text
    assert Contact.objects.get(holds(Contact, "mail", f" {text}")) == contact


def test_every_spelling_finds_it_and_nothing_else_does(contact) -> None:
    for spelling in ("13800138000", "+86 138-0013-8000", "008613800138000", "１３８００１３８０００"):
        assert Contact.objects.filter(holds(Contact, "telephone", spelling)).get() == contact
    assert not Contact.objects.filter(holds(Contact, "telephone", "13800138001")).exists()
    assert not Contact.objects.filter(holds(Contact, "mail", "13800138000")).exists()
    with pytest.raises(FieldError, match="encrypted"):
        Contact.objects.filter(telephone=NUMBER)
    with pytest.raises(FieldError, match="not declared"):
        holds(Phone, "key", "x")


def test_nothing_is_kept_as_nothing(contact) -> None:
    contact.mail = ""
    contact.save()
    assert Contact.objects.get(mail__isnull=True).mail is None


def test_equal_texts_cannot_be_told_in_the_database_but_by_their_index(contact, member, tree) -> None:
    other = Contact.objects.create(user=member("unit_head", tree.unit), telephone=NUMBER, mail=NUMBER)
    (_, index, sealed), (_, other_index, other_sealed) = (stored(each).split(".") for each in (contact, other))
    assert index == other_index
    assert sealed != other_sealed
    assert stored(other, "mail").split(".")[1] != index


def test_a_value_moved_to_another_row_or_field_does_not_open(contact, member, tree) -> None:
    other = Contact.objects.create(user=member("unit_head", tree.unit), telephone="13900139000")
    for moved in (put(other, stored(contact)).telephone, put(other, stored(contact), "mail").mail):
        with pytest.raises(Unreadable, match="从别的行、别的栏挪来的"):
            moved.open()
    other.telephone = contact.telephone
    with pytest.raises(ValueError, match="another row"):
        other.save()
    with pytest.raises(TypeError, match="is one of"):
        other.mail = contact.telephone


def test_a_changed_value_does_not_open_nor_does_one_written_in_clear(contact) -> None:
    key, index, sealed = stored(contact).split(".")
    turned = sealed[:20] + ("A" if sealed[20] != "A" else "B") + sealed[21:]
    for value in (
        f"{key}.{index}.{turned}",
        f"{key}.{'x' * 22}.{sealed}",
        f"{key}.{index}.",
        "13800138000",
        "",
        f"x.{index}.{sealed}",
    ):
        with pytest.raises(Unreadable, match=r"打不开|不予显示"):
            put(contact, value).telephone.open()
    with pytest.raises(Unreadable, match="没有第 99 号数据密钥"):
        put(contact, f"99.{index}.{sealed}").telephone.open()


def test_a_text_alone_is_never_written(contact) -> None:
    with pytest.raises(TypeError, match="belongs to no row"):
        Contact.objects.update(telephone=NUMBER)


def test_without_the_right_master_key_nothing_opens_and_the_server_is_not_ready(
    contact, settings, tmp_path: Path
) -> None:
    write_new(tmp_path / "other")
    right = settings.KEYS
    for wrong, message in (
        (KeySource("aes", tmp_path / "other"), "里没有主密钥"),
        (KeySource("aes", tmp_path / "gone"), "读不了"),
        (KeySource("aes", command=("false",)), "没有给出密钥"),
    ):
        settings.KEYS = wrong
        ring.forget()
        with pytest.raises(Unreadable, match=message):
            Contact.objects.get().telephone.open()
        contact.mail = "x@y.cn"
        with pytest.raises(KeyProblem, match=message), transaction.atomic():
            contact.save()
        assert next(check for check in checks() if check.name == "keys").problem
    settings.KEYS = right
    ring.forget()
    assert Contact.objects.get().telephone.open() == NUMBER
    assert not next(check for check in checks() if check.name == "keys").problem


def test_a_data_key_that_was_changed_in_the_database_is_refused(contact) -> None:
    one, other = (DataKey.objects.get(kind=kind) for kind in (VALUES, "indexes"))
    DataKey.objects.filter(pk=one.pk).update(wrapped=other.wrapped)
    ring.forget()
    with pytest.raises(Unreadable, match="不是原来的那一把，或数据库里的密钥被改动过"):
        Contact.objects.get().telephone.open()


def test_national_ciphers_stand_beside_the_others(contact, settings) -> None:
    settings.KEYS = replace(settings.KEYS, suite="sm4")
    number = ring.renew(VALUES)
    contact.mail = "new@example.gov.cn"
    contact.save()
    assert stored(contact, "mail").startswith(f"{number}.")
    read = Contact.objects.get()
    assert (read.mail.open(), read.telephone.open()) == ("new@example.gov.cn", NUMBER)


def test_a_data_key_is_never_removed(contact) -> None:
    with pytest.raises(Exception, match=r"permission denied|Cannot delete"), transaction.atomic():
        DataKey.objects.all().delete()
