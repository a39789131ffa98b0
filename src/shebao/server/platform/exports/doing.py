"""Declare a kind of export once; a view offers it: what is there is sent, what is not is made by a worker while a page waits.

    @export("desk.findings", "导出问题清单")
    def findings(person: User | None, arguments: Mapping[str, Any]) -> Made: ...

    return offer(request, "desk.findings", {"query": …}, revision=…)

A kind runs in a worker with the rights that the person has then. `revision` is anything that changes when the answer would.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeAlias

from django.contrib import messages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from shebao.server.platform.exports import sealing
from shebao.server.platform.exports.models import Export
from shebao.server.platform.files import store
from shebao.server.platform.files.models import StoredFile
from shebao.server.platform.jobs import background
from shebao.server.platform.jobs.models import Job, Lane
from shebao.server.platform.people.models import User

EXPORT = "exports.make"
SEALED = "sealed"
FRESH = timedelta(minutes=10)
"""For how long a file counts as present though its revision is the same: what a revision does not see shows after this."""
JUST_NOW = timedelta(seconds=5)
"""Somebody who waited gets what was made for them, though others change things all the time."""
KEPT = timedelta(days=1)


class NotMade(Exception):
    """The file cannot be made; the message says in Chinese why and what to do."""


@dataclass(frozen=True)
class Made:
    """A file: its name, its kind (`files.kinds`), its content."""

    name: str
    kind: str
    content: bytes
    personal: bool = False
    """Whether it tells of people; then it lies encrypted."""


Maker: TypeAlias = Callable[[User | None, Mapping[str, Any]], Made]


@dataclass(frozen=True)
class Kind:
    """A declared kind of export."""

    name: str
    caption: str
    make: Maker


KINDS: dict[str, Kind] = {}


def export(name: str, caption: str) -> Callable[[Maker], Maker]:
    """Declares a function as a kind of export. It stands in a module `exports` of its app, where workers find it."""

    def declare(make: Maker) -> Maker:
        if name in KINDS and KINDS[name].make.__module__ != make.__module__:
            raise ValueError(f"two kinds of export are called {name}")
        KINDS[name] = Kind(name, caption, make)
        return make

    return declare


def offer(
    request: HttpRequest,
    kind: str,
    arguments: Mapping[str, Any],
    revision: str,
    *,
    back: str,
    person: User | None = None,
    lane: Lane = Lane.OFFICIAL,
) -> HttpResponseBase:
    """The file, or a page that waits for it, or the page `back` with what stands against it. With `person` it is theirs alone."""
    revision = hashlib.sha256(revision.encode()).hexdigest()
    present = current(kind, arguments, revision, person)
    if present is None:
        job = ask(kind, arguments, revision, person, lane, _address(request))
        context = {"job": job, "caption": KINDS[kind].caption, "back": back}
        return render(request, "exports/waiting.html", context)
    if present.file is None:
        messages.error(request, present.problem)
        return redirect(back)
    response = _answer(present, present.file)
    if response is None:
        _remove(Export.objects.filter(pk=present.pk))
        messages.error(request, "存着的导出文件已损坏，没有下载；请重新导出。")
        return redirect(back)
    response["Cache-Control"] = "private, no-store"
    return response


def _answer(export: Export, file: StoredFile) -> HttpResponseBase | None:
    if file.kind != SEALED:
        return store.download(file)
    try:
        content = sealing.opened(store.read(file), export.key)
    except sealing.Damaged:
        return None
    return store.answer(content, Path(file.name).suffix.removeprefix("."), file.name)


def current(kind: str, arguments: Mapping[str, Any], revision: str, person: User | None = None) -> Export | None:
    """What was made of this revision lately, or of another one just now; None where it is still to be made."""
    now = timezone.now()
    found: Export | None = (
        Export.objects.filter(key=_key(kind, arguments, person))
        .filter(Q(revision=revision, made_at__gt=now - FRESH) | Q(made_at__gt=now - JUST_NOW))
        .select_related("file")
        .first()
    )
    return found


def ask(
    kind: str,
    arguments: Mapping[str, Any],
    revision: str,
    person: User | None = None,
    lane: Lane = Lane.OFFICIAL,
    url: str = "",
) -> Job:
    """The job that makes it; one for as many as ask the same."""
    key = _key(kind, arguments, person)
    return background.KINDS[EXPORT].start(
        KINDS[kind].caption,
        arguments={
            "kind": kind,
            "arguments": dict(arguments),
            "revision": revision,
            "person": person.pk if person else None,
        },
        owner=person,
        url=url,
        lock=f"export:{key[:32]}",
        once=f"export:{key[:32]}",
        lane=lane,
    )


def make(kind: str, arguments: Mapping[str, Any], revision: str, person: User | None) -> Export:
    """Makes it and keeps it in place of the former one; where that cannot be done, why."""
    found = current(kind, arguments, revision, person)
    if found is not None:
        return found
    try:
        made, problem = KINDS[kind].make(person, arguments), ""
    except NotMade as refused:
        made, problem = None, str(refused)
    return _keep(kind, arguments, revision, person, made, problem)


def tidy() -> int:
    """Forgets files that were made long ago; how many."""
    return _remove(Export.objects.filter(made_at__lt=timezone.now() - KEPT))


def forget(kind: str, argument: str, values: Sequence[str]) -> None:
    """Forgets the files of a kind whose argument has one of these values: what they are about goes."""
    _remove(Export.objects.filter(kind=kind, **{f"arguments__{argument}__in": values}))


def _remove(exports: QuerySet[Export]) -> int:
    found = list(exports.select_related("file"))
    for each in found:
        with transaction.atomic():
            each.delete()
            if each.file is not None:
                store.discard(each.file)
    return len(found)


@transaction.atomic
def _keep(
    kind: str, arguments: Mapping[str, Any], revision: str, person: User | None, made: Made | None, problem: str
) -> Export:
    key = _key(kind, arguments, person)
    former = Export.objects.select_for_update(of=("self",)).filter(key=key).select_related("file").first()
    replaced = former.file if former else None
    file = _stored(made, key, person) if made else None
    kept: Export
    kept, _new = Export.objects.update_or_create(
        key=key,
        defaults={
            "kind": kind, "arguments": dict(arguments), "person": person, "revision": revision, "file": file,
            "problem": problem[:1000], "made_at": timezone.now(),
        },
    )  # fmt: skip
    if replaced is not None:
        store.discard(replaced)
    return kept


def _stored(made: Made, key: str, person: User | None) -> StoredFile:
    content, kind = (sealing.sealed(made.content, key), SEALED) if made.personal else (made.content, made.kind)
    return store.store_bytes(content, kind=kind, name=made.name, owner=person)


def _address(request: HttpRequest) -> str:
    path = request.get_full_path()
    return path if len(path) <= 200 else ""


def _key(kind: str, arguments: Mapping[str, Any], person: User | None) -> str:
    question = json.dumps([kind, dict(arguments), person.pk if person else None], sort_keys=True)
    return hashlib.sha256(question.encode()).hexdigest()
