"""Who may call the views of `organisations`."""

from __future__ import annotations

from server.access import views
from shebao.server.platform.organisations.declares import MANAGE_ORGANISATIONS

VIEWS = {
    **views("organisations", MANAGE_ORGANISATIONS, "list create"),
    **views("organisations", MANAGE_ORGANISATIONS, "organisation move set-active", "organisation"),
}
OBJECTS = {"organisation": lambda organisation: {"key": organisation.pk}}
