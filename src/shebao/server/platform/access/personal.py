"""What a model says of itself whose rows hold people's data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Protocol, runtime_checkable


@runtime_checkable
class Personal(Protocol):
    """A row with data of a person.

    `personal` names the fields and how each is masked; `subject` is the opaque key of the person whose data it is (as
    `people.user:12`, never a name or number), the same in every table that knows the person.
    """

    pk: Any
    personal: ClassVar[Mapping[str, Callable[[str], str]]]

    @property
    def subject(self) -> str:
        """Whose data it is."""


def text_of(record: Any, name: str) -> str:
    """The value of a field in clear; "" where there is none. Raises Unreadable where it is encrypted and does not open."""
    value = getattr(record, name)
    if value is None:
        return ""
    return str(value.open()) if hasattr(value, "open") else str(value)
