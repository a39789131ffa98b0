"""How materials may be covered, for forms; scans that come with a form."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from shebao.services.model import Material, Service
from shebao.services.needed import HOW_LABELS, ways


@dataclass(frozen=True)
class Line:
    """A material on a page: its number, the ways in which it may be covered, what was chosen."""

    number: int
    material: Material
    ways: list[tuple[str, str]]
    chosen: str = ""
    instead: str = ""

    @property
    def others(self) -> list[tuple[str, str]]:
        """What may come instead of it."""
        return [(name, name) for name in self.material.instead]


def lines_of(service: Service, texts: dict[str, str], may_promise: bool, posted: dict[str, str]) -> list[Line]:
    """The materials of a service for a form, as they were chosen so far."""
    return [
        Line(
            number,
            material,
            [("", "请核对"), *((how.value, HOW_LABELS[how]) for how in ways(material, texts, may_promise))],
            posted.get(f"material:{number}", ""),
            posted.get(f"instead:{number}", ""),
        )
        for number, material in enumerate(service.materials, 1)
    ]


def scans_sent(request: HttpRequest) -> tuple[tuple[int, UploadedFile], ...]:
    """The scans of a form by the material's number."""
    found = []
    for name in request.FILES:
        number = str(name).removeprefix("scan:")
        if str(name).startswith("scan:") and number.isascii() and number.isdigit() and len(number) < 4:
            found += [(int(number), one) for one in request.FILES.getlist(name)]
    return tuple(found)
