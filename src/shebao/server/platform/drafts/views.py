"""Where the pages keep and fetch drafts."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_http_methods

from shebao.server.platform.drafts.doing import Unkept, keep
from shebao.server.platform.drafts.models import Draft
from shebao.server.platform.web.access import signed_in
from shebao.server.platform.web.templatetags.web import moment


@signed_in
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest) -> JsonResponse:
    """GET ?form=…: the draft of a form, {} where there is none. POST: keeps one (no fields: drops it)."""
    if request.method == "POST":
        try:
            kept = keep(request.user, request.POST)
        except Unkept as problem:
            return JsonResponse({"problem": str(problem)}, status=422)
    else:
        form = request.GET.get("form", "").replace("\x00", "")
        kept = Draft.objects.filter(person=request.user, form=form).first()
    shown = {"base": kept.base, "fields": kept.fields, "kept_at": moment(kept.kept_at)} if kept else {}
    return JsonResponse(shown)
