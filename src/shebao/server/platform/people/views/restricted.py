"""Restricted persons among the staff: who they are, and set or lift it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST

from shebao.server.platform.access import restricting
from shebao.server.platform.access.declares import RESTRICT_PERSONS
from shebao.server.platform.access.models import Restriction
from shebao.server.platform.decisions import log
from shebao.server.platform.people.models import User, normal_username
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.pages import paginate


class RestrictionForm(forms.Form):
    """Who is restricted, how, and why."""

    username = forms.CharField(label=lazy("用户名"), max_length=150)
    tier = forms.ChoiceField(label=lazy("级别"), choices=Restriction.Tier.choices)
    reason = forms.CharField(label=lazy("理由"), max_length=500, min_length=4)
    until = forms.DateField(
        label=lazy("到期日"),
        required=False,
        help_text=lazy("不填则一直有效。"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, by: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_username(self) -> User:
        name = normal_username(self.cleaned_data["username"])
        found: User | None = User.objects.in_scope(self.by, RESTRICT_PERSONS).filter(username=name).first()
        if found is None:
            raise ValidationError(_("您的范围内没有这个用户名；请核对。"))
        return found

    def clean_until(self) -> dt.datetime | None:
        day = self.cleaned_data["until"]
        if day is None:
            return None
        if day < timezone.localdate():
            raise ValidationError(_("到期日已经过去；请写今天以后的日期。"))
        return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time()))


@requires(RESTRICT_PERSONS)
@require_http_methods(["GET", "HEAD", "POST"])
def restricted(request: HttpRequest) -> HttpResponse:
    """The restricted persons within scope, and one more."""
    form = RestrictionForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        user = wanted["username"]
        subject = log.name_of(user, user.pk)
        restricting.restrict(
            request.user, subject, user.organisation, wanted["tier"], wanted["reason"], wanted["until"]
        )
        messages.success(request, _("已设定。"))
        return redirect("people:restricted")
    scope = Restriction.objects.in_scope(request.user, RESTRICT_PERSONS).in_force()
    page = paginate(request, scope.select_related("organisation", "set_by"))
    names = _names([each.subject for each in page.items])
    context = {
        "form": form,
        "page": page,
        "rows": [(each, names.get(each.subject, each.subject)) for each in page.items],
    }
    return render(request, "people/restricted.html", context)


@requires(RESTRICT_PERSONS)
@require_POST
def lift(request: HttpRequest, key: int) -> HttpResponse:
    """Ends a restriction."""
    scope = Restriction.objects.in_scope(request.user, RESTRICT_PERSONS)
    restricting.lift(request.user, get_object_or_404(scope, pk=key))
    messages.success(request, _("已解除。"))
    return redirect("people:restricted")


def _names(subjects: list[str]) -> dict[str, str]:
    """The names of the users among the subjects."""
    keys = [
        int(key) for model, _colon, key in (subject.partition(":") for subject in subjects) if model == "people.user"
    ]
    return {log.name_of(user, user.pk): str(user) for user in User.objects.filter(pk__in=keys)}
