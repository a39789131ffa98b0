"""Personal accounts of the city: closed with each year's end, and again while payments for it may still come."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from shebao.fields.dates import Month
from shebao.operations.personal_accounts.schemes import schemes
from shebao.policy.errors import MissingParameter
from shebao.server.operations.city.people import Agency
from shebao.server.operations.personal_accounts.doing import close_year

_DECEMBER = 12
_LATE = 3
"""So many months into the next year late payments for the year before are still credited to it."""


def close_accounts(agency: Agency, month: Month, at: datetime) -> Counter[str]:
    """Closes the accounts of the year that ends, or of the one before; what happened. Within the month's transaction."""
    if _LATE < month.month < _DECEMBER:
        return Counter()
    year = month.year if month.month == _DECEMBER else month.year - 1
    found: Counter[str] = Counter()
    for line in schemes():
        try:
            done = close_year(line, agency.place, year, at)
        except MissingParameter:
            found["account_years_without_rates"] += 1
            continue
        found += Counter({"account_years": done.written, "interest_fen": done.interest if done.written else 0})
    return found
