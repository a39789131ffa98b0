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
    ORGANISATION_MOVED,
)
from shebao.server.platform.organisations.models import Organisation
from shebao.server.platform.scope import Person


@transaction.atomic
def create(administrator: Person, *, name: str, kind: str, parent: Organisation, place: str = "") -> Organisation:
    """A new organisation below one within scope. Raises ValidationError by field."""
    _must_manage(administrator, parent, "parent")
    organisation = tree.add(name, kind, parent, place=place)
    log.record(administrator, ORGANISATION_CREATED, organisation, name=organisation.name, kind=kind)
    return organisation


@transaction.atomic
def change(administrator: Person, organisation: Organisation, *, name: str, place: str) -> None:
    """Another name or place. Raises ValidationError by field."""
    _must_manage(administrator, organisation, "name")
    before = {"name": organisation.name, "place": organisation.place}
    tree.rename(organisation, name, place=place)
    after = {"name": organisation.name, "place": organisation.place}
    log.record(administrator, ORGANISATION_CHANGED, organisation, before=before, after=after)


@transaction.atomic
def move(administrator: Person, organisation: Organisation, parent: Organisation) -> None:
    """Another superior; the old and the new one must both be within scope. Raises ValidationError by field."""
    if organisation.parent is None:
        raise ValidationError({"parent": _("最上级机构不能调整隶属。")})
    _must_manage(administrator, organisation.parent, "parent")
    _must_manage(administrator, parent, "parent")
    before = organisation.parent.name
    moved = tree.move(organisation, parent)
    log.record(administrator, ORGANISATION_MOVED, moved, before=before, after=parent.name)


@transaction.atomic
def set_active(administrator: Person, organisation: Organisation, active: bool) -> None:
    """Closes an organisation (its roles rest, its past stays readable) or opens it again. Raises ValidationError."""
    _must_manage(administrator, organisation, "name")
    if any(path.startswith(organisation.path) for path in administrator.paths(MANAGE_ORGANISATIONS)):
        raise ValidationError(_("不能停用自己所管理的最上一级机构；请由上级管理员操作。"))
    organisation.is_active = active
    organisation.save(update_fields=["is_active"])
    log.record(administrator, ORGANISATION_CHANGED, organisation, active=active)


def _must_manage(administrator: Person, organisation: Organisation, field: str) -> None:
    if not administrator.has_permission_at(MANAGE_ORGANISATIONS, organisation):
        raise ValidationError({field: _("“%(name)s”不在您的管理范围内。") % {"name": organisation}})
