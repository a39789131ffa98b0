"""Every object that belongs to an organisation is fetched through its scope; what is outside does not exist (404)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser

from shebao.server.platform.organisations.models import at_or_below

if TYPE_CHECKING:
    from typing import Self

    from shebao.server.platform.declarations import Permission
    from shebao.server.platform.people.models import User


class InScope:
    """For query sets of models with an organisation: `Model.objects.in_scope(user, permission)`.

    `organisation_path` is the lookup that leads to the organisation's path.
    """

    organisation_path = "organisation__path"

    def in_scope(self, user: User | AnonymousUser, permission: Permission) -> Self:
        """The rows at or below an organisation where the user has the permission; none for a stranger."""
        paths = user.paths(permission) if user.is_authenticated else ()
        return self.filter(at_or_below(paths, self.organisation_path))  # type: ignore[attr-defined]
