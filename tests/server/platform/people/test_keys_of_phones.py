"""An installation of before kept the keys of phones in clear: migrating encrypts them, and the same phone still signs in."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django_otp.oath import totp

from server.owning import as_owner
from shebao.server.platform.people import second_factor
from shebao.server.platform.people.models import Phone

_KEY = "3132333435363738393031323334353637383930"
_BEFORE = """
CREATE TABLE otp_totp_totpdevice (
    id serial PRIMARY KEY, user_id bigint, name varchar(64), confirmed boolean, throttling_failure_timestamp timestamptz,
    throttling_failure_count integer, created_at timestamptz, last_used_at timestamptz, drift smallint, last_t bigint, key varchar(80)
)
"""


@pytest.mark.django_db(transaction=True)
def test_phones_of_before_sign_in_afterwards_and_no_key_is_left_in_clear(tree, member) -> None:
    user = member("preparer", tree.unit)
    migration = import_module("shebao.server.platform.people.migrations.0007_keys_of_phones")
    with as_owner():
        with connection.cursor() as cursor:
            cursor.execute(_BEFORE)
            cursor.execute(
                "INSERT INTO otp_totp_totpdevice (user_id, name, confirmed, throttling_failure_count, created_at, drift, last_t, key) "
                "VALUES (%s, 'phone', true, 0, '2026-01-02T03:04:05Z', 0, -1, %s)",
                [user.pk, _KEY],
            )
        for _twice in range(2):
            with connection.schema_editor() as editor:
                migration.move(apps, editor)
    phone = Phone.objects.get()
    assert (phone.user, phone.confirmed, phone.created_at.year) == (user, True, 2026)
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM people_phone")
        assert _KEY not in str(cursor.fetchall())
        cursor.execute("SELECT to_regclass('otp_totp_totpdevice')")
        assert cursor.fetchone() == (None,)
    assert second_factor.verify(user, f"{totp(bytes.fromhex(_KEY)):06d}") == "totp"
