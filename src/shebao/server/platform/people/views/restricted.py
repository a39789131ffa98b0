"""Restricted persons: who they are, whoever they are; set it for staff, agree to it, lift it by two."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST

from shebao.server.platform.access import restricting
from shebao.server.platform.access.declares import RESTRICT_PERSONS
from shebao.server.platform.access.models import Restriction
from shebao.server.platform.decisions import log
from shebao.server.platform.decisions.wording import subject_label
from shebao.server.platform.people.models import User, normal_username
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.pages import paginate


class RestrictionForm(forms.Form):
    """Who is restricted, how, and why."""

    username = forms.CharField(label=lazy("用户名"), max_length=150)
    why = forms.ChoiceField(label=lazy("类别"), choices=Restriction.Why.choices)
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
        told = _("已设定，现在起有效；请另一人在七天内确认，没有确认的到期失效。")
        given = (wanted["tier"], wanted["reason"], wanted["until"], wanted["why"])
        return _done(request, lambda: restricting.restrict(request.user, subject, user.organisation, *given), told)
    scope = Restriction.objects.in_scope(request.user, RESTRICT_PERSONS).in_force()
    page = paginate(request, scope.select_related("organisation", "set_by", "agreed_by", "lift_asked_by"))
    names = _names([each.subject for each in page.items])
    context = {
        "form": form,
        "page": page,
        "rows": [(each, names.get(each.subject) or subject_label(each.subject)) for each in page.items],
    }
    return render(request, "people/restricted.html", context)


@requires(RESTRICT_PERSONS)
@require_POST
def act(request: HttpRequest, key: int, name: str) -> HttpResponse:
    """A restriction is agreed to, asked to be lifted, or lifted; whomever it is about."""
    held = get_object_or_404(Restriction.objects.in_scope(request.user, RESTRICT_PERSONS), pk=key)
    person, reason = request.user, request.POST.get("reason", "").replace("\x00", "")
    if name == "agree":
        return _done(request, lambda: restricting.agree(person, held), _("已确认。"))
    if name == "ask":
        told = _("已申请解除，由另一人办理。")
        return _done(request, lambda: restricting.ask_to_lift(person, held, reason), told)
    if name == "lift":
        return _done(request, lambda: restricting.lift(person, held), _("已解除。"))
    raise Http404


def _done(request: HttpRequest, act: Callable[[], object], told: str) -> HttpResponse:
    try:
        act()
    except restricting.Standing as standing:
        messages.error(request, str(standing))
    else:
        messages.success(request, told)
    return redirect("people:restricted")


def _names(subjects: list[str]) -> dict[str, str]:
    """The names of the users among the subjects."""
    keys = [
        int(key) for model, _colon, key in (subject.partition(":") for subject in subjects) if model == "people.user"
    ]
    return {log.name_of(user, user.pk): str(user) for user in User.objects.filter(pk__in=keys)}
