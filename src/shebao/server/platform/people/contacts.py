"""How staff are reached: written by administrators and by oneself, seen masked, in clear for a reason; every look is logged."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from shebao.server.platform.access.doing import Looker, masked, opened
from shebao.server.platform.decisions import log
from shebao.server.platform.people.declares import CONTACT_CHANGED
from shebao.server.platform.people.models import Contact, User

_FIELDS = tuple(Contact.personal)


def of(by: Looker, user: User) -> list[tuple[str, str]]:
    """(name, masked value) of what is known of a user; nothing, and no look, where nothing is known."""
    contact = Contact.objects.filter(pk=user.pk).first()
    return _named(masked(by, [contact])[0]) if contact else []


def in_clear(by: Looker, user: User, reason: str) -> list[tuple[str, str]]:
    """The same in clear. Raises ReasonMissing, Refused, Unreadable."""
    contact = Contact.objects.filter(pk=user.pk).first()
    return _named(opened(by, contact, _FIELDS, reason)) if contact else []


@transaction.atomic
def change(by: User, user: User, *, mail: str, telephone: str, clear: bool) -> None:
    """Sets what is given and keeps what is left empty; `clear` throws both away first. The log says which, not what."""
    contact = Contact.objects.select_for_update().filter(pk=user.pk).first() or Contact(user=user)
    if clear:
        contact.mail = contact.telephone = None
    given = {"mail": mail, "telephone": telephone}
    for name, text in given.items():
        if text:
            setattr(contact, name, text)
    contact.save()
    changed = _FIELDS if clear else [name for name, text in given.items() if text]
    log.record(by, CONTACT_CHANGED, user, fields="、".join(_label(name) for name in changed))


def _named(values: dict[str, str]) -> list[tuple[str, str]]:
    return [(_label(name), text or _("未登记")) for name, text in values.items()]


def _label(name: str) -> str:
    return str(Contact._meta.get_field(name).verbose_name)
