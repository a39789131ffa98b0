"""Who sees a batch: its owner, the visitor whose browser uploaded it, and whoever opened a valid link. Others get 404."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from shebao.server.accountability.examination.models import Batch, Examination, ShareLink, digest_of

_VISITOR, _LINKS = "examination_visitor", "examination_links"
_MOST_LINKS = 50


@dataclass(frozen=True, slots=True)
class Access:
    """What somebody may do with a batch, and by which name decisions of theirs go."""

    owns: bool
    may_answer: bool
    name: str


def visitor_of(request: HttpRequest) -> str:
    """The random name that this browser's session is known by, made on first use."""
    if _VISITOR not in request.session:
        request.session[_VISITOR] = secrets.token_urlsafe(32)
    return str(request.session[_VISITOR])


def _alive() -> Q:
    return Q(expires_at__isnull=True) | Q(expires_at__gt=timezone.now())


def own_batches(request: HttpRequest) -> QuerySet[Batch]:
    """The batches that this person or browser uploaded, the newest first."""
    own = Q(pk__isnull=True)
    if request.user.is_authenticated:
        own |= Q(owner=request.user)
    if visitor := request.session.get(_VISITOR):
        own |= Q(visitor=visitor, owner__isnull=True)
    return Batch.objects.filter(_alive() & own).order_by("-created_at")


def batch_for(request: HttpRequest, pk: UUID) -> tuple[Batch, Access]:
    """A batch that this person may see. Raises Http404."""
    batch = own_batches(request).filter(pk=pk).first()
    if batch is not None:
        return batch, Access(True, True, str(request.user) if request.user.is_authenticated else "上传人（未登录）")
    opened = request.session.get(_LINKS, [])
    link = (
        ShareLink.objects.filter(pk__in=opened, batch=pk, revoked_at__isnull=True, expires_at__gt=timezone.now())
        .select_related("batch")
        .order_by("-may_answer")
        .first()
        if opened
        else None
    )
    if link is None or (link.batch.expires_at and link.batch.expires_at <= timezone.now()):
        raise Http404
    return link.batch, Access(False, link.may_answer, f"分享对象（{link.label}）" if link.label else "分享对象")


def examination_for(request: HttpRequest, pk: UUID) -> tuple[Examination, Access]:
    """An examination that this person may see. Raises Http404."""
    examination = Examination.objects.filter(pk=pk).select_related("original", "prior", "department").first()
    if examination is None:
        raise Http404
    examination.batch, access = batch_for(request, examination.batch_id)
    return examination, access


def owned_batch(request: HttpRequest, pk: UUID) -> Batch:
    """A batch that this person or browser uploaded. Raises Http404."""
    batch, access = batch_for(request, pk)
    if not access.owns:
        raise Http404
    return batch


def open_link(request: HttpRequest, token: str) -> Batch:
    """The batch that a link leads to; this session may see it from now on. Raises Http404."""
    link = ShareLink.objects.filter(digest=digest_of(token)).select_related("batch").first()
    if link is None or not link.valid or (link.batch.expires_at and link.batch.expires_at <= timezone.now()):
        raise Http404
    opened = [pk for pk in request.session.get(_LINKS, []) if pk != link.pk]
    request.session[_LINKS] = [*opened, link.pk][-_MOST_LINKS:]
    return link.batch
