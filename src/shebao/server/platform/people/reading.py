"""Who holds what: asked by apps that say at whom something waits."""

from __future__ import annotations

from collections.abc import Iterable

from shebao.server.platform.declarations import Permission
from shebao.server.platform.organisations.models import Organisation
from shebao.server.platform.people.models import Membership
from shebao.server.platform.people.roles import with_permission

_NAMED = 3


def holders_of(permission: Permission, organisations: Iterable[Organisation]) -> dict[int, str]:
    """By the key of each organisation, who has a permission there, in words: the names nearest to it, with their organisation.

    One query, whatever the number.
    """
    asked = {each.pk: [*each.ancestor_ids, each.pk] for each in organisations}
    held = _held(permission, {key for keys in asked.values() for key in keys})
    return {
        pk: _words(next((held[key] for key in reversed(keys) if key in held), ("", []))) for pk, keys in asked.items()
    }


def _held(permission: Permission, keys: set[int]) -> dict[int, tuple[str, list[str]]]:
    """(name of the organisation, names of the people) by the organisation at which they hold it."""
    found: dict[int, tuple[str, list[str]]] = {}
    memberships = (
        Membership.objects.filter(
            role__in=with_permission(permission),
            organisation_id__in=keys,
            organisation__is_active=True,
            user__is_active=True,
        )
        .select_related("user", "organisation")
        .order_by("pk")
    )
    for each in memberships:
        names = found.setdefault(each.organisation_id, (each.organisation.name, []))[1]
        if str(each.user) not in names:
            names.append(str(each.user))
    return found


def _words(found: tuple[str, list[str]]) -> str:
    organisation, names = found
    if not names:
        return "无人有权办理，请联系系统管理员授权"
    rest = f"等 {len(names)} 人" if len(names) > _NAMED else ""
    return f"{organisation}：{'、'.join(names[:_NAMED])}{rest}"
