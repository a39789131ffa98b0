"""Demo data for a first look: one loader a subject, each idempotent, in the order of LOADERS.

A loader is a module here with `load()`; it may have `SIGN_INS`, which `shebao serve --demo` prints.
"""

from __future__ import annotations

from importlib import import_module
from typing import NamedTuple

LOADERS: tuple[str, ...] = ()


class SignIn(NamedTuple):
    """Somebody of the demo that one may sign in as."""

    username: str
    password: str
    caption: str


def load_all() -> None:
    """Run every loader; running twice changes nothing."""
    for name in LOADERS:
        import_module(f"{__name__}.{name}").load()


def sign_ins() -> list[SignIn]:
    """The demo's people."""
    modules = [import_module(f"{__name__}.{name}") for name in LOADERS]
    return [each for module in modules for each in getattr(module, "SIGN_INS", ())]
