"""What others may have personal accounts do."""

from __future__ import annotations

from datetime import datetime

from shebao.fields.dates import Month
from shebao.operations.personal_accounts.schemes import schemes
from shebao.server.operations.personal_accounts.closing import Closed, close_year
from shebao.server.operations.personal_accounts.models import Movement

__all__ = ["Closed", "close_year", "move"]


def move(person: int, line: str, month: Month, kind: Movement.Kind, amount: int, basis: str, at: datetime) -> Movement:
    """Something other than contributions came to an account or left it, in fen; within the transaction of whatever did it. The same
    basis a second time is refused by the database. Raises ValueError, IntegrityError."""
    if line not in schemes():
        raise ValueError(f"{line} has no personal account")
    made: Movement = Movement.objects.create(
        person=person, line=line, month=month.first_day, kind=kind, amount=amount, basis=basis, at=at
    )
    return made
