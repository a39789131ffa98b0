"""Taking uploads in: checked by content, counted by address, stored, and their audits asked for."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F, Max, Sum
from django.http import HttpRequest
from django.utils import timezone

from shebao.server.accountability.examination import tasks
from shebao.server.accountability.examination.access import visitor_of
from shebao.server.accountability.examination.limits import MEGABYTE, limits
from shebao.server.accountability.examination.models import Batch, Examination, UploadTally
from shebao.server.platform.files.kinds import REPORTS, RefusedFile, safe_name
from shebao.server.platform.files.models import StoredFile
from shebao.server.platform.files.store import store_upload
from shebao.server.platform.people.models import User
from shebao.server.platform.web import tallies
from shebao.server.platform.web.client import client_group

_LONGEST_NAME = 120


class TooMuch(Exception):
    """An upload beyond the limits; the message says which (Chinese)."""


@dataclass(frozen=True, slots=True)
class Taken:
    """An uploaded file: stored, or why it was refused."""

    name: str
    stored: StoredFile | None
    problem: str = ""


def check_amount(request: HttpRequest, files: Sequence[UploadedFile], batch: Batch | None = None) -> None:
    """Whether so many files may be uploaded now. Raises TooMuch."""
    bounds = limits()
    if not files:
        raise TooMuch("请选择要审核的文件")
    if len(files) > bounds.files_at_once:
        raise TooMuch(f"一次最多上传 {bounds.files_at_once} 个文件，这次选了 {len(files)} 个；请分几次上传")
    if batch is not None and batch.examinations.count() + len(files) > bounds.files_in_batch:
        raise TooMuch(f"一个批次最多 {bounds.files_in_batch} 个文件；请另开一个批次")
    if not request.user.is_authenticated:
        _count(request, len(files), sum(file.size or 0 for file in files))


def _count(request: HttpRequest, number: int, size: int) -> None:
    """Count an anonymous upload against its address. Raises TooMuch, and counts nothing, beyond the limit."""
    bounds = limits()
    kept = Examination.objects.filter(batch__owner=None).aggregate(kept=Sum("original__size"))["kept"] or 0
    if kept + size > bounds.anonymous_bytes_kept:
        raise TooMuch("没有登录的访客上传的文件已占满为此留出的空间；请过一天再试，或登录后上传")
    if tallies.counted(tasks.VISITORS_SECONDS, address_digest(request)) >= bounds.anonymous_seconds_an_hour:
        raise TooMuch("您这里这一小时的审核已经用满处理时间；请过一小时再试，或登录后上传")
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    tally, _ = UploadTally.objects.get_or_create(address=address_digest(request), hour=hour)
    within = UploadTally.objects.filter(
        pk=tally.pk,
        files__lte=bounds.anonymous_files_an_hour - number,
        size__lte=bounds.anonymous_bytes_an_hour - size,
    )
    if not within.update(files=F("files") + number, size=F("size") + size):
        raise TooMuch(
            f"不登录时每小时最多上传 {bounds.anonymous_files_an_hour} 个文件、"
            f"共 {bounds.anonymous_bytes_an_hour // MEGABYTE} MB；请过一小时再试，或登录后上传"
        )


def address_digest(request: HttpRequest) -> str:
    """The client's address as a keyed hash: it can be counted, not read back."""
    address = client_group(request)
    return hmac.new(settings.SECRET_KEY.encode(), f"upload {address}".encode(), hashlib.sha256).hexdigest()


def take(request: HttpRequest, files: Sequence[UploadedFile]) -> list[Taken]:
    """Check and store each file; one that is refused does not stop the others."""
    owner = request.user if request.user.is_authenticated else None
    return [_take(file, owner) for file in files]


def _take(file: UploadedFile, owner: User | None) -> Taken:
    name = safe_name(file.name or "")
    try:
        stored = store_upload(file, accepted=REPORTS, owner=owner)
    except RefusedFile as refused:
        return Taken(name, None, refused.reason.rstrip("。"))
    return Taken(stored.name, stored)


@transaction.atomic
def start_batch(request: HttpRequest, taken: Sequence[Taken]) -> Batch:
    """A batch of what was uploaded, its audits on their way."""
    signed_in = request.user.is_authenticated
    batch = Batch.objects.create(
        owner=request.user if signed_in else None,
        visitor="" if signed_in else visitor_of(request),
        address="" if signed_in else address_digest(request),
        name=_name(taken),
        expires_at=None if signed_in else timezone.now() + limits().retention,
    )
    add_to_batch(batch, taken)
    return batch


@transaction.atomic
def add_to_batch(batch: Batch, taken: Sequence[Taken]) -> list[Examination]:
    """More reports for a batch; refused files are rows that say why."""
    Batch.objects.select_for_update().get(pk=batch.pk)
    last = batch.examinations.aggregate(last=Max("position"))["last"] or 0
    state = Examination.State
    made = Examination.objects.bulk_create(
        Examination(
            batch=batch,
            position=last + number,
            name=file.name,
            original=file.stored,
            state=state.WAITING if file.stored else state.REFUSED,
            problem=file.problem,
        )
        for number, file in enumerate(taken, 1)
    )
    tasks.ask_for_audits(batch, [examination for examination in made if examination.pending])
    return made


def _name(taken: Sequence[Taken]) -> str:
    first = taken[0].name
    return first[:_LONGEST_NAME] if len(taken) == 1 else f"{first[:60]} 等 {len(taken)} 个文件"
