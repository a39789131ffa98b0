"""Add to the tree and move parts of it; the rules of what may stand below what."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from shebao.server.platform.organisations.models import Kind, Organisation

MAXIMUM_DEPTH = 8
BELOW: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "city": frozenset({"district", "department", "unit"}),
        "district": frozenset({"department", "unit"}),
        "department": frozenset({"department", "unit"}),
        "unit": frozenset(),
    }
)
_LOCK = 0x5348_4542_414F_5452


@transaction.atomic
def add(name: str, kind: str, parent: Organisation | None, *, place: str = "") -> Organisation:
    """A new organisation below `parent` (None: a new root). Raises ValidationError by field."""
    _lock_the_tree()
    parent = _fresh(parent) if parent else None
    if parent:
        _check_place(kind, parent, height=0)
    organisation = Organisation(
        name=name.strip(), kind=kind, parent=parent, place=place or (parent.place if parent else "")
    )
    _check_name(organisation, organisation.parent)
    organisation.save()
    return organisation


@transaction.atomic
def rename(organisation: Organisation, name: str, *, place: str | None = None) -> Organisation:
    """Gives a new name (and place). Raises ValidationError when the superior has one of that name already."""
    organisation.name = name.strip()
    organisation.place = organisation.place if place is None else place
    _check_name(organisation, organisation.parent)
    organisation.save(update_fields=["name", "place"])
    return organisation


@transaction.atomic
def move(organisation: Organisation, parent: Organisation) -> Organisation:
    """Hangs an organisation with everything below it under another one.

    Raises ValidationError: below itself, a kind that does not belong there, too deep, name taken.
    """
    _lock_the_tree()
    organisation, parent = _fresh(organisation), _fresh(parent)
    check_move(organisation, parent)
    below, old = Organisation.objects.within(organisation), organisation.path
    organisation.parent, organisation.path = parent, f"{parent.path}{organisation.pk}/"
    below.update(path=Concat(Value(organisation.path), Substr(F("path"), len(old) + 1)))
    organisation.save(update_fields=["parent"])
    return organisation


def check_move(organisation: Organisation, parent: Organisation) -> None:
    """Raises ValidationError where the organisation cannot hang under that one; see `move`."""
    if organisation.contains(parent):
        raise ValidationError(
            {
                "parent": _("“%(parent)s”就是“%(moved)s”或在它下面，不能作它的上级；请另选一个。")
                % {"parent": parent, "moved": organisation}
            }
        )
    below = Organisation.objects.within(organisation)
    height = max(path.count("/") for path in below.values_list("path", flat=True)) - organisation.path.count("/")
    _check_place(organisation.kind, parent, height)
    _check_name(organisation, parent)


def _fresh(organisation: Organisation) -> Organisation:
    return Organisation.objects.get(pk=organisation.pk)


def _check_place(kind: str, parent: Organisation, height: int) -> None:
    if kind not in BELOW[parent.kind]:
        raise ValidationError({"parent": _misplaced(kind, parent)})
    if parent.depth + 1 + height >= MAXIMUM_DEPTH:
        raise ValidationError(
            {
                "parent": _("机构最多 %(most)d 级，放在“%(parent)s”下面就超过了。")
                % {"most": MAXIMUM_DEPTH, "parent": parent}
            }
        )


def _misplaced(kind: str, parent: Organisation) -> str:
    names = {"above": Kind(parent.kind).label, "parent": parent, "kind": Kind(kind).label}
    if not BELOW[parent.kind]:
        return _("%(above)s“%(parent)s”下面不能再设任何机构；请另选上级。") % names
    allowed = "、".join(str(Kind(k).label) for k in Kind.values if k in BELOW[parent.kind])
    message = _("%(above)s“%(parent)s”下面只能设%(allowed)s，不能设%(kind)s；请另选上级。")
    return message % {**names, "allowed": allowed}


def _check_name(organisation: Organisation, parent: Organisation | None) -> None:
    if not organisation.name:
        raise ValidationError({"name": _("请填写机构名称。")})
    twins = Organisation.objects.filter(parent=parent, name=organisation.name).exclude(pk=organisation.pk)
    if twins.exists():
        where = _("“%(name)s”下面") % {"name": parent} if parent else _("最上级")
        message = _("%(where)s已经有“%(name)s”；请换一个名称。") % {"where": where, "name": organisation.name}
        raise ValidationError({"name": message})


def _lock_the_tree() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
