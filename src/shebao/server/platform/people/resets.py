"""Resets of those who decide: no administrator becomes one of them by taking their factor away.

One asks, another confirms (an administrator, or who approves grants), then a time passes in which the person is told at every
sign-in and by mail, and may object. Where an installation has nobody who could confirm, the waiting time begins at once.
After the reset the account decides nothing for a while (`User.cools`), so that whoever got in by it can still be stopped.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from shebao.server.platform.decisions import log
from shebao.server.platform.organisations.models import Organisation
from shebao.server.platform.people import administration, notices, passwords, roles, second_factor, sessions
from shebao.server.platform.people.administration import Refused
from shebao.server.platform.people.declares import (
    APPROVE_GRANTS,
    MANAGE_PEOPLE,
    RESET_ASKED,
    RESET_CONFIRMED,
    RESET_ENDED,
    SECOND_FACTOR_RESET,
    USER_INVITED,
)
from shebao.server.platform.people.models import Membership, Reset, User

FACTOR, PASSWORD = "second_factor", "password"


@transaction.atomic
def ask(administrator: User, user: User, what: str, reason: str) -> Reset:
    """A reset that somebody else has to confirm. Raises Refused."""
    why = administration.obstacle(administrator, user)
    if why:
        raise Refused(why)
    if not reason.strip():
        raise Refused(_("请写明理由，例如怎样核实了是本人。"))
    if user.resets.open().filter(what=what).exists():
        raise Refused(_("这项重置已经申请，正在办理。"))
    made: Reset = Reset.objects.create(
        user=user, organisation=_place(user), what=what, reason=reason.strip()[:500], asked_by=administrator
    )
    log.record(administrator, RESET_ASKED, user, what=what, reason=made.reason)
    notices.tell(user, "asked", made.label)
    if not _who_may_confirm(made).exists():
        _begin_waiting(made)
    return made


@transaction.atomic
def confirm(person: User, reset: Reset) -> Reset:
    """The second one agrees: the waiting time begins. Raises Refused."""
    locked = _open(reset, "asked")
    if not may_confirm(person, locked):
        raise Refused(_("重置由申请人以外的另一位管理员或授权批准人确认，本人不能确认。"))
    locked.confirmed_by = person
    _begin_waiting(locked)
    notices.tell(locked.user, "confirmed", locked.label)
    log.record(person, RESET_CONFIRMED, locked.user, what=locked.what, due=locked.due_at)
    return locked


@transaction.atomic
def perform(administrator: User, reset: Reset) -> tuple[str, str] | None:
    """Resets when the waiting time is over; for a password (uid, token) of the link to hand over. Raises Refused."""
    locked = _open(reset, "waiting")
    why = administration.obstacle(administrator, locked.user)
    if why or not locked.due:
        raise Refused(why or _("等待期未满，本人还可以反对。"))
    user: User = locked.user
    _end(locked, "done")
    if locked.what == FACTOR:
        second_factor.remove(user)
    sessions.end_all(user)
    user.cools_until = timezone.now() + timedelta(hours=settings.COOLING_HOURS)
    user.save(update_fields=["cools_until"])
    notices.tell(user, "done", locked.label)
    if locked.what == FACTOR:
        log.record(administrator, SECOND_FACTOR_RESET, user)
        return None
    log.record(administrator, USER_INVITED, user, by="link")
    return passwords.invitation(user)


@transaction.atomic
def withdraw(person: User, reset: Reset) -> None:
    """Somebody who could have asked or confirmed ends it. Raises Refused."""
    locked = _open(reset)
    if administration.obstacle(person, locked.user) and not may_confirm(person, locked):
        raise Refused(_("这项重置不在您的管理范围内。"))
    _end(locked, "withdrawn")
    log.record(person, RESET_ENDED, locked.user, what=locked.what, reason="withdrawn")


@transaction.atomic
def protest(user: User, reset: Reset) -> None:
    """The person concerned did not ask for it. Raises Refused where it is over."""
    locked = _open(reset)
    _end(locked, "objected")
    log.record(user, RESET_ENDED, user, what=locked.what, reason="objected")


def may_confirm(person: User, reset: Reset) -> bool:
    """Whether this person may be the second one."""
    return _who_may_confirm(reset).filter(pk=person.pk).exists()


def tell(request: HttpRequest, user: User) -> None:
    """At a sign-in: that a reset of one's own account is under way."""
    for reset in user.resets.open().select_related("asked_by"):
        messages.warning(
            request,
            _("%(who)s 申请重置您的%(what)s；不是您要求的，请在“我的账号”里阻止。")
            % {"who": reset.asked_by, "what": reset.label},
        )
    if user.cools:
        messages.warning(
            request,
            _(
                "您的登录凭据刚重置过，到 %(until)s 以前不能审核、批准和管理人员；不是您要求的重置，请马上告诉上级管理员。"
            )
            % {"until": timezone.localtime(user.cools_until).strftime("%Y-%m-%d %H:%M")},
        )


def to_confirm(person: User) -> list[Reset]:
    """The resets that wait for this person as the second one."""
    asked = Reset.objects.filter(state="asked").exclude(asked_by=person).select_related("user", "asked_by")
    return [each for each in asked if may_confirm(person, each)]


def _who_may_confirm(reset: Reset) -> QuerySet[User]:
    """Others who administer people or approve grants above everything that the account has."""
    given = roles.with_permission(MANAGE_PEOPLE) | roles.with_permission(APPROVE_GRANTS)
    above = _above(reset.user)
    held = Membership.objects.filter(role__in=given, organisation__is_active=True, organisation__in=above)
    found: QuerySet[User] = User.objects.filter(is_active=True, pk__in=held.values("user"))
    return found.exclude(pk__in=[reset.user_id, reset.asked_by_id])


def _above(user: User) -> set[int]:
    """The organisations at or above all places of the account."""
    places = [held.organisation for held in user.memberships.select_related("organisation")]
    places += [user.organisation] if user.organisation else []
    lines = [{*place.ancestor_ids, place.pk} for place in places]
    return set.intersection(*lines) if lines else set()


def _place(user: User) -> Organisation | None:
    if user.organisation is not None:
        return user.organisation
    held = user.memberships.select_related("organisation").first()
    return held.organisation if held else None


def _begin_waiting(reset: Reset) -> None:
    reset.state, reset.due_at = "waiting", timezone.now() + timedelta(hours=settings.RESET_HOURS)
    reset.save(update_fields=["state", "due_at", "confirmed_by"])


def _end(reset: Reset, state: str) -> None:
    reset.state, reset.ended_at = state, timezone.now()
    reset.save(update_fields=["state", "ended_at"])


def _open(reset: Reset, *states: str) -> Reset:
    wanted = Q(state__in=states) if states else Q(state__in=("asked", "waiting"))
    found: Reset | None = Reset.objects.select_for_update().filter(wanted, pk=reset.pk).first()
    if found is None:
        raise Refused(_("这项重置已经办结或还没到这一步；请刷新页面。"))
    return found
