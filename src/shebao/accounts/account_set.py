"""An account set (账套): all that a year is closed from, as values, wherever it was kept."""

from __future__ import annotations

from dataclasses import dataclass, field

from shebao.accounts.annex import Annex
from shebao.accounts.ledger import Ledger
from shebao.accounts.manifest import Manifest
from shebao.accounts.prior import Prior
from shebao.classification import Classification


@dataclass(frozen=True, slots=True)
class AccountSet:
    """A unit's year. `entries` include the opening balances; `budget` and `plan` are None where not given."""

    manifest: Manifest
    functional: Classification
    economic: Classification
    entries: Ledger
    budget: Ledger | None = None
    plan: Ledger | None = None
    annex: Annex = field(default_factory=Annex)
    prior: Prior | None = None
