"""Every object that belongs to an organisation is fetched through its scope; what is outside does not exist (404)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Protocol

from django.db.models import Q

if TYPE_CHECKING:
    from typing import Self


class Person(Protocol):
    """What the apps below `people` know of a user."""

    pk: Any

    @property
    def is_authenticated(self) -> bool:
        """Whether they have signed in."""

    def get_username(self) -> str:
        """The name with which they sign in."""

    def paths(self, permission: str) -> tuple[str, ...]:
        """The paths of the organisations at and below which they have the permission."""

    def has_permission_at(self, permission: str, organisation: Any) -> bool:
        """Whether they have the permission at the organisation or above it."""

    def answers_for_a_tree(self, permission: str) -> bool:
        """Whether they have the permission at a root organisation."""


def at_or_below(paths: Iterable[str], field: str = "path") -> Q:
    """The condition that `field` is one of the paths or below one; no paths match nothing."""
    condition = Q(pk__in=())
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition


class InScope:
    """For query sets of models with an organisation: `Model.objects.in_scope(user, permission)`.

    `organisation_path` is the lookup that leads to the organisation's path.
    """

    organisation_path = "organisation__path"

    def in_scope(self, user: Person, permission: str) -> Self:
        """The rows at or below an organisation where the user has the permission; none for a stranger."""
        paths = user.paths(permission) if user.is_authenticated else ()
        return self.filter(at_or_below(paths, self.organisation_path))  # type: ignore[attr-defined]
