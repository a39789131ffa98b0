"""One's own security keys: enrol one, take one off."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from shebao.server.platform.decisions import log
from shebao.server.platform.people import second_factor, security_keys, sessions
from shebao.server.platform.people.declares import SECOND_FACTOR_SET, SECURITY_KEY_REMOVED
from shebao.server.platform.web.access import SECOND_FACTOR_KEY, settling_in, signed_in


class _KeyForm(forms.Form):
    """What the key answered, and what it is called."""

    name = forms.CharField(
        label=gettext_lazy("给这个密钥起个名字"),
        max_length=60,
        help_text=gettext_lazy("例如：钥匙串上的、办公桌里的。"),
    )
    answer = forms.CharField(widget=forms.HiddenInput, required=False)


@settling_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """The keys that I have; a new one is enrolled by touching it. With the first second factor come recovery codes."""
    user = request.user
    if user.must_change_password:
        return redirect("people:password")
    form = _KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        first = not second_factor.is_enrolled(user)
        if security_keys.register(request, user, form.cleaned_data["name"], form.cleaned_data["answer"]):
            return _enrolled(request, first)
        form.add_error(None, _("没有启用：密钥没有答复，或已经启用过。请插好密钥再试。"))
    context = {
        "form": form,
        "keys": user.security_keys.all(),
        "options": security_keys.offer_registration(request, user),
    }
    return render(request, "people/security_keys.html", context)


@signed_in
@require_POST
def remove(request: HttpRequest, key: int) -> HttpResponse:
    """Take a key off my account; not the last second factor where everybody needs one."""
    user = request.user
    found = get_object_or_404(user.security_keys, pk=key)
    is_last = second_factor.device_of(user) is None and user.security_keys.count() == 1
    if is_last and settings.SECOND_FACTOR_REQUIRED:
        messages.error(request, _("这是您唯一的第二因素；请先启用动态口令或另一个密钥。"))
        return redirect("people:security-keys")
    found.delete()
    if is_last:
        second_factor.remove(user)
    sessions.end_others(request, user)
    log.record(user, SECURITY_KEY_REMOVED, user, name=found.name)
    messages.success(request, _("已停用这个安全密钥，其他设备上的登录已退出。"))
    return redirect("people:security-keys")


def _enrolled(request: HttpRequest, first: bool) -> HttpResponse:
    user = request.user
    sessions.end_others(request, user)
    request.session[SECOND_FACTOR_KEY] = True
    log.record(user, SECOND_FACTOR_SET, user, how="security_key")
    if first:
        return render(request, "people/recovery_codes.html", {"codes": second_factor.new_recovery_codes(user)})
    messages.success(request, _("安全密钥已启用；以后登录时触摸它即可。"))
    return redirect("people:security-keys")
