"""The data keys of the database, unwrapped in this process: made once a migration, renewed, wrapped anew.

Envelope encryption: values are sealed with data keys, which stand in the database wrapped with a master key that it does not have.
Each field has keys of its own, derived from them. A key once unwrapped stays in the process; which one is the newest is
asked again every minute.
"""

from __future__ import annotations

import base64
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max

from shebao.server.platform.secrets.models import INDEXES, VALUES, DataKey
from shebao.server.platform.secrets.source import KeyProblem, MasterKeys
from shebao.server.platform.secrets.suites import SUITES, Cipher, Suite

_SECRET_BYTES = 32
ASKED_AGAIN = 60.0
"""After how many seconds a process asks again which key is in use."""
_LOCK = 0x5348_4542_414F_4B45

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Key:
    """A data key in clear."""

    id: int
    suite: Suite
    secret: bytes = field(repr=False)
    _ciphers: dict[str, Cipher] = field(default_factory=dict, repr=False)
    _index_keys: dict[str, bytes] = field(default_factory=dict, repr=False)

    def cipher(self, place: str) -> Cipher:
        """The cipher of a field (`table.column`)."""
        found = self._ciphers.get(place)
        if found is None:
            found = self._ciphers[place] = self.suite.cipher(
                self.suite.derived(self.secret, b"value " + place.encode())
            )
        return found

    def digest(self, place: str, text: str) -> bytes:
        """The keyed digest of a text in a field: the same text has another one in every other field."""
        key = self._index_keys.get(place)
        if key is None:
            key = self._index_keys[place] = self.suite.derived(self.secret, b"index " + place.encode())
        return self.suite.keyed_digest(key, text.encode("utf-8"))


@dataclass
class _Remembered:
    masters: MasterKeys | None = None
    keys: dict[int, Key] = field(default_factory=dict)
    answers: dict[str, tuple[float, Any]] = field(default_factory=dict)


_remembered = _Remembered()


def forget() -> None:
    """Master keys and data keys are read again."""
    global _remembered
    _remembered = _Remembered()


def ask_again() -> None:
    """Which key is in use is asked at the next need, not in a minute."""
    _remembered.answers.clear()


def remembered(question: str, ask: Callable[[], Answer]) -> Answer:
    """What the database answers, asked once a minute."""
    known = _remembered.answers.get(question)
    if known is None or known[0] < time.monotonic():
        known = _remembered.answers[question] = (time.monotonic() + ASKED_AGAIN, ask())
    answer: Answer = known[1]
    return answer


def newest(kind: str) -> Key:
    """The key of that kind that was made last. Raises KeyProblem."""
    return key(remembered(kind, lambda: _newest(kind)))


def _newest(kind: str) -> int:
    number: int | None = DataKey.objects.filter(kind=kind).aggregate(newest=Max("id"))["newest"]
    if number is None:
        raise KeyProblem("数据库里没有数据密钥；请先运行 shebao migrate。")
    return number


def key(number: int) -> Key:
    """The data key of that number. Raises KeyProblem where the database has none, or its master key is another."""
    found = _remembered.keys.get(number)
    if found is None:
        row = DataKey.objects.filter(pk=number).first()
        if row is None:
            raise KeyProblem(f"数据库里没有第 {number} 号数据密钥，它加密的资料打不开；请核对数据库是否完整恢复。")
        found = _remembered.keys[number] = Key(number, SUITES[row.suite], _unwrap(row))
    return found


def ensure() -> None:
    """Makes the first key of each kind where there is none. Raises KeyProblem, also where those there cannot be opened."""
    for kind in (VALUES, INDEXES):
        if DataKey.objects.filter(kind=kind).exists():
            newest(kind)
        else:
            renew(kind)


@transaction.atomic
def renew(kind: str) -> int:
    """A new data key; its number. One of values is in use from now on, one of indexes as `indexing.begin` has it. Raises
    KeyProblem."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    number = (DataKey.objects.aggregate(newest=Max("id"))["newest"] or 0) + 1
    row = DataKey(id=number, kind=kind, suite=settings.KEYS.suite)
    row.wrapped = _wrap(row, secrets.token_bytes(_SECRET_BYTES))
    row.save(force_insert=True)
    ask_again()
    return number


@transaction.atomic
def rewrap() -> int:
    """Wraps every data key with the current master key, so that older ones may be thrown away; how many had another.
    Raises KeyProblem."""
    changed = 0
    for row in DataKey.objects.select_for_update().order_by("pk"):
        if row.wrapped.partition(".")[0] != _masters().current:
            DataKey.objects.filter(pk=row.pk).update(wrapped=_wrap(row, _unwrap(row)))
            changed += 1
    return changed


def problem() -> str:
    """What keeps this process from opening what is encrypted; "" when nothing does."""
    try:
        settings.KEYS.read() if settings.KEYS.file else _masters()
        for kind in (VALUES, INDEXES):
            newest(kind)
    except KeyProblem as found:
        return str(found)
    return ""


def _masters() -> MasterKeys:
    if _remembered.masters is None:
        _remembered.masters = settings.KEYS.read()
    return _remembered.masters


def _wrap(row: DataKey, secret: bytes) -> str:
    masters = _masters()
    sealed = _wrapping(row, masters.by_name[masters.current]).seal(secret, _bound(row))
    return f"{masters.current}.{base64.urlsafe_b64encode(sealed).decode('ascii')}"


def _unwrap(row: DataKey) -> bytes:
    name, _point, encoded = row.wrapped.partition(".")
    master = _masters().by_name.get(name)
    if master is None:
        raise KeyProblem(
            f"{settings.KEYS.name} 里没有主密钥“{name}”，第 {row.pk} 号数据密钥和它加密的资料打不开；请找回含这把密钥的文件。"
        )
    try:
        return _wrapping(row, master).open(base64.urlsafe_b64decode(encoded), _bound(row))
    except (InvalidTag, ValueError) as error:
        raise KeyProblem(
            f"主密钥“{name}”打不开第 {row.pk} 号数据密钥：它不是原来的那一把，或数据库里的密钥被改动过；请核对密钥文件和备份。"
        ) from error


def _wrapping(row: DataKey, master: bytes) -> Cipher:
    suite = SUITES[row.suite]
    return suite.cipher(suite.derived(master, b"wrap data keys"))


def _bound(row: DataKey) -> bytes:
    return json.dumps(["data key", row.pk, row.kind, row.suite]).encode("ascii")
