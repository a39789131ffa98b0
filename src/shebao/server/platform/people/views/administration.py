"""Administer people: list, create, change, roles, invitations, resets, the log of sign-ins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shebao.server.platform.access import doing as access
from shebao.server.platform.decisions.declares import VIEW_LOG
from shebao.server.platform.decisions.models import Decision
from shebao.server.platform.people import administration, contacts, granting, roles, second_factor
from shebao.server.platform.people.admin_forms import NewPersonForm, PersonForm, RoleForm
from shebao.server.platform.people.declares import MANAGE_PEOPLE, RESETS, SIGN_INS
from shebao.server.platform.people.forms import ContactForm, ReasonForm
from shebao.server.platform.people.models import User
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.pages import paginate

MANAGE = MANAGE_PEOPLE


@requires(MANAGE)
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The people within scope, to search."""
    found = User.objects.in_scope(request.user, MANAGE).select_related("organisation")
    words, role, state = (request.GET.get(name, "").strip()[:100] for name in ("q", "role", "state"))
    if words:
        named = Q(username__icontains=words) | Q(display_name__icontains=words)
        found = found.filter(named | Q(organisation__name__icontains=words))
    if role in roles.roles():
        found = found.filter(memberships__role=role).distinct()
    if state in {"active", "closed"}:
        found = found.filter(is_active=state == "active")
    page = paginate(
        request, found.prefetch_related("memberships__organisation").order_by("organisation__path", "username")
    )
    context = {"page": page, "q": words, "role": role, "state": state, "roles": roles.choices()}
    return render(request, "people/list.html", context)


@requires(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """A new account."""
    form = NewPersonForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = administration.create(request.user, **form.cleaned_data)
        messages.success(request, _("已新建用户。请给他角色，再发开户链接。"))
        return redirect("people:person", user.pk)
    return render(request, "people/create.html", {"form": form})


@requires(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, key: int) -> HttpResponse:
    """One account: name, home organisation, roles, what can be done with it."""
    user = _person(request, key)
    initial = {"display_name": user.display_name, "organisation": user.organisation}
    form = PersonForm(request.user, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            administration.change(request.user, user, **form.cleaned_data)
        except administration.Refused as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("已保存。"))
            return redirect("people:person", key)
    return render(request, "people/person.html", _context(request, user, form, RoleForm(request.user)))


@requires(MANAGE)
@require_POST
def set_contact(request: HttpRequest, key: int) -> HttpResponse:
    """Another way to reach the person."""
    user = _person(request, key)
    form = ContactForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("people:person", key)
    done = _("联系方式已保存。")
    return _do(request, user, lambda: administration.change_contact(request.user, user, **form.cleaned_data), done)


@requires(MANAGE)
@never_cache
@require_POST
def open_contact(request: HttpRequest, key: int) -> HttpResponse:
    """How the person is reached in clear, for a reason; this page only."""
    user = _person(request, key)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("查看全文须说明理由（至少 4 个字）。"))
        return redirect("people:person", key)
    contact = contacts.in_clear(_looker(request, user), user, form.cleaned_data["reason"])
    plain = PersonForm(request.user, initial={"display_name": user.display_name, "organisation": user.organisation})
    return render(request, "people/person.html", _context(request, user, plain, RoleForm(request.user), contact))


@requires(MANAGE)
@require_POST
def grant(request: HttpRequest, key: int) -> HttpResponse:
    """Give a role, or ask for it where grants are reviewed and approved."""
    user = _person(request, key)
    form = RoleForm(request.user, request.POST)
    if form.is_valid():
        try:
            done = _grant(request.user, user, form.cleaned_data)
        except administration.Refused as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, done)
            return redirect("people:person", key)
    plain = PersonForm(request.user, initial={"display_name": user.display_name, "organisation": user.organisation})
    return render(request, "people/person.html", _context(request, user, plain, form))


@requires(MANAGE)
@require_POST
def revoke(request: HttpRequest, key: int, membership: int) -> HttpResponse:
    """Take a role away."""
    user = _person(request, key)
    held = get_object_or_404(user.memberships.select_related("organisation", "user"), pk=membership)
    return _do(request, user, lambda: administration.revoke(request.user, held), _("已收回角色。"))


@requires(MANAGE)
@require_POST
def set_active(request: HttpRequest, key: int) -> HttpResponse:
    """Close the account or open it again."""
    user = _person(request, key)
    if request.POST.get("active") == "1":
        return _do(request, user, lambda: administration.activate(request.user, user), _("已启用。"))
    return _do(request, user, lambda: administration.deactivate(request.user, user), _("已停用，登录已全部退出。"))


@requires(MANAGE)
@require_POST
def reset_second_factor(request: HttpRequest, key: int) -> HttpResponse:
    """Take a lost phone off the account."""
    user = _person(request, key)
    done = _("已重置动态口令；此人下次登录时重新启用。")
    return _do(request, user, lambda: administration.reset_second_factor(request.user, user), done)


@requires(MANAGE)
@never_cache
@require_POST
def invite(request: HttpRequest, key: int) -> HttpResponse:
    """Make a one-time link, or an initial password; either is shown once."""
    user = _person(request, key)
    try:
        if request.POST.get("by") == "password":
            secret = {"password": administration.give_initial_password(request.user, user)}
        else:
            uid, token = administration.invite(request.user, user)
            secret = {"link": request.build_absolute_uri(reverse("people:invitation", args=[uid, token]))}
    except administration.Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("people:person", key)
    return render(request, "people/invited.html", {"person": user, **secret})


@requires(VIEW_LOG)
@require_safe
def sign_ins(request: HttpRequest) -> HttpResponse:
    """Who signed in, out, failed or was locked out within scope."""
    records = Decision.objects.in_scope(request.user, VIEW_LOG).filter(action__in=SIGN_INS)
    action, words = request.GET.get("action", ""), request.GET.get("q", "").strip()[:100]
    if action in SIGN_INS:
        records = records.filter(action=action)
    if words:
        records = records.filter(Q(actor__icontains=words) | Q(details__icontains=words))
    context = {
        "page": paginate(request, records),
        "action": action,
        "q": words,
        "actions": [(str(name), name.label) for name in SIGN_INS],
    }
    return render(request, "people/sign_ins.html", context)


def _grant(administrator: User, user: User, wanted: dict[str, Any]) -> str:
    """Gives the role or asks for it, and says which. Raises Refused."""
    if administration.needs_approval(wanted["at"]):
        granting.ask(administrator, user, wanted["role"], wanted["at"], wanted["reason"])
        return _("已提交申请，待内控审查和负责人批准。")
    administration.grant(administrator, user, wanted["role"], wanted["at"])
    return _("已授予角色。")


def _person(request: HttpRequest, key: int) -> User:
    """The person within scope; 404 for others, and written down where there is one."""
    scope = User.objects.in_scope(request.user, MANAGE).select_related("organisation")
    try:
        found: User = access.one(access.looker(request, MANAGE), scope, User, key)
    except User.DoesNotExist:
        raise Http404 from None
    return found


def _do(request: HttpRequest, user: User, change: Callable[[], object], done: str) -> HttpResponse:
    try:
        change()
    except administration.Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, done)
    return redirect("people:person", user.pk)


def _looker(request: HttpRequest, user: User) -> access.Looker:
    return access.looker(request, MANAGE, user.organisation)


def _context(
    request: HttpRequest,
    user: User,
    form: PersonForm,
    role_form: RoleForm,
    in_clear: list[tuple[str, str]] | None = None,
) -> dict[str, object]:
    memberships = user.memberships.select_related("organisation").order_by("organisation__path", "role")
    return {
        "person": user,
        "form": form,
        "role_form": role_form,
        "contact": contacts.of(_looker(request, user), user) if in_clear is None else in_clear,
        "in_clear": in_clear is not None,
        "contact_form": ContactForm(auto_id="contact_%s"),
        "reason_form": ReasonForm(auto_id="look_%s"),
        "obstacle": administration.obstacle(request.user, user),
        "memberships": [(held, roles.label(held.role)) for held in memberships],
        "device": second_factor.is_enrolled(user),
        "takes_two": administration.takes_two(user),
        "resets": user.resets.open().select_related("asked_by", "confirmed_by"),
        "reset_kinds": RESETS.items(),
        "never_signed_in": user.last_login is None,
    }
