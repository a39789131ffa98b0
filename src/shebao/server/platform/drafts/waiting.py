"""Drafts as work that waits for whoever typed them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from shebao.server.platform.drafts.models import Draft
from shebao.server.platform.inbox.work import Waiting, Work
from shebao.server.platform.secrets.fields import Unreadable

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


def waiting(person: AbstractBaseUser, today: date) -> Waiting:
    """The person's drafts."""
    drafts = Draft.objects.filter(person=person).defer("content")
    return Waiting(tuple(Work("继续填写（草稿）", _title(each), each.address, each.kept_at) for each in drafts))


def _title(draft: Draft) -> str:
    """What it is a draft of; where it cannot be opened, the page says so when it is opened."""
    try:
        return draft.title.open() if draft.title else ""
    except Unreadable:
        return "（打不开）"
