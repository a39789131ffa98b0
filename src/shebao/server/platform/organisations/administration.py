"""Change the tree within one's scope. Each change and its record in the log are one transaction."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from shebao.server.platform.decisions import log
from shebao.server.platform.organisations import tree
from shebao.server.platform.organisations.declares import (
    MANAGE_ORGANISATIONS,
    ORGANISATION_CHANGED,
    ORGANISATION_CREATED,
)
from shebao.server.platform.organisations.models import Organisation
from shebao.server.platform.scope import Person


@transaction.atomic
def create(administrator: Person, *, name: str, kind: str, parent: Organisation, place: str = "") -> Organisation:
    """A new organisation below one within scope. Raises ValidationError by field."""
    must_manage(administrator, parent, "parent")
    organisation = tree.add(name, kind, parent, place=place)
    log.record(administrator, ORGANISATION_CREATED, organisation, name=organisation.name, kind=kind)
    return organisation


@transaction.atomic
def change(administrator: Person, organisation: Organisation, *, name: str, place: str) -> None:
    """Another name or place. Raises ValidationError by field."""
    must_manage(administrator, organisation, "name")
    before = {"name": organisation.name, "place": organisation.place}
    tree.rename(organisation, name, place=place)
    after = {"name": organisation.name, "place": organisation.place}
    log.record(administrator, ORGANISATION_CHANGED, organisation, before=before, after=after)


@transaction.atomic
def set_active(administrator: Person, organisation: Organisation, active: bool) -> None:
    """Closes an organisation (its roles rest, its past stays readable) or opens it again. Raises ValidationError."""
    must_manage(administrator, organisation, "name")
    if any(path.startswith(organisation.path) for path in administrator.paths(MANAGE_ORGANISATIONS)):
        raise ValidationError(_("不能停用自己所管理的最上一级机构；请由上级管理员操作。"))
    organisation.is_active = active
    organisation.save(update_fields=["is_active"])
    log.record(administrator, ORGANISATION_CHANGED, organisation, active=active)


def must_manage(administrator: Person, organisation: Organisation, field: str) -> None:
    """Raises ValidationError where the organisation is outside of what somebody administers."""
    if not administrator.has_permission_at(MANAGE_ORGANISATIONS, organisation):
        raise ValidationError({field: _("“%(name)s”不在您的管理范围内。") % {"name": organisation}})
