"""Write a decision into the log, in the transaction of the decision itself."""

from __future__ import annotations

from django.db import connection, models, transaction
from django.utils import timezone

from shebao.server.platform.decisions.canonical import GENESIS, canonical
from shebao.server.platform.decisions.models import Decision
from shebao.server.platform.scope import Person

SYSTEM = "system"
_LOCK = 0x5348_4542_414F_4C47


def record(
    actor: Person | None,
    action: str,
    subject: models.Model | str,
    *,
    organisation: models.Model | None = None,
    **details: object,
) -> Decision:
    """Append one record to the chain and return it; without an actor the system itself is named.

    The organisation is that of the subject unless given. Call it last in the transaction of the decision: writers wait
    for each other until it ends. Raises TypeError for details that are not text, integers, decimals, dates or lists of them.
    """
    entry = Decision(
        actor=actor.get_username() if actor is not None else SYSTEM,
        action=action,
        subject=_name(subject),
        organisation=organisation or _organisation_of(subject),
        details=canonical(details),
    )
    with transaction.atomic():
        _wait_for_the_chain()
        last = Decision.objects.order_by("-sequence").values_list("sequence", "hash").first()
        entry.sequence, entry.previous = (last[0] + 1, last[1]) if last else (1, GENESIS)
        entry.at = timezone.now()
        entry.hash = entry.computed_hash()
        entry.save(force_insert=True)
    return entry


def name_of(model: type[models.Model] | models.Model, key: object) -> str:
    """How the log names an object of a model: the model and the key."""
    return f"{model._meta.label_lower}:{key}"


def _name(subject: models.Model | str) -> str:
    return subject if isinstance(subject, str) else name_of(subject, subject.pk)


def _organisation_of(subject: models.Model | str) -> models.Model | None:
    """The subject itself where it is an organisation, else the one that it belongs to."""
    for found in (subject, getattr(subject, "organisation", None)):
        if isinstance(found, models.Model) and found._meta.label_lower == "organisations.organisation":
            return found
    return None


def _wait_for_the_chain() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
