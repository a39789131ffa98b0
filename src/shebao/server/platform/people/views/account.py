"""One's own account: password, second factor, recovery codes, sessions, recent sign-ins."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shebao.server.platform.access import doing as access
from shebao.server.platform.access.models import Look
from shebao.server.platform.decisions import log
from shebao.server.platform.decisions.models import Decision
from shebao.server.platform.people import contacts, passwords, roles, second_factor, sessions, signing_in
from shebao.server.platform.people.declares import (
    PASSWORD_CHANGED,
    RECOVERY_CODES_MADE,
    SECOND_FACTOR_RESET,
    SECOND_FACTOR_SET,
    SIGN_INS,
    SIGN_OUT_EVERYWHERE,
)
from shebao.server.platform.people.forms import ChangePasswordForm, CodeForm, ContactForm
from shebao.server.platform.web.access import SECOND_FACTOR_KEY, settling_in, signed_in, unfinished

_RECENT = 15


@signed_in
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Who I am here, and how my account was used."""
    user = request.user
    recent = Decision.objects.filter(subject=log.name_of(user, user.pk), action__in=SIGN_INS)[:_RECENT]
    memberships = user.memberships.select_related("organisation").order_by("organisation__path", "role")
    context = {
        "contact": contacts.of(access.looker(request, "own", user.organisation), user),
        "contact_form": ContactForm(auto_id="contact_%s"),
        "looks": Look.objects.at(log.name_of(user, user.pk)).exclude(actor=user.username)[:_RECENT],
        "roles": [(membership.organisation, roles.label(membership.role)) for membership in memberships],
        "device": second_factor.device_of(user),
        "keys": user.security_keys.count(),
        "resets": user.resets.open().select_related("asked_by"),
        "codes_left": user.recovery_codes.filter(used_at=None).count(),
        "recent": recent,
        "required": settings.SECOND_FACTOR_REQUIRED,
    }
    return render(request, "people/account.html", context)


@signed_in
@require_POST
def contact(request: HttpRequest) -> HttpResponse:
    """Change how I am reached."""
    form = ContactForm(request.POST)
    if form.is_valid():
        contacts.change(request.user, request.user, **form.cleaned_data)
        messages.success(request, _("联系方式已保存。"))
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect("people:account")


@settling_in
@never_cache
@sensitive_post_parameters("present", "password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change the password; other sessions end."""
    user = request.user
    form = ChangePasswordForm(user, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not signing_in.confirms_password(request, user, request.POST.get("present", "")):
            form.add_error("present", _("现在的口令不对；请重新输入。"))
        elif form.is_valid():
            passwords.set_password(user, form.cleaned_data["password"])
            sessions.end_others(request, user)
            log.record(user, PASSWORD_CHANGED, user, by="user")
            messages.success(request, _("口令已修改，其他设备上的登录已退出。"))
            return redirect(unfinished(request) or "people:account")
    return render(request, "people/password.html", {"form": form, "must": user.must_change_password})


@settling_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """Scan the QR code with a phone and confirm it with a code; recovery codes are shown once."""
    user = request.user
    if user.must_change_password:
        return redirect("people:password")
    if second_factor.device_of(user):
        return redirect("people:account")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        codes = second_factor.enrol(user, form.cleaned_data["code"])
        if codes:
            sessions.end_others(request, user)
            request.session[SECOND_FACTOR_KEY] = True
            log.record(user, SECOND_FACTOR_SET, user)
            return render(request, "people/recovery_codes.html", {"codes": codes})
        form.add_error("code", _("动态口令不对；请核对手机的时间，再输入手机上现在显示的 6 位数字。"))
    device = second_factor.device_to_enrol(user)
    context = {
        "form": form,
        "qr": second_factor.qr_code(device),
        "key": second_factor.readable_key(device),
        "required": settings.SECOND_FACTOR_REQUIRED,
    }
    return render(request, "people/enrol.html", context)


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change_second_factor(request: HttpRequest) -> HttpResponse:
    """With a present code: take the phone off the account (to enrol another) or make new recovery codes."""
    user = request.user
    if not second_factor.is_enrolled(user):
        return redirect("people:second-factor")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if signing_in.with_second_factor(request, user, form.cleaned_data["code"]):
            return _changed(request)
        form.add_error("code", _("动态口令不对；请输入手机上现在显示的 6 位数字，或一个没有用过的恢复码。"))
    return render(request, "people/change_second_factor.html", {"form": form})


@signed_in
@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End all my sessions but this one."""
    sessions.end_others(request, request.user)
    log.record(request.user, SIGN_OUT_EVERYWHERE, request.user)
    messages.success(request, _("其他设备上的登录都已退出。"))
    return redirect("people:account")


def _changed(request: HttpRequest) -> HttpResponse:
    user = request.user
    if request.POST.get("what") == "codes":
        codes = second_factor.new_recovery_codes(user)
        log.record(user, RECOVERY_CODES_MADE, user)
        return render(request, "people/recovery_codes.html", {"codes": codes})
    second_factor.remove_phone(user)
    sessions.end_others(request, user)
    request.session[SECOND_FACTOR_KEY] = second_factor.is_enrolled(user)
    log.record(user, SECOND_FACTOR_RESET, user, by="user")
    messages.success(request, _("原来的动态口令已停用；请用新手机重新启用。"))
    return redirect("people:second-factor")
