"""What can be wrong with a case or a parameter, said to a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from shebao.fields.problem import Place, Problem


class PolicyError(Exception):
    """A message in Chinese for the person at the counter; the base of everything this package raises on purpose."""


class ParameterFileError(PolicyError):
    """A parameter file is wrong: file, key and reason."""


class MissingParameter(PolicyError):
    """No value of a parameter on a date: the parameter's name and the dates that it has."""


class UnknownPlace(PolicyError):
    """A place that has no parameters; the message lists those that have."""


class UnreadableFile(PolicyError):
    """A file of cases that cannot be read at all."""


def problem(person: str, field: str, reason: str, code: str = "unusable") -> Problem:
    """What is wrong with one field of a person's case, and what to do."""
    return Problem(code, reason, place=Place(steps=(person,)), field=field)


class CaseError(PolicyError):
    """A case that cannot be computed, with every problem found in it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


@contextmanager
def blamed_on(person: str, field: str = "参数") -> Iterator[None]:
    """Raises any other PolicyError of the block as a CaseError of this person and field."""
    try:
        yield
    except CaseError:
        raise
    except PolicyError as error:
        raise CaseError([problem(person, field, str(error))]) from None
