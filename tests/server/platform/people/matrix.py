"""Who may call the views of `people`."""

from __future__ import annotations

from typing import Any

from server.access import PUBLIC, SIGNED_IN, views
from shebao.server.platform.access.declares import RESTRICT_PERSONS
from shebao.server.platform.access.models import Restriction
from shebao.server.platform.decisions.declares import VIEW_LOG
from shebao.server.platform.organisations.models import Organisation
from shebao.server.platform.people.declares import MANAGE_PEOPLE, REVIEW_GRANTS, VIEW_GRANTS
from shebao.server.platform.people.models import Grant, Membership, Reset, User


def _person(organisation: Organisation) -> dict[str, Any]:
    name = f"object-{organisation.pk}"
    user = User.objects.filter(username=name).first() or User.objects.create_user(
        name, display_name=name, organisation=organisation
    )
    return {"key": user.pk}


def _membership(organisation: Organisation) -> dict[str, Any]:
    key = _person(organisation)["key"]
    held, _made = Membership.objects.get_or_create(user_id=key, organisation=organisation, role="preparer")
    return {"key": key, "membership": held.pk}


def _grant(organisation: Organisation) -> dict[str, Any]:
    key = _person(organisation)["key"]
    made, _new = Grant.objects.get_or_create(
        user_id=key, organisation=organisation, role="publisher", reason="x", asked_by_id=key
    )
    return {"key": made.pk, "name": "withdraw"}


def _restriction(organisation: Organisation) -> dict[str, Any]:
    person = User.objects.get(pk=_person(organisation)["key"])
    subject = f"people.user:{person.pk}"
    made = Restriction.objects.filter(subject=subject, lifted_at=None).first() or Restriction.objects.create(
        subject=subject, organisation=organisation, tier="guarded", reason="x", set_by=person
    )
    return {"key": made.pk, "name": "lift"}


def _reset(organisation: Organisation) -> dict[str, Any]:
    user = User.objects.get(pk=_person(organisation)["key"])
    asking = User.objects.filter(username="asking").first() or User.objects.create_user("asking", display_name="asking")
    made, _new = Reset.objects.get_or_create(
        user=user, organisation=organisation, what="password", reason="x", asked_by=asking
    )
    return {"key": made.pk, "name": "withdraw"}


VIEWS = {
    **views("people", PUBLIC, "signin code invitation"),
    **views(
        "people",
        SIGNED_IN,
        "signout account own-contact password second-factor change-second-factor signout-everywhere security-keys",
    ),
    **views("people", SIGNED_IN, "remove-security-key", "key of mine", whole=False),
    **views("people", SIGNED_IN, "object-to-reset", "key of mine", whole=False),
    **views("people", MANAGE_PEOPLE, "people create"),
    **views("people", VIEW_LOG, "sign-ins"),
    **views(
        "people",
        MANAGE_PEOPLE,
        "person grant set-active invite reset-second-factor ask-for-reset set-contact open-contact",
        "person",
    ),
    **views("people", MANAGE_PEOPLE, "revoke", "membership"),
    **views("people", RESTRICT_PERSONS, "restricted"),
    **views("people", RESTRICT_PERSONS, "act-on-restriction", "restriction", whole=False),
    **views("people", VIEW_GRANTS, "grants in-force posts"),
    **views("people", VIEW_GRANTS, "act", "grant", whole=False),
    **views("people", VIEW_GRANTS, "act-on-reset", "reset", whole=False),
    **views("people", REVIEW_GRANTS, "check", "held"),
}
OBJECTS = {
    "person": _person,
    "membership": _membership,
    "held": lambda organisation: {"membership": _membership(organisation)["membership"]},
    "grant": _grant,
    "restriction": _restriction,
    "reset": _reset,
    "key of mine": lambda organisation: {"key": 1},
}
