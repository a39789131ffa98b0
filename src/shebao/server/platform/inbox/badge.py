"""The number beside 待我办理: counted when a page asks for it and kept in a signed cookie for a minute.

Not in the session: a page that is read writes nothing there, so it cannot undo what another request of the same person changed.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""What changes nothing that may be waiting."""
_COOKIE, _SECONDS = "inbox", 60


def counted(request: HttpRequest, number: int) -> int:
    """The page that is being made shows this number; gives it back."""
    request.inbox_number = number
    return number


def kept(request: HttpRequest) -> int | None:
    """How many things wait for whoever asks, as it was counted within the last minute; None where it has to be counted."""
    if request.method not in SAFE:
        return None
    number: int | None = getattr(request, "inbox_number", None)
    if number is not None:
        return number
    found = request.get_signed_cookie(_COOKIE, default="", salt=_salt(request), max_age=_SECONDS)
    return int(found) if found.isdecimal() else None


def keep(request: HttpRequest, response: HttpResponse, number: int) -> HttpResponse:
    """Lets the browser of whoever asks keep the number; gives the answer back."""
    response.set_signed_cookie(
        _COOKIE,
        str(number),
        salt=_salt(request),
        max_age=_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def forget(request: HttpRequest, response: HttpResponse) -> None:
    """Lets the number be counted anew."""
    if _COOKIE in request.COOKIES and _COOKIE not in response.cookies:
        response.delete_cookie(_COOKIE, samesite="Lax")


def _salt(request: HttpRequest) -> str:
    return f"inbox:{request.user.pk}"
