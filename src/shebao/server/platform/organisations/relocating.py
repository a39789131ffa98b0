"""Another superior for an organisation, which shows everything of it to other people: two agree to it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shebao.server.platform.decisions import log
from shebao.server.platform.inbox.work import SHOWN, Waiting, Work
from shebao.server.platform.organisations import tree
from shebao.server.platform.organisations.administration import must_manage
from shebao.server.platform.organisations.declares import (
    CONFIRM_RELOCATIONS,
    ORGANISATION_MOVED,
    RELOCATION_ASKED,
    RELOCATION_ENDED,
)
from shebao.server.platform.organisations.models import Organisation, Relocation, RelocationQuerySet

if TYPE_CHECKING:
    from shebao.server.platform.scope import Person


@transaction.atomic
def ask(administrator: Any, organisation: Organisation, parent: Organisation, reason: str) -> Relocation:
    """Asks for another superior; the old and the new one must both be within scope. Raises ValidationError by field."""
    if organisation.parent is None:
        raise ValidationError({"parent": _("最上级机构不能调整隶属。")})
    must_manage(administrator, organisation.parent, "parent")
    must_manage(administrator, parent, "parent")
    if not reason.strip():
        raise ValidationError({"reason": _("请写明理由，例如文件的文号。")})
    if organisation.relocations.filter(state="asked").exists():
        raise ValidationError(_("这个机构已有一项调整待确认；请先办完或撤回。"))
    tree.check_move(organisation, parent)
    made: Relocation = Relocation.objects.create(
        organisation=organisation, parent=parent, former=organisation.parent, reason=reason.strip()[:500],
        asked_by=administrator,
    )  # fmt: skip
    log.record(administrator, RELOCATION_ASKED, organisation, after=parent.name, reason=made.reason)
    return made


@transaction.atomic
def confirm(person: Any, relocation: Relocation) -> Organisation:
    """A second person moves it, with everything below. Raises ValidationError."""
    held = _held(relocation)
    if not may_confirm(person, held):
        raise ValidationError(_("调整由申请人以外、管得到原上级和新上级的另一人确认。"))
    if held.organisation.parent_id != held.former_id:
        raise ValidationError(_("申请以后这个机构的上级已经变了；请撤回，重新申请。"))
    moved = tree.move(held.organisation, held.parent)
    _end(held, "done", person)
    log.record(
        person, ORGANISATION_MOVED, moved, before=held.former.name, after=held.parent.name, reason=held.reason,
        asked_by=str(held.asked_by),
    )  # fmt: skip
    return moved


@transaction.atomic
def withdraw(person: Any, relocation: Relocation) -> None:
    """Who asked, or who could confirm, ends it. Raises ValidationError."""
    held = _held(relocation)
    if person.pk != held.asked_by_id and not may_confirm(person, held):
        raise ValidationError(_("这项调整不在您的管理范围内。"))
    _end(held, "withdrawn", person)
    log.record(person, RELOCATION_ENDED, held.organisation, after=held.parent.name)


def may_confirm(person: Person, relocation: Relocation) -> bool:
    """Whether this person may be the second one."""
    both = (relocation.former, relocation.parent)
    return person.pk != relocation.asked_by_id and all(
        person.has_permission_at(CONFIRM_RELOCATIONS, each) for each in both
    )


def seen_by(person: Person) -> RelocationQuerySet:
    """The open relocations of organisations where the person may confirm."""
    found = Relocation.objects.in_scope(person, CONFIRM_RELOCATIONS).filter(state="asked").order_by("asked_at")
    return found.select_related("organisation", "parent", "former", "asked_by")


def waiting(person: Person, today: date) -> Waiting:
    """What a person may confirm."""
    address = reverse("organisations:relocations")
    found = [each for each in seen_by(person) if may_confirm(person, each)]
    works = tuple(
        Work("确认隶属调整", f"{each.organisation}改由{each.parent}管理", address, each.asked_at, note=each.reason)
        for each in found[:SHOWN]
    )
    return Waiting(works, more=max(0, len(found) - SHOWN))


def _held(relocation: Relocation) -> Relocation:
    found: Relocation | None = (
        Relocation.objects.select_for_update(of=("self",))
        .select_related("organisation", "parent", "former", "asked_by")
        .filter(pk=relocation.pk, state="asked")
        .first()
    )
    if found is None:
        raise ValidationError(_("这项调整已经办结或撤回；请刷新页面。"))
    return found


def _end(relocation: Relocation, state: str, by: Any) -> None:
    relocation.state, relocation.ended_by, relocation.ended_at = state, by, timezone.now()
    relocation.save(update_fields=["state", "ended_by", "ended_at"])
