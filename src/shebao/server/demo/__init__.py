"""Demo data for a first look: one loader a subject, each idempotent, in the order of LOADERS."""

from __future__ import annotations

from importlib import import_module

LOADERS: tuple[str, ...] = ("people", "unit_years", "examination", "publications")


def load_all() -> None:
    """Run every loader; running twice changes nothing."""
    for name in LOADERS:
        import_module(f"{__name__}.{name}").load()
