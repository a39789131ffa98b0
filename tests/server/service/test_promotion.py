"""When a standby is promoted: never while the primary may still be written to."""

from __future__ import annotations

import socket
from contextlib import closing

import pytest

from shebao.server.service.promotion import PromotionProblem, Seen, promote, refusal

STANDBY = Seen(follows=True, system="7")


@pytest.mark.parametrize(
    ("standby", "primary", "fenced", "why"),
    [
        (STANDBY, Seen(follows=False, system="7"), True, "仍在应答"),
        (STANDBY, Seen(follows=True, system="7"), True, "也是备机"),
        (STANDBY, Seen(follows=False, system="8"), True, "不是同一个库"),
        (STANDBY, None, False, "--fenced"),
        (Seen(follows=False, system="7"), None, True, "已经是主库"),
    ],
)
def test_what_stands_against_it(standby: Seen, primary: Seen | None, fenced: bool, why: str) -> None:
    assert why in refusal(standby, primary, fenced)


def test_one_that_was_cut_off_is_replaced() -> None:
    assert refusal(STANDBY, None, fenced=True) == ""


def test_a_standby_that_does_not_answer_is_said_so() -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"postgresql://u@127.0.0.1:{taken.getsockname()[1]}/x"
        with pytest.raises(PromotionProblem, match="备机不能切换"):
            promote(address, address, fenced=True, say=print)
