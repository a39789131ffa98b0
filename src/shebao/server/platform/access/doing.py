"""Look at people's data: each look is a row of the log in the transaction that shows the data, a refusal too.

`masked` is for pages and lists, `opened` for one person's data in clear and for a reason, `exported` for files. All write before they
give anything. A refusal is an exception, which ends the transaction: the middleware, or `refusals_kept` in a job,
writes it down afterwards. Whatever fails on the way shows nothing.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import HttpRequest

from shebao.server.platform.access.models import Look, Restriction
from shebao.server.platform.access.personal import Personal, text_of
from shebao.server.platform.access.restricting import barred, override
from shebao.server.platform.decisions import log
from shebao.server.platform.scope import Person
from shebao.server.platform.web.client import client_address

WITHHELD = "受限，不显示"
SHORTEST_REASON = 4
_CHAINS = 64
_SUBJECTS_OF_A_ROW = 500


@dataclass(frozen=True)
class Looker:
    """Who looks, by which permission, at the records of which organisation, from where."""

    person: Person
    permission: str
    organisation: models.Model | None = None
    address: str = ""
    request: str = ""


class Refused(PermissionDenied):
    """Somebody may not see the data; the message says why. `look` is what the log gets, `hidden` that nothing may tell them
    that there is such a person."""

    def __init__(self, message: str, look: Look, *, hidden: bool = False) -> None:
        super().__init__(message)
        self.message, self.look, self.hidden = message, look, hidden


class ReasonMissing(ValueError):
    """Data in clear takes a reason; the message says so."""


def looker(request: HttpRequest, permission: str, organisation: models.Model | None = None) -> Looker:
    """Whoever sent the request."""
    return Looker(
        request.user, permission, organisation, client_address(request), str(getattr(request, "request_id", ""))[:64]
    )


def one(by: Looker, scope: models.QuerySet[Any], subject_model: type[models.Model], key: object) -> Any:
    """The record of a person within a scope. Raises Refused for one that lies outside, so that the attempt is written down, and
    `DoesNotExist` where there is none."""
    found = scope.filter(pk=key).first()
    if found is not None:
        return found
    subject_model._base_manager.get(pk=key)
    raise _refused(by, subject_model, (), [log.name_of(subject_model, key)], "不在可查看的范围内", hidden=True)


def masked(by: Looker, records: Sequence[Personal]) -> list[dict[str, str]]:
    """The personal fields of each record as everybody with the permission may see them, in order; of restricted persons
    nothing. One row of the log."""
    if not records:
        return []
    _write(by, Look.Kind.MASKED, records)
    closed = barred(by.person, {each.subject for each in records})
    return [_shown(each, each.subject in closed) for each in records]


def opened(
    by: Looker, record: Personal, fields: Iterable[str], reason: str, *, case: str = "", overrides: bool = True
) -> dict[str, str]:
    """Some fields of one person in clear. A guarded person's open by the reason for some hours, which is a decision of its own;
    without `overrides` the reason is none that somebody gave, and opens nothing. Raises ReasonMissing, Refused, Unreadable."""
    wanted, reason = tuple(fields), _said(reason)
    _must_know(record, wanted)
    closed = barred(by.person, [record.subject]).get(record.subject)
    if closed is not None:
        if closed.tier == Restriction.Tier.PROTECTED or not overrides:
            raise _refused(
                by,
                type(record),
                wanted,
                [record.subject],
                f"受限人员，仅专人可以查看（所说理由：{reason}）",
                hidden=False,
            )
        override(by.person, closed, reason)
    _write(by, Look.Kind.OPENED, [record], wanted, reason, case)
    return {name: text_of(record, name) for name in wanted}


def exported(
    by: Looker, records: Sequence[Personal], fields: Iterable[str], reason: str, *, clear: bool = False
) -> list[dict[str, str]]:
    """Fields of many persons for a file, masked unless `clear`; restricted persons' are withheld either way. Rows of the log
    name every person. Raises ReasonMissing, Unreadable."""
    wanted, reason = tuple(fields), _said(reason)
    if not records:
        return []
    _must_know(records[0], wanted)
    closed = barred(by.person, {each.subject for each in records})
    for start in range(0, len(records), _SUBJECTS_OF_A_ROW):
        _write(by, Look.Kind.EXPORTED, records[start : start + _SUBJECTS_OF_A_ROW], wanted, reason)
    return [_given(each, wanted, each.subject in closed, clear) for each in records]


def keep(refusal: Refused) -> None:
    """Writes a refusal down, in a transaction of its own."""
    with transaction.atomic():
        log.append(refusal.look)


@contextmanager
def refusals_kept() -> Iterator[None]:
    """For what is no request: around a transaction; a refusal that ends it is written down afterwards, and goes on."""
    try:
        yield
    except Refused as refusal:
        keep(refusal)
        raise


def _shown(record: Personal, closed: bool) -> dict[str, str]:
    return _given(record, tuple(record.personal), closed, False)


def _given(record: Personal, fields: tuple[str, ...], closed: bool, clear: bool) -> dict[str, str]:
    if closed:
        return dict.fromkeys(fields, WITHHELD)
    texts = {name: text_of(record, name) for name in fields}
    return texts if clear else {name: record.personal[name](text) if text else "" for name, text in texts.items()}


def _said(reason: str) -> str:
    words = " ".join(reason.split())
    if len(words) < SHORTEST_REASON:
        raise ReasonMissing(f"查看全文须说明理由（至少 {SHORTEST_REASON} 个字），理由记入查看记录，本人可以看到。")
    return words[:500]


def _must_know(record: Personal, fields: tuple[str, ...]) -> None:
    unknown = set(fields) - set(record.personal)
    if unknown or not fields:
        raise ValueError(f"{type(record).__name__}: {sorted(unknown) or 'no field'} is not declared as personal data")


def _write(
    by: Looker,
    kind: Any,
    records: Sequence[Personal],
    fields: tuple[str, ...] = (),
    reason: str = "",
    case: str = "",
) -> None:
    subjects = list(dict.fromkeys(each.subject for each in records))
    log.append(_look(by, type(records[0]), kind, fields or tuple(records[0].personal), subjects, reason, case))


def _look(
    by: Looker,
    model: Any,
    kind: Any,
    fields: tuple[str, ...],
    subjects: list[str],
    reason: str = "",
    case: str = "",
) -> Look:
    actor = by.person.get_username() or "anonymous"
    return Look(
        chain=f"{Look.prefix}:{zlib.crc32(actor.encode()) % _CHAINS:02}",
        actor=actor,
        organisation=by.organisation,
        kind=kind,
        permission=by.permission,
        of=model._meta.label_lower,
        fields=list(fields),
        subjects=subjects,
        reason=reason,
        case=case,
        address=by.address,
        request=by.request,
    )


def _refused(
    by: Looker, model: Any, fields: tuple[str, ...], subjects: list[str], why: str, *, hidden: bool
) -> Refused:
    look = _look(by, model, Look.Kind.REFUSED, fields, subjects, why[:500])
    return Refused("这个人的资料受限，只有专人可以查看；这次查看已经记录。", look, hidden=hidden)
