"""How often signing in may be tried: for a name from one network, for a name from anywhere, from one network whatever the names.

Nobody is locked out: after some failures each try waits longer than the one before. A device that has signed in before has a
budget of its own, so that strangers who guess cannot keep the owner out. Every try is spent before its password is looked at,
so that a hundred at the same moment are no more than the budget.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from shebao.server.platform.web import tallies
from shebao.server.platform.web.client import client_group
from shebao.server.platform.web.errors import ErrorPage, TryLater
from shebao.server.platform.web.tallies import Budget

_MINUTE, _DAY = 60, 24 * 3600
PLACE = Budget("sign in, name and network", free=5, seconds=_DAY, first=30, longest=900)
DEVICE = Budget("sign in, known device", free=5, seconds=_DAY, first=30, longest=900)
NAME = Budget("sign in, name", free=20, seconds=_DAY, first=5, longest=300)
NETWORK = Budget("sign in, network", free=60, seconds=600, first=600, longest=600)
CODE = Budget("second factor", free=5, seconds=_DAY, first=30, longest=900)
CONFIRMATION = Budget("password again", free=5, seconds=_DAY, first=30, longest=900)
SITE_SECONDS, SITE_ALARM = 600, 300

_COOKIE, _SALT = "known_device", "shebao.people.device"
Spent = tuple[Budget, str, int]


def must_wait(seconds: int) -> TryLater:
    """The refusal of a try that comes too early; the same for every name."""
    time = f"{seconds} 秒" if seconds < _MINUTE else f"{-(-seconds // _MINUTE)} 分钟"
    message = (
        f"口令或动态口令连续多次不对，为保护账号，请等 {time}再试。忘记口令或丢了手机、安全密钥时，请联系管理员；不是您本人操作时，"
        "也请告诉管理员。"
    )
    return TryLater(ErrorPage(429, "暂时不能登录", message), seconds)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A try that was counted, as if it had failed; the number of each count says how many there were."""

    spent: tuple[Spent, ...]

    @property
    def failures(self) -> int:
        """How many have failed lately for this name from here, this one included."""
        return max(count for budget, _who, count in self.spent if budget not in (NAME, NETWORK))

    @property
    def begins_a_pause(self) -> bool:
        """Whether the next one from here has to wait."""
        return any(count >= budget.free for budget, _who, count in self.spent)

    def succeeded(self) -> None:
        """It was none of those that count: the name begins anew from there, the others get theirs back."""
        for budget, who, _count in self.spent:
            if budget in (NAME, NETWORK):
                budget.give_back(who)
            else:
                budget.forget(who)


def password_attempt(request: HttpRequest, username: str) -> Attempt:
    """Counts a try to sign in. Raises TryLater."""
    network = client_group(request)
    if device := _known(request, username):
        return _spend(((NETWORK, network), (DEVICE, f"{username} {device}")))
    return _spend(((NETWORK, network), (PLACE, f"{username} {network}"), (NAME, username)))


def code_attempt(username: str) -> Attempt:
    """Counts a try of a second factor by somebody who knows the password, from wherever. Raises TryLater."""
    return _spend(((CODE, username),))


def confirmation_attempt(username: str) -> Attempt:
    """Counts a try to give the password again by somebody who has signed in. Raises TryLater."""
    return _spend(((CONFIRMATION, username),))


def failures_of_all() -> int:
    """Counts a failure of anybody, and how many there were in ten minutes."""
    return tallies.add("sign in, site", "", SITE_SECONDS)[0]


def remember_device(request: HttpRequest, response: HttpResponse, username: str) -> HttpResponse:
    """The response with the mark of a device that has signed in as this user."""
    value = signing.dumps([username, secrets.token_urlsafe(12)], salt=_SALT)
    response.set_cookie(
        _COOKIE,
        _presented(request) if _known(request, username) else value,
        max_age=settings.KNOWN_DEVICE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
        path=settings.LOGIN_URL,
    )
    return response


def _spend(budgets: Sequence[tuple[Budget, str]]) -> Attempt:
    spent: list[Spent] = []
    for budget, who in budgets:
        count = budget.spend(who)
        if count is None:
            for earlier, whose, _count in spent:
                earlier.give_back(whose)
            raise must_wait(budget.seconds_to_wait(who))
        spent.append((budget, who, count))
    return Attempt(tuple(spent))


def _known(request: HttpRequest, username: str) -> str:
    """The random name of this device where it has signed in as this user before."""
    try:
        name, device = signing.loads(_presented(request), salt=_SALT, max_age=settings.KNOWN_DEVICE_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return str(device) if name == username else ""


def _presented(request: HttpRequest) -> str:
    return str(request.COOKIES.get(_COOKIE, ""))
