"""Several services of one matter asked for at once: one form, one set of materials, one receipt."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from shebao.rendering.notices import Paper
from shebao.server.operations.cases import doing, reading
from shebao.server.operations.cases.declares import START_CASES, VIEW_RECORDS
from shebao.server.operations.cases.doing import Joint, Refused
from shebao.server.operations.cases.models import Application
from shebao.server.operations.cases.views.printing import pdf_answer
from shebao.server.operations.cases.views.starting import employer_of, look_at, name_of, office_of
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.filled import Filled
from shebao.server.platform.web.templatetags.web import chinese_date
from shebao.services.needed import Held, How
from shebao.workflow import Refusal

_LONGEST = 4_000


@requires(START_CASES)
@require_safe
def matters(request: HttpRequest) -> HttpResponse:
    """The matters of which several services are open."""
    return render(request, "cases/matters.html", {"matters": doing.joint_matters(timezone.localdate())})


@requires(START_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, name: str) -> HttpResponse:
    """The form of a matter; POST accepts the chosen services together, or none."""
    matter = next((one for one in doing.joint_matters(timezone.localdate()) if one.name == name), None)
    if matter is None:
        raise Http404("没有这一件事，或尚未开办")
    wanted = request.POST.getlist("wanted") or [one.code for one in matter.services]
    texts = {name: request.POST.get(name, "").replace("\x00", "").strip()[:_LONGEST] for name in matter.form}
    refused: tuple[Refusal, ...] = ()
    if request.method == "POST":
        try:
            done = _started(request, matter, wanted, texts)
        except Refused as error:
            refused = error.refusals
        else:
            messages.success(request, f"已受理 {done.name}，申请编号 {done.number}。")
            return redirect("cases:application", done.number)
    employer = employer_of(request)
    context = {
        "matter": matter,
        "wanted": wanted,
        "fields": [Filled(field.field, texts[name]) for name, field in matter.form.items()],
        "materials": list(enumerate(matter.materials, 1)),
        "employer": request.POST.get("employer", request.GET.get("employer", "")),
        "employer_name": name_of(employer),
        "refused": refused,
    }
    return render(request, "cases/together.html", context)


@requires(VIEW_RECORDS)
@require_safe
def application(request: HttpRequest, number: str) -> HttpResponse:
    """The cases of an application."""
    found = _application(request, number)
    return render(request, "cases/application.html", {"application": found, "cases": doing.cases_of(found)})


@requires(VIEW_RECORDS)
@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """The one receipt of an application as PDF."""
    found = _application(request, number)
    lines = [
        f"{case.title}：办件编号 {case.number}，{chinese_date(case.due_on)}前办结"
        if case.due_on
        else f"{case.title}：{case.number}"
        for case in doing.cases_of(found)
    ]
    paper = Paper(
        title="一事联办受理回执",
        issuer=str(found.office),
        day=chinese_date(found.at),
        rows=[("申请", found.name), ("申请编号", found.number), ("受理日期", chinese_date(found.at))],
        sections=[("一并受理的事项", lines)],
        closing=["各事项分别计算办理期限，办结后分别出具办结通知。"],
        code=found.code or "",
        address=request.build_absolute_uri(reverse("receipts:notice", args=[found.code])) if found.code else "",
    )
    return pdf_answer(paper, found.number)


def _started(request: HttpRequest, matter: Joint, wanted: list[str], texts: dict[str, str]) -> Application:
    """The application. Raises Refused."""
    office, employer = office_of(request), employer_of(request)
    for service in matter.services:
        look_at(request, doing.prepare(service, office, employer, {name: texts[name] for name in service.form}))
    held, scans = {}, []
    for number, material in enumerate(matter.materials, 1):
        if request.POST.get(f"material:{number}"):
            held[material.name] = Held(number, How.ORIGINAL)
        scans += [(material.name, one) for one in request.FILES.getlist(f"scan:{number}")]
    return doing.start_together(request.user, matter, wanted, office, employer, texts, held, scans)


def _application(request: HttpRequest, number: str) -> Application:
    scope = reading.cases_in_scope(request.user, VIEW_RECORDS)
    found: Application = get_object_or_404(
        Application.objects.filter(cases__in=scope).distinct().select_related("office"), number=number
    )
    return found
