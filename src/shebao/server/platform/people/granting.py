"""Requests for roles and the yearly check of those in force, as they happen: each with its record in the log.

The steps apply where they can be taken: as soon as an organisation, or one above it, has both somebody who reviews grants and
somebody else who approves them. Until then administrators give roles themselves, which is how an installation begins.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shebao.server.platform.decisions import log
from shebao.server.platform.organisations.models import Organisation
from shebao.server.platform.people import administration
from shebao.server.platform.people.administration import Refused
from shebao.server.platform.people.declares import (
    GRANT_ASKED,
    GRANT_CONFIRMED,
    GRANT_REFUSED,
    GRANT_REVIEWED,
    GRANT_WITHDRAWN,
    REVIEW_GRANTS,
    ROLE_GRANTED,
    ROLE_REVOKED,
)
from shebao.server.platform.people.grants import TRANSITIONS, Act, Situation, State
from shebao.server.platform.people.models import Check, Grant, Membership, User
from shebao.workflow import Request, refusals

_ACTIONS = {
    Act.REVIEW: GRANT_REVIEWED,
    Act.DECLINE: GRANT_REFUSED,
    Act.APPROVE: ROLE_GRANTED,
    Act.REFUSE: GRANT_REFUSED,
    Act.WITHDRAW: GRANT_WITHDRAWN,
}


@transaction.atomic
def ask(administrator: User, user: User, role: str, organisation: Organisation, reason: str) -> Grant:
    """A request for a role. Raises Refused where it could not be granted, or is asked for already."""
    administration.check_grant(administrator, user, role, organisation)
    if not reason.strip():
        raise Refused(_("请写明申请的理由，供内控审查。"))
    if Grant.objects.open().filter(user=user, role=role, organisation=organisation).exists():
        raise Refused(_("这个角色已经申请，正在办理。"))
    made: Grant = Grant.objects.create(
        user=user, role=role, organisation=organisation, reason=reason.strip()[:500], asked_by=administrator
    )
    log.record(administrator, GRANT_ASKED, user, organisation=organisation, role=role, reason=made.reason)
    return made


@transaction.atomic
def perform(person: User, grant: Grant, act: Act, seen: Mapping[str, str]) -> Grant:
    """Takes a step; the last one gives the role. Raises Refused with every reason against it."""
    locked: Grant = Grant.objects.select_for_update().get(pk=grant.pk)
    transition = TRANSITIONS[act]
    against = refusals(transition, situation_of(locked), request_of(person, locked, seen))
    if against:
        raise Refused("；".join(refusal.message for refusal in against))
    words = seen.get("words", "").replace("\x00", "").strip()[:500]
    locked.state = transition.target
    if act in (Act.REVIEW, Act.DECLINE):
        locked.reviewed_by, locked.reviewed_at, locked.review_words = person, timezone.now(), words
    else:
        locked.decided_by, locked.decided_at, locked.decision_words = person, timezone.now(), words
    if act is Act.APPROVE:
        locked.membership = administration.give(locked.user, locked.role, locked.organisation)
    locked.save()
    details = {"role": locked.role, **({"reason": words} if words else {})}
    log.record(person, _ACTIONS[act], locked.user, organisation=locked.organisation, **details)
    return locked


@transaction.atomic
def check(person: User, membership: Membership, withdrawn: bool, words: str) -> Check:
    """Confirms a role for this year, or withdraws it. Raises Refused."""
    if not person.has_permission_at(REVIEW_GRANTS, membership.organisation):
        raise Refused(_("“%(name)s”不在您的审查范围内。") % {"name": membership.organisation})
    if person.pk == membership.user_id:
        raise Refused(_("不能核查自己的角色；请由另一位内控审查人员办理。"))
    if withdrawn and not words.strip():
        raise Refused(_("收回角色请写明原因。"))
    year = timezone.localdate().year
    if Check.objects.filter(year=year, membership=membership).exists():
        raise Refused(_("今年已经核查过。"))
    made: Check = Check.objects.create(
        year=year,
        membership=membership,
        user=membership.user,
        organisation=membership.organisation,
        role=membership.role,
        by=person,
        withdrawn=withdrawn,
        words=words.replace("\x00", "").strip()[:500],
    )
    if withdrawn:
        administration.take(membership)
    action = ROLE_REVOKED if withdrawn else GRANT_CONFIRMED
    details = {"role": made.role, "year": year, **({"reason": made.words} if made.words else {})}
    log.record(person, action, made.user, organisation=made.organisation, **details)
    return made


def situation_of(grant: Grant) -> Situation:
    """What a step depends on now."""
    return Situation(State(grant.state), grant.asked_by_id, grant.reviewed_by_id, grant.user_id)


def request_of(person: User, grant: Grant, seen: Mapping[str, str]) -> Request:
    """What a person asks for; `seen` holds the state that they saw and their words."""
    return Request(
        person=person.pk,
        permissions=frozenset(map(str, person.permissions_at(grant.organisation))),
        seen_state=seen.get("seen_state"),
        seen_version=1,
        today=timezone.localdate(),
        inputs={"words": seen.get("words", "").replace("\x00", "")},
    )
