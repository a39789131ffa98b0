"""Several services of one matter asked for at once: one form, one set of materials, one receipt."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from shebao.server.operations.cases.declares import START_CASES, VIEW_RECORDS
from shebao.server.operations.cases.doing import Refused, prepare
from shebao.server.operations.cases.models import Application
from shebao.server.operations.cases.reading import application_in_scope, cases_of
from shebao.server.operations.intake import doing
from shebao.server.operations.intake.doing import Joint
from shebao.server.operations.intake.views.starting import employer_of, look_at, name_of, office_of
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.filled import Filled
from shebao.services.needed import Held, How
from shebao.workflow import Refusal

_LONGEST = 4_000


@requires(START_CASES)
@require_safe
def matters(request: HttpRequest) -> HttpResponse:
    """The matters of which several services are open."""
    return render(request, "intake/matters.html", {"matters": doing.joint_matters(timezone.localdate())})


@requires(START_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, name: str) -> HttpResponse:
    """The form of a matter; POST accepts the chosen services together, or none."""
    matter = next((one for one in doing.joint_matters(timezone.localdate()) if one.name == name), None)
    if matter is None:
        raise Http404("没有这一件事，或尚未开办")
    wanted = request.POST.getlist("wanted") if request.method == "POST" else matter.usual
    texts = {name: request.POST.get(name, "").replace("\x00", "").strip()[:_LONGEST] for name in matter.form}
    refused: tuple[Refusal, ...] = ()
    if request.method == "POST":
        try:
            done = _started(request, matter, wanted, texts)
        except Refused as error:
            refused = error.refusals
        else:
            messages.success(request, f"已受理 {done.name}，申请编号 {done.number}。")
            return redirect("intake:application", done.number)
    employer = employer_of(request)
    context = {
        "matter": matter,
        "wanted": wanted,
        "services": [(one, matter.only.get(one.code, "")) for one in matter.services],
        "fields": [Filled(field.field, texts[name]) for name, field in matter.form.items()],
        "materials": list(enumerate(matter.materials, 1)),
        "employer": request.POST.get("employer", request.GET.get("employer", "")),
        "employer_name": name_of(employer),
        "refused": refused,
    }
    return render(request, "intake/together.html", context)


@requires(VIEW_RECORDS)
@require_safe
def application(request: HttpRequest, number: str) -> HttpResponse:
    """The cases of an application."""
    found = application_in_scope(request.user, number)
    if found is None:
        raise Http404("没有这份申请")
    return render(request, "intake/application.html", {"application": found, "cases": cases_of(found)})


def _started(request: HttpRequest, matter: Joint, wanted: list[str], texts: dict[str, str]) -> Application:
    """The application. Raises Refused."""
    office, employer = office_of(request), employer_of(request)
    for service in matter.services:
        look_at(request, prepare(service, office, employer, {name: texts[name] for name in service.form}))
    held, scans = {}, []
    for number, material in enumerate(matter.materials, 1):
        if request.POST.get(f"material:{number}"):
            held[material.name] = Held(number, How.ORIGINAL)
        scans += [(material.name, one) for one in request.FILES.getlist(f"scan:{number}")]
    return doing.start_together(request.user, matter, wanted, office, employer, texts, held, scans)
