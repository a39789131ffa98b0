"""Who works off the suspicions of which rule owner: what comes in from now on goes there."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from shebao.server.operations.suspicions.declares import DUTY_SET, MANAGE_SUSPICIONS, WORK_SUSPICIONS
from shebao.server.operations.suspicions.models import Duty, Rule
from shebao.server.operations.suspicions.views.lists import colleagues
from shebao.server.platform.decisions.log import record
from shebao.server.platform.organisations.models import Organisation, OrganisationQuerySet
from shebao.server.platform.people.models import User
from shebao.server.platform.web.access import requires


@requires(MANAGE_SUSPICIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def duties(request: HttpRequest) -> HttpResponse:
    """The duties in scope; POST sets one."""
    if request.method == "POST":
        problem = _set(request)
        if problem:
            messages.error(request, problem)
        else:
            messages.success(request, "已设定分工；以后新增的疑点按它分派，已有的不变。")
        return redirect("suspicions:duties")
    scope = request.user.organisations(MANAGE_SUSPICIONS)
    rules = Rule.objects.in_scope(request.user, MANAGE_SUSPICIONS)
    context = {
        "duties": Duty.objects.in_scope(request.user, MANAGE_SUSPICIONS)
        .select_related("agency", "office", "person")
        .order_by("agency__path", "owner"),
        "agencies": [(each.pk, str(each)) for each in scope.active().order_by("path")],
        "owners": sorted(set(rules.values_list("owner", flat=True))),
        "colleagues": colleagues(request.user),
    }
    return render(request, "suspicions/duties.html", context)


def _set(request: HttpRequest) -> str:
    """Sets a duty; returns why not."""
    post = request.POST
    scope = request.user.organisations(MANAGE_SUSPICIONS)
    agency, office = (_organisation(scope, post.get(name, "")) for name in ("agency", "office"))
    owner = post.get("owner", "").replace("\x00", "").strip()[:40]
    if agency is None or office is None or not owner:
        return "请选择哪个机构的数据、哪项责任、由哪个机构办理。"
    if not agency.contains(office):
        return f"{office}不是{agency}或其下级，不能办理它的疑点。"
    key = post.get("person", "")
    person = User.objects.filter(pk=int(key)).first() if key.isascii() and key.isdigit() and len(key) < 10 else None
    if key and (person is None or not person.has_permission_at(WORK_SUSPICIONS, office)):
        return f"所选的人不能办理{office}的疑点；请选择该机构的数据治理岗。"
    duty, _made = Duty.objects.update_or_create(
        agency=agency, owner=owner, defaults={"office": office, "person": person}
    )
    record(
        request.user, DUTY_SET, duty, owner=owner, office=str(office), person=person.get_username() if person else ""
    )
    return ""


def _organisation(scope: OrganisationQuerySet, key: str) -> Organisation | None:
    if not (key.isascii() and key.isdigit() and len(key) < 10):
        return None
    found: Organisation | None = scope.filter(pk=int(key)).first()
    return found
