"""The synthetic agency of a city: its office, a clerk and a reviewer nobody signs in as, and numbers that repeat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection, transaction

from shebao.operations.city.proportions import city
from shebao.server.operations.city.people import Agency
from shebao.server.platform.organisations import tree
from shebao.server.platform.organisations.models import Organisation
from shebao.server.platform.people.models import Membership, User

_NAME = "合成城市社会保险中心"
_CLERK = ("city-clerk", "合成城市-受理", ("counter_clerk", "collection_clerk"))
_REVIEWER = ("city-reviewer", "合成城市-复核", ("case_reviewer", "collection_reviewer"))
_COLLECTED = ("bill", "billfile", "file", "receipt", "entry", "refund")
_SEQUENCES = (
    "records_row_ids", "records_act_ids", "records_subject_ids", "cases_numbers",
    *(f"collection_{name}_id_seq" for name in _COLLECTED),
)  # fmt: skip


@transaction.atomic
def agency(office: Organisation | None = None) -> Agency:
    """Who works at an office, or at one of the city's own; made where they are not there yet. Raises ValidationError."""
    at = office or Organisation.objects.filter(name=_NAME).first() or tree.add(_NAME, "city", None, place="合成城市")
    return Agency(at, _person(*_CLERK, at), _person(*_REVIEWER, at), city().place)


def positions() -> dict[str, tuple[int, bool]]:
    """Where the sequences of numbers are: the last one, and whether it was drawn."""
    found = {}
    with connection.cursor() as cursor:
        for name in _SEQUENCES:
            cursor.execute(f"SELECT last_value, is_called FROM {name}")
            last, drawn = cursor.fetchone() or (1, False)
            found[name] = (int(last), bool(drawn))
    return found


def set_back(to: Mapping[str, tuple[int, bool]]) -> None:
    """The sequences as they were, so that a month that was cut short draws the same numbers again. As the database's owner."""
    with _as_owner() as owner:
        for name in _SEQUENCES:
            if name in to:
                owner.execute("SELECT setval(%s, %s, %s)", [name, *to[name]])


def counted() -> None:
    """The database counts its tables anew: after a step that wrote most of what is there, as the database's owner."""
    with _as_owner() as owner:
        owner.execute("ANALYZE")


def _as_owner() -> psycopg.Connection[tuple[Any, ...]]:
    address = dict(settings.DATABASE_OWNER)
    return psycopg.connect(
        host=address["HOST"] or None, port=address["PORT"] or None, user=address["USER"], autocommit=True,
        dbname=connection.settings_dict["NAME"], password=address["PASSWORD"] or None,
    )  # fmt: skip


def _person(name: str, shown: str, roles: Sequence[str], office: Organisation) -> User:
    found = User.objects.filter(username=name).first() or User.objects.create_user(
        name, display_name=shown, organisation=office
    )
    for role in roles:
        Membership.objects.get_or_create(user=found, organisation=office, role=role)
    return found
