"""What a kind of check is: of one row, of rows together, or of the distribution of a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from shebao.operations.governance.context import Context, Row, Table, Value

if TYPE_CHECKING:
    from shebao.operations.linking.model import Model
    from shebao.operations.linking.pairs import Pair

Column = str
"""The name of a column; of a looked-up table `table.column`."""
Columns = tuple[str, ...]
OtherColumn = str
"""The name of a column of the other table."""
OtherColumns = tuple[str, ...]
OtherTable = str
"""The name of the other table."""
Condition = str
"""A condition over the row, as SQL."""
OtherCondition = str
"""A condition over the rows of the other table."""
Pattern = str
"""A regular expression that the whole value must match."""
CodeList = str
"""The name of a code list of the set."""


class KindError(ValueError):
    """Fields of a check that contradict each other; `key` is the field."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(reason)
        self.key = key


@dataclass(frozen=True, slots=True)
class Bound:
    """An end of a range: an integer, a day, or a parameter of the law in force in the month of column `by`."""

    value: Any = None
    law: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of check with its fields. `label` names it in YAML, `title` in Chinese."""

    label: ClassVar[str] = ""
    title: ClassVar[str] = ""

    def validate(self) -> None:
        """Raises KindError where fields contradict each other."""

    def options(self) -> tuple[str, ...]:
        """What the result depends on besides data: `as_of`, `law`."""
        return ()


@dataclass(frozen=True, slots=True)
class RowKind(Kind):
    """A check that one row fulfils or breaks; all of a table are judged in one pass."""

    def uses(self) -> Columns:
        """The columns that the condition reads."""
        raise NotImplementedError

    def casts(self) -> Columns:
        """The columns of which the condition asks whether they can be read."""
        return ()

    def broken(self, row: Row) -> Value:
        """The condition that shows a broken row; unknown where a column is empty."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Grouped(Kind):
    """A check over rows of the same key, of one table or two.

    `alone` tells that each row of the main table is judged by itself beside rows of the other; otherwise all rows of
    a key must be seen together.
    """

    alone: ClassVar[bool] = False
    with_key: ClassVar[bool] = False
    """Whether rows of the main table must be told apart by their key."""

    def reads(self, table: str) -> Mapping[str, Columns]:
        """The columns read of each table."""
        raise NotImplementedError

    def keys(self, table: str) -> Mapping[str, Columns]:
        """For each table the columns on which rows meet, in the same order."""
        raise NotImplementedError

    def other_conditions(self) -> Mapping[str, str]:
        """Conditions over the rows of other tables."""
        return {}

    def findings(self, rows: Mapping[str, Row], table: str, about: Columns) -> Table:
        """The broken rows or groups: the columns `about` and what proves them."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Linked(Kind):
    """A check over pairs of people of one table, all of it together, compared by Splink."""

    def uses(self) -> Columns:
        """The columns read."""
        raise NotImplementedError

    def people(self, row: Row) -> Mapping[str, Value]:
        """The properties of a person, by the names that linking gives them."""
        raise NotImplementedError

    def told(self, pairs: Iterator[Pair], model: Model) -> Any:
        """The pairs to tell, as a table of the columns `about` and what proves them."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Distribution(Kind):
    """A check over counts and sums by group: partitions give theirs, which are added up and judged."""

    def uses(self) -> Columns:
        """The columns read."""
        raise NotImplementedError

    def groups(self, row: Row) -> Mapping[str, Value]:
        """What rows are grouped by."""
        raise NotImplementedError

    def measures(self, row: Row) -> Mapping[str, Value]:
        """Aggregates that add up over partitions, besides `rows`."""
        return {}

    def judge(self, groups: Sequence[Mapping[str, Any]], context: Context) -> Iterator[tuple[str, dict[str, str]]]:
        """The broken groups: whom the finding is about, and what proves it."""
        raise NotImplementedError


K = TypeVar("K", bound=type[Kind])
_KINDS: dict[str, type[Kind]] = {}


def kind(label: str, title: str) -> Callable[[K], K]:
    """Registers a kind under its name in YAML. Raises ValueError for a name that is taken."""

    def register(cls: K) -> K:
        if label in _KINDS:
            raise ValueError(f"检查种类 {label} 重复")
        cls.label, cls.title = label, title
        _KINDS[label] = cls
        return cls

    return register


def kinds() -> Mapping[str, type[Kind]]:
    """All kinds by their name in YAML."""
    return _KINDS
