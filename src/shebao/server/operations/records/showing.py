"""A whole record shown to somebody at the terminal: masked, or in clear for a reason; each look is in the log."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import transaction

from shebao.operations.record.acts import Act, Authority, AuthorityKind
from shebao.operations.record.output import Asked, Journal, Shown, rows_asked
from shebao.operations.record.record import Record
from shebao.operations.record.rows import SubjectKind, Table
from shebao.server.operations.records import models
from shebao.server.operations.records.masking import masked_value, secret_registers
from shebao.server.operations.records.reading import acts_of
from shebao.server.platform.access.doing import WITHHELD, Looker, masked, opened

_PERMISSION = "operate_the_server"
_BETWEEN = "\x1f"


class Withheld(Exception):
    """The person is restricted: nothing is shown at a terminal."""


@dataclass
class Operator:
    """Whoever runs a command on the machine: known by the name of their account there, with no permission in the platform."""

    name: str
    pk: Any = None
    is_authenticated: bool = False

    def get_username(self) -> str:
        """The account on the machine."""
        return self.name

    def paths(self, permission: str) -> tuple[str, ...]:
        """None."""
        return ()

    def has_permission_at(self, permission: str, organisation: Any) -> bool:
        """Never."""
        return False

    def answers_for_a_tree(self, permission: str) -> bool:
        """Never."""
        return False


def operator() -> Looker:
    """Whoever runs this command."""
    return Looker(Operator(f"命令行:{getpass.getuser()}"), _PERMISSION)


def _masking(register: str) -> Callable[[str], str]:
    def mask(text: str) -> str:
        return _BETWEEN.join(masked_value(register, each) for each in text.split(_BETWEEN))

    return mask


class Secrets:
    """The secret values of a record as one row of people's data, a field a register."""

    _meta = models.Subject._meta
    personal: ClassVar[Mapping[str, Callable[[str], str]]] = {
        name: _masking(name) for name in sorted(frozenset().union(*map(secret_registers, SubjectKind)))
    }

    def __init__(self, record: Record) -> None:
        self.pk = record.subject
        self._texts: dict[str, list[str]] = {name: [] for name in sorted(secret_registers(record.kind))}
        for fact in record.facts:
            if fact.register in self._texts and fact.value not in self._texts[fact.register]:
                self._texts[fact.register].append(fact.value)

    @property
    def subject(self) -> str:
        """Whose data it is."""
        return f"records.subject:{self.pk}"

    def __getattr__(self, name: str) -> str:
        if name not in type(self).personal:
            raise AttributeError(name)
        return _BETWEEN.join(self._texts.get(name, ()))

    def shown(self, texts: Mapping[str, str]) -> Shown:
        """How facts are shown, given how the fields are."""
        known = {
            (name, value): shown
            for name, values in self._texts.items()
            for value, shown in zip(values, texts[name].split(_BETWEEN), strict=bool(values))
        }
        return lambda fact: known.get((fact.register, fact.value), fact.value)


@contextmanager
def looked_at(record: Record, by: Looker, reason: str = "") -> Iterator[Shown]:
    """How the values of a record's facts are shown: masked, or in clear where a reason is given. The look is written down
    in the transaction that shows. Raises Withheld, ReasonMissing, Unreadable."""
    with transaction.atomic():
        secrets = Secrets(record)
        texts = masked(by, [secrets])[0]
        if WITHHELD in texts.values():
            raise Withheld("这个人的资料受限，不在命令行显示；这次查看已经记录。")
        if reason:
            texts = opened(by, secrets, tuple(secrets.personal), reason)
        yield secrets.shown(texts)


def journals(record: Record, asked: Asked) -> list[Journal]:
    """The acts of the rows that are shown, in the order in which they were known."""
    facts, spells = rows_asked(record, asked)
    rows: list[Any] = [*facts, *spells]
    own = {row.id for row in rows} | {row.supersedes for row in rows} | {record.subject}
    return [_journal(act, own, record.kind) for act in acts_of(row.act for row in rows)]


def _journal(act: models.Act, own: set[Any], kind: SubjectKind) -> Journal:
    """An act with what it did to this subject; what a run did to others is theirs."""
    value = Act(
        act.id, act.at, act.by_id, Authority(AuthorityKind(act.authority_kind), act.authority_id, act.authority_number),
        act.service, act.service_version, act.checked_by_id, act.approved_by_id, act.corrects_id,
    )  # fmt: skip
    effects = models.Effect.objects.filter(act=act, row__in=own).order_by("number")
    tables = {Table.SUBJECT.value: kind.value}
    return Journal(value, tuple((each.type, tables.get(each.table, each.table), each.row) for each in effects))
