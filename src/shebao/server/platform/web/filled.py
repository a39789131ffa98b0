"""A declared field as a form on a page shows it: what is typed in it, what is wrong with that, what is stored otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from shebao.fields.field import Field, Kind


@dataclass(frozen=True, slots=True)
class Filled:
    """A field with its text; `lines` above 0 makes it a text of several lines, `group` is the heading it stands under.
    `theirs` is what somebody else stored meanwhile, None where nobody did."""

    field: Field
    text: str = ""
    lines: int = 0
    group: str = ""
    error: str = ""
    theirs: str | None = None

    @property
    def key(self) -> str:
        """The name in code."""
        return self.field.key

    @property
    def label(self) -> str:
        """What people call it."""
        return self.field.label

    @property
    def help(self) -> str:
        """What to write in it."""
        return self.field.help

    @property
    def number(self) -> bool:
        """Whether digits are typed."""
        return self.field.kind in (Kind.NUMBER, Kind.WHOLE, Kind.MONEY)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Values and words of a choice."""
        return [(meaning, words) for words, meaning in self.field.choices.items()]
