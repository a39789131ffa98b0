"""Links that share a batch."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from shebao.server.accountability.examination.limits import limits
from shebao.server.accountability.examination.models import Batch, ShareLink

_MOST_DAYS = 365
_LONGEST_LABEL = 60


def new_link(batch: Batch, label: str, days: str, may_answer: bool) -> ShareLink:
    """A link for so many days (the usual number where that is no number), never longer than the batch is kept."""
    number = int(days) if days.isascii() and days.isdigit() and len(days) <= 4 else 0
    until = timezone.now() + timedelta(days=min(number, _MOST_DAYS) or limits().link_days)
    return ShareLink.objects.create(
        batch=batch,
        label=" ".join(label.replace("\0", "").split())[:_LONGEST_LABEL],
        may_answer=may_answer,
        expires_at=min(until, batch.expires_at) if batch.expires_at else until,
    )


def revoke(link: ShareLink) -> None:
    """From now on the link opens nothing, neither for new people nor for those who used it before."""
    ShareLink.objects.filter(pk=link.pk, revoked_at__isnull=True).update(revoked_at=timezone.now())
