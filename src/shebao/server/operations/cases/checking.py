"""Materials checked off at acceptance; promises that take the place of certificates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from shebao.server.operations.cases.models import Case, CaseMaterial, Promise
from shebao.server.operations.cases.refusing import Refused
from shebao.services.limits import after
from shebao.services.model import Service
from shebao.services.needed import Held, How, lacking
from shebao.services.stages import stages
from shebao.workflow import Refusal

if TYPE_CHECKING:
    from shebao.server.platform.people.models import User

_MATERIAL, _INSTEAD = "material:", "instead:"


def held_of(inputs: Mapping[str, str]) -> tuple[Held, ...]:
    """How materials were covered, from a form: `material:1` says how, `instead:1` by what. What is none of the ways is left out."""
    found = []
    for name, text in inputs.items():
        number = name.removeprefix(_MATERIAL)
        if name.startswith(_MATERIAL) and number.isascii() and number.isdigit() and text in set(How):
            found.append(Held(int(number), How(text), inputs.get(f"{_INSTEAD}{number}", "")))
    return tuple(found)


def may_promise(person: int | None, employer: int | None) -> bool:
    """Whether none of both broke a promise after which trust was not restored. Persons and employers without a record have broken none."""
    asked = Q(pk__in=())
    if person:
        asked |= Q(person=person)
    if employer:
        asked |= Q(employer=employer)
    return not Promise.objects.filter(asked, kept=False, restoring=None).exists()


def refuse_lacking(case: Case, service: Service, texts: Mapping[str, str], held: Sequence[Held]) -> None:
    """Raises Refused with every material that is missing or cannot be covered so."""
    promises = any(one.how is How.PROMISED for one in held)
    lacks = lacking(service, texts, held, not promises or may_promise(case.person, case.employer))
    if lacks:
        raise Refused([Refusal("material", lack.told, f"material:{lack.number}") for lack in lacks])


def check_off(case: Case, service: Service, held: Iterable[Held], by: User, at: datetime) -> None:
    """Writes down how each material was covered, and promises with the day until which they are checked."""
    listed = [one for one in held if 1 <= one.number <= len(service.materials)]
    names = {number: material.name for number, material in enumerate(service.materials, 1)}
    CaseMaterial.objects.bulk_create(
        CaseMaterial(
            case=case, number=one.number, name=names[one.number], how=one.how, instead=one.instead, by=by, at=at
        )
        for one in listed
    )
    due_on = after(stages().stages["promise"].limit, timezone.localdate(at))
    for one in listed:
        if one.how is How.PROMISED:
            Promise.objects.get_or_create(
                case=case, number=one.number,
                defaults={
                    "material": names[one.number], "person": case.person, "employer": case.employer, "by": by,
                    "due_on": due_on,
                },
            )  # fmt: skip
