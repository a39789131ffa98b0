"""What is kept encrypted behind a suspicion, opened for a reason: each time is written down before anything is shown."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from shebao.operations.exchange import contracts
from shebao.server.operations.suspicions.models import Clear, Item, Suspicion
from shebao.server.platform.access.doing import opened

if TYPE_CHECKING:
    from shebao.server.platform.access.doing import Looker


def is_kept(suspicion: Suspicion) -> bool:
    """Whether there is anything to open; runs that came as a handover bring masked values only."""
    return Clear.objects.filter(suspicion=suspicion).exists() or suspicion.items.exists()


def reveal(by: Looker, suspicion: Suspicion, reason: str) -> list[tuple[str, str]]:
    """The private values behind a suspicion, (name, value). Raises ReasonMissing, Refused, Unreadable."""
    clear = Clear.objects.filter(suspicion=suspicion).first()
    if clear is not None:
        return [(name, value) for name, value in json.loads(opened(by, clear, ["content"], reason)["content"])]
    item = suspicion.items.select_related("listed").last()
    return [] if item is None else _of_list(item, opened(by, item, ["content"], reason)["content"])


def _of_list(item: Item, content: str) -> list[tuple[str, str]]:
    fields = contracts()[item.listed.contract].fields
    pairs = zip(fields, json.loads(content), strict=True)
    return [(field.title, value) for field, value in pairs if field.private and value]
