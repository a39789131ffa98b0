"""shebao: accountability and operations for China's social-insurance agencies (社会保险经办机构).

`from shebao import read_report, audit` reads and audits a published final-accounts report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shebao.library import audit, read_report

__version__ = "0.1.0"
__all__ = ["audit", "read_report"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from shebao import library

        return getattr(library, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
