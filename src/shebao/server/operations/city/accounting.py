"""Personal accounts of the city: closed with each year's end, and again while payments for it may still come."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Any

from shebao.fields.dates import Month
from shebao.operations.personal_accounts.schemes import schemes
from shebao.policy.errors import MissingParameter
from shebao.server.operations.city.people import Agency
from shebao.server.operations.personal_accounts.doing import close_year
from shebao.server.operations.personal_accounts.reading import stale_years, years_closed

_DECEMBER = 12
_LATE = 3
"""So many months into the next year accounts are closed again each month; what comes later waits for the next December."""


def closing(agency: Agency, month: Month) -> dict[str, Any]:
    """What the ties compare accounts with, in a month in which they are closed: the years closed so far, their days, and of each line
    what is credited of a base in millionths, 0 where the shares are."""
    years = years_closed() if _closes(month) else []
    days = {"opens": date(years[0], 1, 1), "ends": date(years[-1], 12, 31)} if years else {"opens": None, "ends": None}
    credits = [scheme.credit(agency.place, month.year) for scheme in schemes().values()]
    return {"closed": years, **days, "lines": list(schemes()), "credits": credits}


def close_accounts(agency: Agency, month: Month, at: datetime) -> Counter[str]:
    """Closes the accounts of the year that ends, and again those of earlier years for which payments came; what happened. Within the
    month's transaction."""
    found: Counter[str] = Counter()
    if not _closes(month):
        return found
    for line in schemes():
        ending = [month.year] if month.month == _DECEMBER else []
        for year in [*(each for each in stale_years(line) if each < month.year), *ending]:
            try:
                done = close_year(line, agency.place, year, at)
            except MissingParameter:
                found["account_years_without_rates"] += 1
                continue
            found += Counter({"account_years": done.written, "interest_fen": done.interest if done.written else 0})
    return found


def _closes(month: Month) -> bool:
    return month.month <= _LATE or month.month == _DECEMBER
