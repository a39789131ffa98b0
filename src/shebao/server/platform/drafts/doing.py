"""Keeping and dropping drafts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from shebao.server.platform.drafts.models import Draft

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

KEPT_DAYS = 30
_LARGEST = 300_000
_MOST = 100
_FORM, _TITLE, _ADDRESS, _BASE = 300, 200, 500, 40


class Unkept(Exception):
    """A draft that is not kept; the message says why and what to do."""


def keep(person: AbstractBaseUser, sent: Mapping[str, str]) -> Draft | None:
    """Keeps what is typed into a form, over what was kept of it before; without a field nothing is kept. Raises Unkept."""
    form, address = _text(sent, "form", _FORM), _text(sent, "address", _ADDRESS)
    if not form or not address.startswith("/") or not url_has_allowed_host_and_scheme(address, None):
        raise Unkept("看不懂这份草稿属于哪个表单。")
    fields = _fields(sent.get("fields", ""))
    if not fields:
        drop(person, form)
        return None
    if (
        not Draft.objects.filter(person=person, form=form).exists()
        and Draft.objects.filter(person=person).count() >= _MOST
    ):
        raise Unkept(f"草稿已有 {_MOST} 份；请先保存或放弃一些。")
    with transaction.atomic():
        kept = Draft.objects.select_for_update().filter(person=person, form=form).first()
        draft = kept or Draft(person=person, form=form)
        draft.title, draft.address = _text(sent, "title", _TITLE), address
        draft.base, draft.content = _text(sent, "base", _BASE), json.dumps(fields, ensure_ascii=False)
        draft.save()
    return draft


def drop(person: AbstractBaseUser, form: str) -> None:
    """Drops the draft of a form, if there is one."""
    Draft.objects.filter(person=person, form=form).delete()


def purge() -> int:
    """Drops the drafts that nobody touched for a month; returns how many."""
    dropped, _by_model = Draft.objects.filter(kept_at__lt=timezone.now() - timedelta(days=KEPT_DAYS)).delete()
    return int(dropped)


def _text(sent: Mapping[str, str], name: str, longest: int) -> str:
    text = sent.get(name, "").replace("\x00", "").strip()
    if len(text) > longest:
        raise Unkept("草稿的名称太长。")
    return text


def _fields(text: str) -> dict[str, str | bool]:
    """The fields that were sent. Raises Unkept where they are not texts by name, or too much."""
    if len(text) > _LARGEST:
        raise Unkept("内容太长，不能自动保存草稿；请先保存。")
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not all(isinstance(value, str | bool) for value in found.values()):
        raise Unkept("看不懂草稿的内容。")
    return {
        name.replace("\x00", ""): value.replace("\x00", "") if isinstance(value, str) else value
        for name, value in found.items()
    }
