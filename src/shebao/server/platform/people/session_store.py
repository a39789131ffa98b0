"""Sessions whose keys are in nobody's database: the table has a digest, so that who reads it can open none.

When a session was last used is told by the column of its end, which is so many seconds later, and not within its data: to note
it writes one column of one row, and never puts back what another request of the same person has changed meanwhile.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as PlainSessionStore
from django.utils import timezone

_LENGTH = 40  # of the column; 160 bits


def digest(key: str) -> str:
    """Under what a key of a browser is kept. Keys are random, so that they need no stretching."""
    return hashlib.sha256(f"shebao.session:{key}".encode()).hexdigest()[:_LENGTH]


class SessionStore(PlainSessionStore):
    """Django's sessions in the database, kept under the digest of their keys."""

    seen_at: float | None = None
    """When it was last used, in seconds since 1970; None for one that was not in the database."""

    def note_seen(self) -> None:
        """It is used now."""
        found = self.model.objects.filter(session_key=digest(self.session_key or ""))
        found.update(expire_date=timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE))

    def _get_session_from_db(self) -> Any:
        try:
            found = self.model.objects.get(session_key=digest(self.session_key or ""), expire_date__gt=timezone.now())
        except self.model.DoesNotExist:
            self._session_key = None
            return None
        self.seen_at = found.expire_date.timestamp() - settings.SESSION_COOKIE_AGE
        return found

    def exists(self, session_key: str) -> bool:
        """Whether there is a session of this key."""
        return bool(super().exists(digest(session_key)))

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """The row for the data."""
        made = super().create_model_instance(data)
        made.session_key = digest(made.session_key)
        return made

    def delete(self, session_key: str | None = None) -> None:
        """Remove the session of this key, or this one."""
        key = session_key or self.session_key
        if key is not None:
            super().delete(digest(key))

    async def _only_synchronous(self, *args: object) -> Any:
        raise UpdateError("these sessions are used by synchronous views only")

    _aget_session_from_db = aexists = acreate_model_instance = adelete = _only_synchronous
