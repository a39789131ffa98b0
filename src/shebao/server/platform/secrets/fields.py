"""A field of a model that is kept encrypted: bound to its table, column and row, found by a keyed digest, never printed.

What a model gives is a `Sealed` value that shows nothing. Who may see it calls `open()`; for people's data that is
`platform.access`, which writes down that somebody looked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from cryptography.exceptions import InvalidTag
from django.core import checks
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.lookups import Exact, GreaterThan
from django.db.models.query_utils import DeferredAttribute

from shebao.server.platform.secrets import ring
from shebao.server.platform.secrets.indexing import indexes
from shebao.server.platform.secrets.models import VALUES
from shebao.server.platform.secrets.source import KeyProblem
from shebao.server.platform.secrets.tokens import SLOTS, Token, bound_to, parsed, text_of

_DIGEST_BYTES = 16
_SHOWN = "（已加密）"


class Unreadable(Exception):
    """An encrypted value cannot be opened: key missing, content changed, or moved from another row or field. Chinese message."""


class Sealed:
    """A value of an encrypted field: its text is for who opens it, not for who prints it."""

    __slots__ = ("_field", "_plain", "_row", "_token")

    def __init__(self, field: SecretField, *, token: str | None = None, plain: str | None = None) -> None:
        self._field, self._token, self._plain = field, token, plain
        self._row: str | None = None

    def __str__(self) -> str:
        return _SHOWN

    def __repr__(self) -> str:
        return f"<Sealed {self._field.place}>"

    def __reduce__(self) -> str | tuple[Any, ...]:
        raise TypeError("an encrypted value is not pickled: caches and jobs must not hold it")

    def open(self) -> str:
        """The text. Raises Unreadable."""
        if self._plain is None:
            assert self._token is not None
            return self._field.opened(self._token, self._row)
        return self._plain

    def at(self, row: object) -> Sealed:
        """The value as that of the row with this key. Raises ValueError where it belongs to another row."""
        key = None if row is None else str(row)
        if self._row is None:
            self._row = key
        elif self._row != key:
            raise ValueError(f"{self._field.place}: the value belongs to another row; open it and assign the text")
        return self

    @property
    def field(self) -> SecretField:
        """The field whose value it is."""
        return self._field

    @property
    def token(self) -> str:
        """What the database keeps. Raises ValueError while the row has no key, KeyProblem."""
        if self._token is None:
            assert self._plain is not None
            self._token = self._field.sealed(self._plain, self._row)
        return self._token


class _Attribute(DeferredAttribute):
    """Gives the value bound to its row; takes a text, a value of the same field, or nothing."""

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        return value.at(instance.pk) if isinstance(value, Sealed) else value

    def __set__(self, instance: Any, value: object) -> None:
        if isinstance(value, str):
            value = Sealed(self.field, plain=value) if value else None
        elif isinstance(value, Sealed) and value.field.place != self.field.place:
            raise TypeError(f"{self.field.place}: the value is one of {value.field.place}; open it and assign the text")
        instance.__dict__[self.field.attname] = value


class SecretField(models.TextField):
    """A text that is kept encrypted; "" is kept as NULL. The row's key must be known before it is saved, and must not change.

    With `normal`, a function that gives the one spelling of a text, values can be found (`holds`) and be unique (`Digest`).
    """

    descriptor_class = _Attribute

    def __init__(self, *args: Any, normal: Callable[[str], str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "null": True, "blank": True, "editable": False})
        self.normal = normal

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("null", "blank", "editable"):
            kwargs.pop(fixed, None)
        if self.normal is not None:
            kwargs["normal"] = self.normal
        return name, path, args, kwargs

    @property
    def place(self) -> str:
        """Table and column."""
        return f"{self.model._meta.db_table}.{self.column}"

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        """Refuses models whose rows get their key from the database only when they are inserted, and histories."""
        found = super().check(**kwargs)
        if isinstance(self.model._meta.pk, models.AutoField):
            found.append(
                checks.Error(f"{self.place}: an encrypted value is bound to a key that is known before saving")
            )
        if hasattr(self.model, "pgh_tracked_model"):
            found.append(checks.Error(f"{self.place}: leave encrypted fields out of histories; they cannot be renewed"))
        return found

    def get_lookup(self, lookup_name: str) -> Any:
        """Only whether there is a value. Raises FieldError for anything else."""
        if lookup_name != "isnull":
            raise FieldError(f"{self.place} is encrypted: use `holds` to find a value")
        return super().get_lookup(lookup_name)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(self, token=value)

    def to_python(self, value: Any) -> Any:
        return value

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        value = getattr(model_instance, self.attname)
        return value.at(model_instance.pk) if isinstance(value, Sealed) else value

    def get_prep_value(self, value: Any) -> str | None:
        if value is None:
            return None
        if isinstance(value, Sealed):
            return value.token
        raise TypeError(f"{self.place}: assign the text to an object and save that; a text alone belongs to no row")

    def sealed(self, plain: str, row: str | None, also: Iterable[int] = ()) -> str:
        """What the database keeps of a text in that row, with blind indexes in the slots that are written and in those of `also`
        that are searched. Raises ValueError, KeyProblem."""
        if row is None:
            raise ValueError(f"{self.place}: the row has no key yet")
        digests = self._digests(plain, also) if self.normal else ("", "")
        key = ring.newest(VALUES)
        sealed = key.cipher(self.place).seal(plain.encode("utf-8"), self._bound(row, digests))
        return str(Token(key.id, digests, sealed))

    def opened(self, token: str, row: str | None) -> str:
        """The text of a value of that row. Raises Unreadable."""
        where = f"{self.model._meta.verbose_name}“{self.verbose_name}”（{row}）"
        try:
            kept = parsed(token)
        except ValueError:
            kept = None
        if kept is None or row is None:
            raise Unreadable(f"{where}不是加密的资料，或不知道属于哪一行，不予显示。")
        try:
            cipher = ring.key(kept.key).cipher(self.place)
            return cipher.open(kept.sealed, self._bound(row, kept.digests)).decode("utf-8")
        except KeyProblem as problem:
            raise Unreadable(f"{where}打不开：{problem}") from problem
        except (InvalidTag, ValueError) as error:
            raise Unreadable(
                f"{where}打不开：内容被改动过，或是从别的行、别的栏挪来的；请保留现状，报告负责人，并用备份核对。"
            ) from error

    def searched(self, text: str) -> dict[int, str]:
        """The blind indexes of a text by slot: a row that has one of them holds the text. Keyed, for this field only, of the text's
        normal spelling. Raises KeyProblem."""
        if self.normal is None:
            raise FieldError(f"{self.place} was not declared to be searched")
        return {slot: self._digest(key, text) for slot, key in indexes().searched.items()}

    def _digests(self, plain: str, also: Iterable[int]) -> tuple[str, str]:
        keys = indexes()
        written = dict(keys.written) | {slot: keys.searched[slot] for slot in also if slot in keys.searched}
        first, second = (self._digest(written[slot], plain) if slot in written else "" for slot in range(SLOTS))
        return first, second

    def _digest(self, key: ring.Key, text: str) -> str:
        assert self.normal is not None
        return text_of(key.digest(self.place, self.normal(text))[:_DIGEST_BYTES])

    def _bound(self, row: str, digests: tuple[str, str]) -> bytes:
        return bound_to(self.model._meta.db_table, self.column, row, digests)


class KeyNumber(models.Func):
    """The number of the key with which a field is encrypted, as text."""

    template = "split_part(%(expressions)s, '.', 1)"
    output_field = models.CharField()


class Digest(models.Func):
    """The blind index within an encrypted field, first slot: index it to find values, constrain it to keep them apart."""

    template = "split_part(%(expressions)s, '.', 2)"
    output_field = models.CharField()


class SecondDigest(models.Func):
    """The blind index in the second slot; "" where there is none. It is indexed and constrained as the first."""

    template = "split_part(%(expressions)s, '.', 4)"
    output_field = models.CharField()


DIGESTS: tuple[type[models.Func], ...] = (Digest, SecondDigest)
"""The blind index of each slot."""


def second(field: str) -> models.Q:
    """The condition that a value has a blind index in the second slot: for indexes and constraints, which stay small by it."""
    return models.Q(GreaterThan(SecondDigest(field), models.Value("")))


def holds(model: type[models.Model], field: str, text: str) -> models.Q:
    """The condition that an encrypted field holds this text in any spelling: `queryset.filter(holds(…))`. Raises KeyProblem."""
    found = model._meta.get_field(field)
    assert isinstance(found, SecretField)
    condition = models.Q()
    for slot, digest in found.searched(text).items():
        condition |= models.Q(Exact(DIGESTS[slot](field), models.Value(digest)))
    return condition
