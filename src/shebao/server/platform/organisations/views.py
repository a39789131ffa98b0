"""Pages of the tree of organisations."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shebao.server.platform.organisations import administration, relocating
from shebao.server.platform.organisations.declares import CONFIRM_RELOCATIONS, MANAGE_ORGANISATIONS
from shebao.server.platform.organisations.forms import MoveForm, NewOrganisationForm, OrganisationForm
from shebao.server.platform.organisations.models import Kind, Organisation
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.pages import paginate

MANAGE = MANAGE_ORGANISATIONS


@requires(MANAGE)
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """The tree within scope, as a list to search."""
    found = request.user.organisations(MANAGE).order_by("path")
    words, kind = request.GET.get("q", "").strip()[:100], request.GET.get("kind", "")
    if words:
        found = found.filter(name__icontains=words)
    if kind in Kind.values:
        found = found.filter(kind=kind)
    context = {"page": paginate(request, found, per_page=100), "q": words, "kind": kind, "kinds": Kind.choices}
    return render(request, "organisations/list.html", context)


@requires(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """A new organisation."""
    initial = {"parent": request.GET.get("parent")}
    form = NewOrganisationForm(request.user.organisations(MANAGE), request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = administration.create(request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("已新建“%(name)s”。") % {"name": made})
            return redirect("organisations:organisation", made.pk)
    return render(request, "organisations/create.html", {"form": form})


@requires(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def organisation(request: HttpRequest, key: int) -> HttpResponse:
    """One organisation: its name, its place in the tree, what is below it."""
    shown = _organisation(request, key)
    initial = {"name": shown.name, "place": shown.place}
    form = OrganisationForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            administration.change(request.user, shown, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("已保存。"))
            return redirect("organisations:organisation", shown.pk)
    return render(request, "organisations/organisation.html", _context(request, shown, form))


@requires(MANAGE)
@require_POST
def move(request: HttpRequest, key: int) -> HttpResponse:
    """Ask for another superior; somebody else confirms it."""
    moved = _organisation(request, key)
    form = MoveForm(request.user.organisations(MANAGE), moved, request.POST)
    if form.is_valid():
        try:
            relocating.ask(request.user, moved, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("已申请；另一位管理员或授权批准人确认后调整，下级机构一并调整。"))
            return redirect("organisations:organisation", key)
    plain = OrganisationForm(initial={"name": moved.name, "place": moved.place})
    return render(request, "organisations/organisation.html", _context(request, moved, plain, form))


@requires(MANAGE)
@require_POST
def set_active(request: HttpRequest, key: int) -> HttpResponse:
    """Close it or open it again."""
    changed = _organisation(request, key)
    try:
        administration.set_active(request.user, changed, request.POST.get("active") == "1")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("已启用。") if changed.is_active else _("已停用。"))
    return redirect("organisations:organisation", key)


@requires(CONFIRM_RELOCATIONS)
@require_safe
def relocations(request: HttpRequest) -> HttpResponse:
    """What was asked for and waits for a second person."""
    found = [(each, relocating.may_confirm(request.user, each)) for each in relocating.seen_by(request.user)[:200]]
    return render(request, "organisations/relocations.html", {"relocations": found})


@requires(CONFIRM_RELOCATIONS)
@require_POST
def end_relocation(request: HttpRequest, key: int) -> HttpResponse:
    """Confirm it or withdraw it."""
    relocation = get_object_or_404(relocating.seen_by(request.user), pk=key)
    try:
        if request.POST.get("do") == "confirm":
            relocating.confirm(request.user, relocation)
            messages.success(request, _("已调整隶属关系，下级机构一并调整。"))
        else:
            relocating.withdraw(request.user, relocation)
            messages.success(request, _("已撤回，机构的隶属没有变。"))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("organisations:relocations")


def _organisation(request: HttpRequest, key: int) -> Organisation:
    found: Organisation = get_object_or_404(request.user.organisations(MANAGE).select_related("parent"), pk=key)
    return found


def _context(
    request: HttpRequest, shown: Organisation, form: OrganisationForm, move_form: MoveForm | None = None
) -> dict[str, object]:
    mine = request.user.organisations(MANAGE)
    may_move = shown.parent is not None and request.user.has_permission_at(MANAGE, shown.parent)
    return {
        "organisation": shown,
        "form": form,
        "move_form": (move_form or MoveForm(mine, shown)) if may_move else None,
        "relocation": shown.relocations.filter(state="asked").select_related("parent", "asked_by").first(),
        "superiors": Organisation.objects.above(shown),
        "children": shown.children.order_by("kind", "name")[:200],
        "inside": set(mine.filter(pk__in=shown.ancestor_ids).values_list("pk", flat=True)),
    }
