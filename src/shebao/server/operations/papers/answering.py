"""A paper as an answer: PDF that no browser runs and no cache keeps."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse

from shebao.rendering.notices import Paper
from shebao.rendering.notices.apart import pdf
from shebao.server.platform.web.apart import NotMade, made
from shebao.server.platform.web.errors import ErrorPage, TryLater

_SECONDS = 5
_NOTHING_RUNS = "default-src 'none'; sandbox"


def pdf_answer(paper: Paper, number: str) -> HttpResponse:
    """The paper as PDF, named by its title and the number of the case. Raises TryLater where too many are printed."""
    try:
        content = made(pdf, paper)
    except NotMade as refused:
        raise TryLater(ErrorPage(503, "暂时不能打印", str(refused)), _SECONDS) from None
    response = HttpResponse(content, content_type="application/pdf")
    name = quote(f"{paper.title}-{number}.pdf")
    response["Content-Disposition"] = f"inline; filename=\"paper.pdf\"; filename*=UTF-8''{name}"
    response["Content-Security-Policy"] = _NOTHING_RUNS
    response["Cache-Control"] = "no-store"
    return response
