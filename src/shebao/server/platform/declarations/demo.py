"""Demo data for a first look: what the apps declare, in the order in which they are installed."""

from __future__ import annotations

from importlib import import_module

from shebao.server.platform.declarations.collecting import collected


def load_all() -> None:
    """Runs every loader; running twice changes nothing."""
    for name in collected().demo:
        import_module(name).load()
