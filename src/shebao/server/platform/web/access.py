"""Who may call a view: exactly one of these decorators on each view function (a test walks all addresses)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.urls import reverse

from shebao.server.platform.declarations import Permission

View = Callable[..., HttpResponseBase]
SECOND_FACTOR_KEY = "second_factor"


def public(view: View) -> View:
    """Anybody may call it."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Anybody who has signed in; others are sent to sign in and come back."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return _elsewhere(request) or view(request, *args, **kwargs)

    wrapped.access = "signed_in"  # type: ignore[attr-defined]
    return wrapped


def settling_in(view: View) -> View:
    """Like `signed_in`, but open too while a first password or a second factor is still to be set."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        return view(request, *args, **kwargs)

    wrapped.access = "signed_in"  # type: ignore[attr-defined]
    return wrapped


def requires(permission: Permission) -> Callable[[View], View]:
    """Whoever has the permission in some organisation; the view narrows to the scope. Others see 403."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            elsewhere = _elsewhere(request)
            if elsewhere:
                return elsewhere
            if not request.user.has_permission(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        wrapped.access = permission  # type: ignore[attr-defined]
        return wrapped

    return decorate


def unfinished(request: HttpRequest) -> str | None:
    """The address where a signed-in user must first set a password or a second factor; None when all is set."""
    if request.user.must_change_password:
        return reverse("people:password")
    if settings.SECOND_FACTOR_REQUIRED and not request.session.get(SECOND_FACTOR_KEY):
        return reverse("people:second-factor")
    return None


def _elsewhere(request: HttpRequest) -> HttpResponseBase | None:
    if not request.user.is_authenticated:
        return _to_sign_in(request)
    address = unfinished(request)
    return _go(request, address) if address else None


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """To the sign-in page and, where that makes sense, back: a POST cannot be repeated, a fragment is not a page."""
    if request.method in {"GET", "HEAD"} and not _is_fragment(request):
        return redirect_to_login(request.get_full_path())
    return _go(request, resolve_url(settings.LOGIN_URL))


def _go(request: HttpRequest, address: str) -> HttpResponseBase:
    if _is_fragment(request):
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)


def _is_fragment(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"
