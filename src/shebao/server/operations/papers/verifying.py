"""Whether a notice is genuine: for anybody who holds the paper. Nothing about a person is shown."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from shebao.server.operations.cases.reading import application_by, notice_by
from shebao.server.platform.web.access import public

_LONGEST = 40


@public
@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """The form for a code."""
    code = _plain(request.GET.get("code", ""))
    return redirect("receipts:notice", code) if code else render(request, "papers/verify.html", {"code": ""})


@public
@require_safe
def notice(request: HttpRequest, code: str) -> HttpResponse:
    """What the agency issued under a code: kind, service, office, day; an unknown code answers so."""
    plain = _plain(code)
    found = notice_by(plain)
    together = None if found else application_by(plain)
    context = {"code": plain, "notice": found, "application": together}
    return render(request, "papers/verify.html", context, status=200 if found or together else 404)


def _plain(code: str) -> str:
    return "".join(each for each in code.upper() if each.isalnum() and each.isascii())[:_LONGEST]
