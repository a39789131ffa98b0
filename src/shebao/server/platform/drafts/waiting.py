"""Drafts as work that waits for whoever typed them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from shebao.server.platform.drafts.models import Draft
from shebao.server.platform.inbox.work import Waiting, Work

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


def waiting(person: AbstractBaseUser, today: date) -> Waiting:
    """The person's drafts."""
    drafts = Draft.objects.filter(person=person).defer("fields")
    return Waiting(tuple(Work("继续填写（草稿）", each.title, each.address, each.kept_at) for each in drafts))
