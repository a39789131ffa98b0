"""Several services in one application (一事联办): one receipt, one set of materials; each case on its own clock and course."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from shebao.server.operations.cases.doing import Begun, Refused, new_code, new_number, refused, start
from shebao.server.operations.cases.models import Application
from shebao.services.listing import catalogue
from shebao.services.model import FormField, Material, Service
from shebao.services.needed import Held
from shebao.services.packages import packages
from shebao.workflow import Refusal

if TYPE_CHECKING:
    from shebao.server.platform.organisations.models import Organisation
    from shebao.server.platform.people.models import User


@dataclass(frozen=True)
class Joint:
    """The open services of one matter (一件事), in the order of the catalogue."""

    name: str
    services: tuple[Service, ...]

    @property
    def only(self) -> Mapping[str, str]:
        """Who needs those services (by code) that not everybody needs."""
        return packages()[self.name].only

    @property
    def usual(self) -> list[str]:
        """The codes of what everybody needs who asks for the matter."""
        return [service.code for service in self.services if service.code not in self.only]

    @property
    def form(self) -> dict[str, FormField]:
        """The fields of all forms; one that several have is filled in once."""
        return {name: field for service in reversed(self.services) for name, field in service.form.items()}

    @property
    def materials(self) -> tuple[Material, ...]:
        """The materials of all; one that several ask for is brought once."""
        return tuple({one.name: one for service in reversed(self.services) for one in service.materials}.values())


def joint_matters(day: date) -> list[Joint]:
    """The matters of which at least two services are open."""
    found: dict[str, list[Service]] = {}
    for service in catalogue().on(day):
        for name in service.joint:
            if service.available:
                found.setdefault(name, []).append(service)
    return [Joint(name, tuple(services)) for name, services in found.items() if len(services) > 1]


@transaction.atomic
def start_together(
    clerk: User, matter: Joint, wanted: Sequence[str], office: Organisation, employer: int | None,
    texts: Mapping[str, str], held: Mapping[str, Held], scans: Sequence[tuple[str, UploadedFile]] = (),
    now: datetime | None = None,
) -> Application:  # fmt: skip
    """Accepts the services of the codes `wanted` of a matter at once, or none of them; `held` and `scans` are by the name of the
    material. Raises Refused with what stands against any of them."""
    chosen = [service for service in matter.services if service.code in wanted]
    if len(chosen) < 2:
        raise refused("too_few", "一事联办至少选两个事项；只办一个的请单独受理")
    at = now or timezone.now()
    application: Application = Application.objects.create(
        number=new_number(at), name=matter.name, office=office, by=clerk, at=at, code=new_code()
    )
    against: list[Refusal] = []
    left = list(scans)
    for service in chosen:
        begun = Begun(application, held=_of(service, held), scans=_taken(service, left))
        own = {name: texts.get(name, "") for name in service.form}
        try:
            start(clerk, service, office, employer, own, at, begun=begun)
        except Refused as error:
            against += [Refusal(one.code, f"{service.name}：{one.message}", one.input) for one in error.refusals]
    if against:
        raise Refused(against)
    return application


def _of(service: Service, held: Mapping[str, Held]) -> tuple[Held, ...]:
    return tuple(
        Held(number, held[material.name].how, held[material.name].instead)
        for number, material in enumerate(service.materials, 1)
        if material.name in held
    )


def _taken(service: Service, left: list[tuple[str, UploadedFile]]) -> tuple[tuple[int, UploadedFile], ...]:
    """The scans of this service's materials that no case before has; they are stored once."""
    numbers = {material.name: number for number, material in enumerate(service.materials, 1)}
    taken = [(name, upload) for name, upload in left if name in numbers]
    for one in taken:
        left.remove(one)
    return tuple((numbers[name], upload) for name, upload in taken)
