"""The log of looks at personal data for those who may read it."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from shebao.server.platform.access.declares import RESTRICT_PERSONS, VIEW_LOOKS
from shebao.server.platform.access.models import Look
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.pages import paginate


class FilterForm(forms.Form):
    """What to look for; an empty field does not narrow."""

    actor = forms.CharField(label=_("查看人（用户名）"), required=False, max_length=100)
    subject = forms.CharField(label=_("谁的资料（编号）"), required=False, max_length=200)
    kind = forms.ChoiceField(label=_("方式"), required=False, choices=[("", _("全部方式")), *Look.Kind.choices])
    since = forms.DateField(label=_("从"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("到"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def narrow(self, looks: QuerySet[Look]) -> QuerySet[Look]:
        """The looks that match; a field that is wrong narrows nothing (its error is shown beside it)."""
        self.is_valid()
        wanted = self.cleaned_data
        if wanted.get("actor"):
            looks = looks.filter(actor=wanted["actor"].strip().lower())
        if wanted.get("subject"):
            looks = looks.filter(subjects__contains=[wanted["subject"].strip()])
        if wanted.get("kind"):
            looks = looks.filter(kind=wanted["kind"])
        if wanted.get("since"):
            looks = looks.filter(at__date__gte=wanted["since"])
        if wanted.get("until"):
            looks = looks.filter(at__date__lt=wanted["until"] + dt.timedelta(days=1))
        return looks


@requires(VIEW_LOOKS)
@require_safe
def looks(request: HttpRequest) -> HttpResponse:
    """The looks within scope, the newest first."""
    form = FilterForm(request.GET)
    scope = Look.objects.in_scope(request.user, VIEW_LOOKS).select_related("organisation")
    context = {
        "form": form,
        "page": paginate(request, form.narrow(scope)),
        "may_restrict": request.user.has_permission(RESTRICT_PERSONS),
    }
    return render(request, "access/looks.html", context)
