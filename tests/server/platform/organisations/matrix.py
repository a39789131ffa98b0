"""Who may call the views of `organisations`."""

from __future__ import annotations

from server.access import views
from shebao.server.platform.organisations.declares import CONFIRM_RELOCATIONS, MANAGE_ORGANISATIONS
from shebao.server.platform.organisations.models import Organisation, Relocation
from shebao.server.platform.people.models import User

VIEWS = {
    **views("organisations", MANAGE_ORGANISATIONS, "list create"),
    **views("organisations", MANAGE_ORGANISATIONS, "organisation move set-active", "organisation"),
    **views("organisations", CONFIRM_RELOCATIONS, "relocations"),
    **views("organisations", CONFIRM_RELOCATIONS, "end-relocation", "relocation", whole=False),
}


def _relocation(organisation: Organisation) -> dict[str, int]:
    asked_by, _made = User.objects.get_or_create(username="matrix-asks", defaults={"display_name": "申请人"})
    above = organisation.parent or organisation
    found, _made = Relocation.objects.get_or_create(
        organisation=organisation, state="asked",
        defaults={"parent": above, "former": above, "asked_by": asked_by, "reason": "试"},
    )  # fmt: skip
    return {"key": found.pk}


OBJECTS = {"organisation": lambda organisation: {"key": organisation.pk}, "relocation": _relocation}
