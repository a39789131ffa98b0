"""Administer people within one's scope. Each change and its record in the log are one transaction."""

from __future__ import annotations

from datetime import timedelta

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shebao.server.platform.decisions import log
from shebao.server.platform.organisations.models import Organisation
from shebao.server.platform.people import contacts, passwords, roles, second_factor, sessions
from shebao.server.platform.people.declares import (
    APPROVE_GRANTS,
    MANAGE_PEOPLE,
    REVIEW_GRANTS,
    ROLE_GRANTED,
    ROLE_REVOKED,
    SECOND_FACTOR_RESET,
    USER_ACTIVATED,
    USER_CHANGED,
    USER_CREATED,
    USER_DEACTIVATED,
    USER_INVITED,
)
from shebao.server.platform.people.models import Membership, User

_LOCK = 0x5348_4542_414F_524F
_REMEMBERED = timedelta(days=30)


class Refused(ValidationError):
    """A change that this administrator may not make, or that nobody may make; the message says why."""


def obstacle(administrator: User, user: User) -> str:
    """Why the administrator may not change this account; empty when they may.

    Whoever may reset a password may act as its owner: so every role of the account must lie within one's own scope.
    """
    if user.pk == administrator.pk:
        return _("不能管理自己的账号；请由另一位管理员操作。")
    places = [membership.organisation for membership in user.memberships.select_related("organisation")]
    if user.organisation is not None:
        places.append(user.organisation)
    outside = [p for p in places if not administrator.has_permission_at(MANAGE_PEOPLE, p)]
    if outside:
        return _("此人在您的管理范围以外（%(name)s）还有角色，应由上级管理员管理。") % {"name": outside[0]}
    return ""


@transaction.atomic
def create(administrator: User, *, username: str, display_name: str, organisation: Organisation) -> User:
    """A new account that nobody can use until it gets an invitation or an initial password."""
    _must_manage(administrator, organisation)
    user = User.objects.create_user(username, display_name=display_name, organisation=organisation)
    log.record(administrator, USER_CREATED, user, username=user.username)
    return user


@transaction.atomic
def change(administrator: User, user: User, *, display_name: str, organisation: Organisation) -> None:
    """Another name or home organisation."""
    _must_administer(administrator, user)
    _must_manage(administrator, organisation)
    before = {"display_name": user.display_name, "organisation": str(user.organisation or "")}
    user.display_name, user.organisation = display_name, organisation
    user.save(update_fields=["display_name", "organisation"])
    after = {"display_name": display_name, "organisation": str(organisation)}
    log.record(administrator, USER_CHANGED, user, before=before, after=after)


@transaction.atomic
def change_contact(administrator: User, user: User, *, mail: str, telephone: str, clear: bool) -> None:
    """Another way to reach the user."""
    _must_administer(administrator, user)
    contacts.change(administrator, user, mail=mail, telephone=telephone, clear=clear)


@transaction.atomic
def grant(administrator: User, user: User, role: str, organisation: Organisation) -> Membership:
    """Gives a role at an organisation within the administrator's scope, where nobody reviews and approves grants yet."""
    if needs_approval(organisation):
        raise Refused(_("“%(name)s”的角色须申请，经内控审查和负责人批准后授予。") % {"name": organisation})
    check_grant(administrator, user, role, organisation)
    membership = give(user, role, organisation)
    log.record(administrator, ROLE_GRANTED, user, organisation=organisation, role=role)
    return membership


def needs_approval(organisation: Organisation) -> bool:
    """Whether grants there are reviewed and approved: there are people, at the organisation or above it, who can do both."""
    above = [*organisation.ancestor_ids, organisation.pk]
    held = Membership.objects.filter(organisation__in=above, organisation__is_active=True, user__is_active=True)
    reviewing, approving = (
        set(held.filter(role__in=roles.with_permission(permission)).values_list("user", flat=True))
        for permission in (REVIEW_GRANTS, APPROVE_GRANTS)
    )
    return bool(reviewing and approving) and len(reviewing | approving) > 1


def check_grant(administrator: User, user: User, role: str, organisation: Organisation) -> None:
    """Raises Refused where the administrator may not give or ask for the role, or where nobody could hold it."""
    _must_administer(administrator, user)
    _must_manage(administrator, organisation)
    _must_appoint(administrator, role, organisation)
    _must_not_conflict(user, role)
    _must_be_new(user, role, organisation)


def give(user: User, role: str, organisation: Organisation) -> Membership:
    """The role is held from now on. Raises Refused where others that are held stand against it. Logged by the caller."""
    _lock_roles()
    _must_be_active(user)
    _must_not_conflict(user, role)
    _must_be_new(user, role, organisation)
    made: Membership = Membership.objects.create(user=user, organisation=organisation, role=role)
    return made


@transaction.atomic
def revoke(administrator: User, membership: Membership) -> None:
    """Takes a role away; not the last administrator's."""
    _must_administer(administrator, membership.user)
    user, organisation, role = membership.user, membership.organisation, membership.role
    take(membership)
    log.record(administrator, ROLE_REVOKED, user, organisation=organisation, role=role)


def take(membership: Membership) -> None:
    """The role is held no more; not the last of its kind at a root. Raises Refused. Logged by the caller."""
    _lock_roles()
    _keep_the_last(membership.user.memberships.filter(pk=membership.pk))
    membership.delete()


@transaction.atomic
def deactivate(administrator: User, user: User) -> None:
    """The account can no longer sign in and its sessions end; not the last administrator's."""
    _must_administer(administrator, user)
    _lock_roles()
    _keep_the_last(user.memberships.all())
    user.is_active = False
    user.save(update_fields=["is_active"])
    sessions.end_all(user)
    log.record(administrator, USER_DEACTIVATED, user)


@transaction.atomic
def activate(administrator: User, user: User) -> None:
    """The account may sign in again."""
    _must_administer(administrator, user)
    user.is_active = True
    user.save(update_fields=["is_active"])
    log.record(administrator, USER_ACTIVATED, user)


@transaction.atomic
def invite(administrator: User, user: User) -> tuple[str, str]:
    """(uid, token) of a one-time link with which the user sets a password; links made before are void."""
    _must_administer(administrator, user)
    _must_be_active(user)
    _must_not_decide(user)
    sessions.end_all(user)
    log.record(administrator, USER_INVITED, user, by="link")
    return passwords.invitation(user)


@transaction.atomic
def give_initial_password(administrator: User, user: User) -> str:
    """A random password, shown once, that the user must change at the first sign-in."""
    _must_administer(administrator, user)
    _must_be_active(user)
    _must_not_decide(user)
    password = passwords.initial_password()
    passwords.set_password(user, password, must_change=True)
    sessions.end_all(user)
    log.record(administrator, USER_INVITED, user, by="initial_password")
    return password


@transaction.atomic
def reset_second_factor(administrator: User, user: User) -> None:
    """Takes a lost phone off the account; its sessions end and the user enrols again."""
    _must_administer(administrator, user)
    _must_not_decide(user)
    second_factor.remove(user)
    sessions.end_all(user)
    log.record(administrator, SECOND_FACTOR_RESET, user)


def _must_manage(administrator: User, organisation: Organisation) -> None:
    if not administrator.has_permission_at(MANAGE_PEOPLE, organisation):
        raise Refused(_("“%(name)s”不在您的管理范围内。") % {"name": organisation})


def _must_appoint(administrator: User, role: str, organisation: Organisation) -> None:
    """Nobody appoints those who review their own accounts (不相容岗位分离): it takes an administrator of a level above."""
    reviewed = roles.roles()[role].appointed_from_above
    for place in (*Organisation.objects.above(organisation), organisation):
        is_above = place.parent_id is None or place.kind not in reviewed
        if is_above and administrator.has_permission_at(MANAGE_PEOPLE, place):
            return
    raise Refused(_("“%(role)s”由上级的管理员授予，本级不能自行指定。") % {"role": roles.label(role)})


def _must_not_conflict(user: User, role: str) -> None:
    """Raises Refused where the roles of one person would break what the installation holds apart."""
    held = set(user.memberships.values_list("role", flat=True))
    found = roles.current().conflict(held | {role})
    if found:
        rule, one, other = found
        raise Refused(
            _("“%(one)s”与“%(other)s”不相容（%(rule)s），不能由一人兼任；请另建账号或先收回原有角色。")
            % {"one": roles.label(one), "other": roles.label(other), "rule": rule.name}
        )


def _must_administer(administrator: User, user: User) -> None:
    why = obstacle(administrator, user)
    if why:
        raise Refused(why)


def takes_two(user: User) -> bool:
    """Whether resetting the account takes two people: it decides something, or did in the last month, and has been in use."""
    if user.last_login is None:
        return False
    events = apps.get_model("people", "MembershipEvent").objects
    lately = events.filter(user=user, pgh_created_at__gt=timezone.now() - _REMEMBERED).values_list("role", flat=True)
    held = {*user.memberships.values_list("role", flat=True), *lately}
    return any(permission.decides for role in held for permission in roles.permissions_of(role))


def _must_not_decide(user: User) -> None:
    if takes_two(user):
        raise Refused(_("此人的角色有审核、批准等权限，重置口令或第二因素须两人办理，并有等待期；请提交申请。"))


def _must_be_active(user: User) -> None:
    if not user.is_active:
        raise Refused(_("账号已停用；请先启用。"))


def _must_be_new(user: User, role: str, organisation: Organisation) -> None:
    if user.memberships.filter(organisation=organisation, role=role).exists():
        raise Refused(
            _("%(user)s 在“%(organisation)s”已经是%(role)s了。")
            % {"user": user, "organisation": organisation, "role": roles.label(role)}
        )


def _keep_the_last(taken: models.QuerySet[Membership]) -> None:
    """Raises Refused if without these memberships a root were left without an active administrator or, once its grants are
    reviewed and approved, without one of those who do so."""
    for membership in taken.filter(organisation__parent=None).select_related("organisation"):
        for permission in (MANAGE_PEOPLE, REVIEW_GRANTS, APPROVE_GRANTS):
            kind = roles.with_permission(permission)
            if membership.role not in kind or (
                permission != MANAGE_PEOPLE and not needs_approval(membership.organisation)
            ):
                continue
            others = Membership.objects.filter(
                role__in=kind, organisation=membership.organisation, user__is_active=True
            ).exclude(pk=membership.pk)
            if not others.exists():
                raise Refused(
                    _("这是“%(name)s”最后一位%(role)s，不能停用或收回；请先指定另一位。")
                    % {"name": membership.organisation, "role": roles.label(membership.role)}
                )


def _lock_roles() -> None:
    """Two administrators who remove each other at the same moment wait for one another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
