"""Functions over many arguments in processes."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator

import pytest

from shebao.bounded import REPORT, Limits, allow
from shebao.cli import pool
from shebao.cli.pool import in_order


def double(number: int) -> int:
    """Twice the number; dies of 13."""
    if number == 13:
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * number


def hungry(number: int) -> int:
    """1 where the system gave so much memory, 0 where it did not."""
    try:
        return len(bytearray(number << 30)) >> 40 or 1
    except MemoryError:
        return 0


def endless(number: int) -> int:
    """Works until it is stopped."""
    while number:
        pass
    return 1


def crashed(number: int) -> int:
    """What stands for a result whose process died."""
    return -number


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_order(jobs: int) -> None:
    assert list(in_order(double, ((n,) for n in range(9)), jobs, crashed)) == [2 * n for n in range(9)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_no_file_takes_all_the_memory_of_the_machine(jobs: int) -> None:
    assert list(in_order(hungry, [(1,), (4,), (1,)], jobs, crashed)) == [1, 0, 1]


def briefly(function: Callable[[int], int], number: int) -> int:
    """As the pool does, with a second of processor time."""
    allow(Limits(1, REPORT.memory))
    return function(number)


def test_no_file_takes_all_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_bounded", briefly)
    assert list(in_order(endless, [(0,), (7,), (0,)], 1, crashed)) == [1, -7, 1]


def test_a_process_that_dies_costs_one_result() -> None:
    found = list(in_order(double, ((n,) for n in range(10, 17)), 2, crashed))
    assert found == [20, 22, 24, -13, 28, 30, 32]


def test_only_a_bounded_number_of_arguments_is_taken_ahead() -> None:
    taken = 0

    def numbers() -> Iterator[tuple[int]]:
        nonlocal taken
        for number in range(100):
            taken += 1
            yield (number,)

    results = in_order(double, numbers(), 2, crashed)
    assert next(results) == 0
    assert taken <= 6
    results.close()
