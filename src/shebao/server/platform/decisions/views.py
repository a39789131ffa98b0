"""The log of decisions for those who may read it: filter it, and check that it is whole."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from shebao.server.platform.decisions.declares import VIEW_LOG
from shebao.server.platform.decisions.models import Decision
from shebao.server.platform.decisions.verification import verify
from shebao.server.platform.declarations import collected
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.pages import paginate

CHECKED_AT_ONCE = 100_000


def _actions() -> list[tuple[str, str]]:
    return [("", _("全部事项")), *((key, action.label) for key, action in collected().actions.items())]


class FilterForm(forms.Form):
    """What to look for; an empty field does not narrow."""

    q = forms.CharField(label=_("操作人、对象或内容"), required=False, max_length=100)
    action = forms.ChoiceField(label=_("事项"), required=False, choices=_actions)
    organisation = forms.CharField(label=_("机构名称"), required=False, max_length=100)
    since = forms.DateField(label=_("从"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("到"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def narrow(self, records: QuerySet[Decision]) -> QuerySet[Decision]:
        """The records that match; a field that is wrong narrows nothing (its error is shown beside it)."""
        self.is_valid()
        wanted = self.cleaned_data
        if wanted.get("q"):
            words = wanted["q"]
            records = records.filter(
                Q(actor__icontains=words) | Q(subject__icontains=words) | Q(details__icontains=words)
            )
        if wanted.get("action"):
            records = records.filter(action=wanted["action"])
        if wanted.get("organisation"):
            records = records.filter(organisation__name__icontains=wanted["organisation"])
        if wanted.get("since"):
            records = records.filter(at__date__gte=wanted["since"])
        if wanted.get("until"):
            records = records.filter(at__date__lt=wanted["until"] + dt.timedelta(days=1))
        return records


@requires(VIEW_LOG)
@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """The records within scope, the newest first."""
    return _page(request, None)


@requires(VIEW_LOG)
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Check the chain (the last records of it) and say the result above the list."""
    return _page(request, verify(last=CHECKED_AT_ONCE))


def _page(request: HttpRequest, result: object) -> HttpResponse:
    form = FilterForm(request.GET)
    scope = Decision.objects.in_scope(request.user, VIEW_LOG).select_related("organisation")
    context = {"form": form, "page": paginate(request, form.narrow(scope)), "result": result}
    return render(request, "decisions/list.html", context)
