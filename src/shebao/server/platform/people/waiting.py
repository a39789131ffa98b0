"""Requests for roles that wait for a review or an approval."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.urls import reverse

from shebao.server.platform.inbox.work import SHOWN, Waiting, Work
from shebao.server.platform.people.declares import APPROVE_GRANTS, REVIEW_GRANTS
from shebao.server.platform.people.models import Grant, GrantQuerySet, User

_STEPS = (("asked", REVIEW_GRANTS, "审查角色申请"), ("reviewed", APPROVE_GRANTS, "批准角色申请"))


def waiting(person: User, today: date) -> Waiting:
    """What a person reviews or approves; never what they asked for, got or reviewed themselves."""
    lists = [(task, _open(person, state, permission)) for state, permission, task in _STEPS]
    works = tuple(work for task, grants in lists for work in _works(task, grants))
    return Waiting(works, more=sum(max(0, grants.count() - SHOWN) for _task, grants in lists))


def _open(person: User, state: str, permission: str) -> GrantQuerySet:
    own = Q(asked_by=person) | Q(user=person) | Q(reviewed_by=person)
    found: GrantQuerySet = Grant.objects.in_scope(person, permission).filter(state=state)
    return found.exclude(own).select_related("user", "organisation")


def _works(task: str, grants: GrantQuerySet) -> Iterator[Work]:
    for grant in grants.order_by("asked_at")[:SHOWN]:
        subject = f"{grant.user}：{grant.organisation.name}的{grant.role_label}"
        yield Work(task, subject, reverse("people:grants"), grant.reviewed_at or grant.asked_at, note=grant.reason)
