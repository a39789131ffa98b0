"""Who may call the views of the queue."""

from __future__ import annotations

from server.access import PUBLIC, views
from shebao.server.operations.cases.declares import START_CASES

VIEWS = {
    **views("queues", START_CASES, "queue take call"),
    **views("queues", PUBLIC, "wall", "queue_office", whole=False, agency_wide=True),
}
OBJECTS = {"queue_office": lambda organisation: {"office": organisation.pk}}
