"""Sign in, give the code, sign out, follow an invitation."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from shebao.server.platform.decisions import log
from shebao.server.platform.people import passwords, resets, second_factor, security_keys, sessions, signing_in
from shebao.server.platform.people.attempts import remember_device
from shebao.server.platform.people.declares import PASSWORD_CHANGED, RECOVERY_CODE_USED
from shebao.server.platform.people.forms import CodeForm, NewPasswordForm, SignInForm
from shebao.server.platform.web.access import public, settling_in


@public
@transaction.non_atomic_requests
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password."""
    target = signing_in.safe_target(request, request.POST.get("next", request.GET.get("next", "")))
    if request.user.is_authenticated:
        return redirect(target or signing_in.home_of(request.user))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = signing_in.with_password(request, form.cleaned_data["username"], form.cleaned_data["password"])
        if user is not None and second_factor.is_enrolled(user):
            signing_in.await_code(request, user, target)
            return redirect("people:code")
        if user is not None:
            signing_in.finish(request, user, "password")
            resets.tell(request, user)
            return remember_device(request, redirect(target or signing_in.home_of(user)), user.username)
        form.add_error(None, _("用户名或口令不对；请检查大小写后重新输入。"))
    return render(request, "people/sign_in.html", {"form": form, "next": target})


@public
@transaction.non_atomic_requests
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The code of the second factor, of whoever has just given the right password."""
    awaited = signing_in.awaited(request)
    if awaited is None:
        signing_in.forget(request)
        messages.info(request, _("请先输入用户名和口令。"))
        return redirect("people:signin")
    user, target = awaited
    form = CodeForm(request.POST or None)
    answer = request.POST.get("answer", "")
    if request.method == "POST" and (form.is_valid() or answer):
        how = signing_in.with_second_factor(request, user, form.cleaned_data.get("code", ""), answer)
        if how:
            signing_in.finish(request, user, how)
            resets.tell(request, user)
            if how == "recovery_code":
                log.record(user, RECOVERY_CODE_USED, user)
                messages.warning(request, _("恢复码已用掉一个。手机丢失时请在“我的账号”里更换动态口令。"))
            return remember_device(request, redirect(target or signing_in.home_of(user)), user.username)
        if answer:
            form = CodeForm()
            messages.error(request, _("安全密钥的答复不对或已过期；请再触摸一次，或输入动态口令、恢复码。"))
        else:
            form.add_error("code", _wrong_code(second_factor.seconds_to_wait(user)))
    return render(request, "people/code.html", {"form": form, "options": security_keys.offer(request, user)})


@settling_in
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session."""
    logout(request)
    messages.success(request, _("已退出。"))
    return redirect("people:signin")


@public
@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, uid: str, token: str) -> HttpResponse:
    """A one-time link with which somebody sets the password of their new account."""
    user = passwords.invited(uid, token)
    if user is None:
        return render(request, "people/invitation_void.html", status=404)
    form = NewPasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        passwords.set_password(user, form.cleaned_data["password"])
        sessions.end_all(user)
        log.record(user, PASSWORD_CHANGED, user, by="invitation")
        messages.success(request, _("口令已设好，请登录。"))
        return redirect("people:signin")
    return render(request, "people/invitation.html", {"form": form, "invited": user})


def _wrong_code(seconds: int) -> str:
    if seconds > 1:
        return _("动态口令不对。请等 %(seconds)d 秒，再输入手机上新显示的 6 位数字。") % {"seconds": seconds}
    return _("动态口令不对；请输入手机上现在显示的 6 位数字，或一个没有用过的恢复码。")
