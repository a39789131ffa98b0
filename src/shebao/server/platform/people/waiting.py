"""Requests for roles that wait for a review or an approval; resets of accounts that wait for a second person or for an objection."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.urls import reverse

from shebao.server.platform.inbox.work import SHOWN, Waiting, Work
from shebao.server.platform.people import resets
from shebao.server.platform.people.declares import APPROVE_GRANTS, MANAGE_PEOPLE, REVIEW_GRANTS
from shebao.server.platform.people.models import Grant, GrantQuerySet, Reset, User

_STEPS = (("asked", REVIEW_GRANTS, "审查角色申请"), ("reviewed", APPROVE_GRANTS, "批准角色申请"))


def waiting(person: User, today: date) -> Waiting:
    """What a person reviews or approves; never what they asked for, got or reviewed themselves."""
    lists = [(task, _open(person, state, permission)) for state, permission, task in _STEPS]
    works = tuple(work for task, grants in lists for work in _works(task, grants))
    return Waiting(works, more=sum(max(0, grants.count() - SHOWN) for _task, grants in lists))


def of_accounts(person: User, today: date) -> Waiting:
    """Resets of the person's own account, and those of others that they may confirm."""
    account = reverse("people:account")
    own = tuple(
        Work("阻止或等待账号重置", f"{each.asked_by}申请重置您的{each.label}", account, each.asked_at, note=each.reason)
        for each in person.resets.open().select_related("asked_by")
    )
    if not (person.has_permission(MANAGE_PEOPLE) or person.has_permission(APPROVE_GRANTS)):
        return Waiting(own)
    others = tuple(
        Work("确认账号重置", f"{each.user}的{each.label}", _page(person, each), each.asked_at, note=each.reason)
        for each in resets.to_confirm(person)
    )
    return Waiting(own + others)


def _page(person: User, reset: Reset) -> str:
    """Where it is confirmed: the page of the account, or that of the grants for who administers nobody."""
    manages = person.has_permission(MANAGE_PEOPLE)
    return reverse("people:person", args=[reset.user_id]) if manages else reverse("people:grants")


def _open(person: User, state: str, permission: str) -> GrantQuerySet:
    own = Q(asked_by=person) | Q(user=person) | Q(reviewed_by=person)
    found: GrantQuerySet = Grant.objects.in_scope(person, permission).filter(state=state)
    return found.exclude(own).select_related("user", "organisation")


def _works(task: str, grants: GrantQuerySet) -> Iterator[Work]:
    for grant in grants.order_by("asked_at")[:SHOWN]:
        subject = f"{grant.user}：{grant.organisation.name}的{grant.role_label}"
        yield Work(task, subject, reverse("people:grants"), grant.reviewed_at or grant.asked_at, note=grant.reason)
