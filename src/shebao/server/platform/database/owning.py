"""Act as the owner of the database for a moment: to migrate, to grant, to restore."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection


class NoOwner(Exception):
    """This process was not told how to reach the database as its owner; the message says what to set."""


@contextmanager
def as_owner() -> Iterator[None]:
    """Within it the default connection is the owner's; not inside a transaction. Raises NoOwner."""
    if settings.DATABASE_OWNER is None:
        raise NoOwner(
            "DATABASE_OWNER_URL：没有说明以哪个用户升级数据库；请写上拥有各表的用户的地址，或在别处先运行 shebao migrate。"
        )
    if connection.in_atomic_block:
        raise RuntimeError("the owner of the database cannot take over a transaction that has begun")
    connection.close()
    usual = dict(connection.settings_dict)
    connection.settings_dict.update({**settings.DATABASE_OWNER, "NAME": usual["NAME"]})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.clear()
        connection.settings_dict.update(usual)
