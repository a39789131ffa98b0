"""Writes the log of decisions. `record` goes into the transaction of the decision: both are there or neither."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from django.db import models, transaction
from django.utils import timezone

from shebao.server.platform.decisions.canonical import GENESIS, canonical
from shebao.server.platform.decisions.chains import chain_of
from shebao.server.platform.decisions.models import Chain, Chained, Decision
from shebao.server.platform.scope import Person

SYSTEM = "system"


def record(
    actor: Person | None,
    action: str,
    subject: models.Model | str,
    *,
    organisation: models.Model | None = None,
    **details: object,
) -> Decision:
    """Append one record to its chain and return it; without an actor the system itself is named.

    The organisation is that of the subject unless given. Call it last in the transaction of the decision: writers of the
    same chain wait for each other until it ends. Raises TypeError for details that are not text, integers, decimals,
    dates or lists of them.
    """
    of = organisation or _organisation_of(subject)
    made = entry(actor, action, subject, organisation=of, **details)
    append(made)
    return made


def entry(
    actor: Person | None,
    action: str,
    subject: models.Model | str,
    *,
    organisation: models.Model | None = None,
    **details: object,
) -> Decision:
    """A record that is still to be appended, as `record` makes it. Raises TypeError."""
    of = organisation or _organisation_of(subject)
    return Decision(
        chain=chain_of(action, of),
        actor=actor.get_username() if actor is not None else SYSTEM,
        action=action,
        subject=_name(subject),
        organisation=of,
        details=canonical(details),
    )


def append_all(entries: Sequence[Decision]) -> None:
    """Append records to their chains, those of a chain in the order given, in the present transaction."""
    with transaction.atomic(savepoint=False):
        for name, own in groupby(sorted(entries, key=lambda one: one.chain), key=lambda one: one.chain):
            chain = _locked(name)
            listed = list(own)
            for one in listed:
                one.number, one.previous, one.at = chain.number + 1, chain.hash, timezone.now()
                one.hash = one.computed_hash()
                chain.number, chain.hash = one.number, one.hash
            Decision.objects.bulk_create(listed)
            Chain.objects.filter(pk=chain.pk).update(number=chain.number, hash=chain.hash)


def append(entry: Chained) -> None:
    """Append a record, whose `chain` says where, in the present transaction. Raises TypeError where its content is not plain."""
    with transaction.atomic(savepoint=False):
        chain = _locked(entry.chain)
        entry.number, entry.previous, entry.at = chain.number + 1, chain.hash, timezone.now()
        entry.hash = entry.computed_hash()
        entry.save(force_insert=True)
        Chain.objects.filter(pk=chain.pk).update(number=entry.number, hash=entry.hash)


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


def _locked(name: str) -> Chain:
    """The end of a chain, made where there is none, and held until the transaction ends."""
    held: Chain | None = Chain.objects.select_for_update().filter(pk=name).first()
    if held is None:
        Chain.objects.bulk_create([Chain(name=name, number=0, hash=GENESIS)], ignore_conflicts=True)
        held = Chain.objects.select_for_update().get(pk=name)
    return held
