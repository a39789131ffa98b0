"""The effect of a service: one that a function declares, or the entry that its own file says."""

from __future__ import annotations

from shebao.operations.handling.entries.entering import declared
from shebao.operations.handling.registry import Declared, effects
from shebao.services.model import Service


def declared_of(service: Service) -> Declared:
    """What a service does. Raises KeyError where there is no such effect."""
    return effects()[service.effect] if service.enters is None else declared(service, service.enters)
