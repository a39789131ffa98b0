"""Answers that are the same for everybody who asks: what one process made, the others answer with too."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.utils import timezone

from shebao.server.platform.web.models import KeptAnswer

MOST = 2_000
_KEEP = """
INSERT INTO web_keptanswer (key, content, until)
SELECT %s, %s, now() + make_interval(secs => %s) WHERE (SELECT count(*) FROM web_keptanswer) < %s
ON CONFLICT (key) DO UPDATE SET content = excluded.content, until = excluded.until
"""


def kept(key: str, seconds: int) -> bytes | None:
    """What was kept under the key, by this process or another; this one remembers it for `seconds` more."""
    found: bytes | None = caches["pages"].get(key)
    if found is None and settings.SHARED_TABLES:
        rows = KeptAnswer.objects.filter(pk=key, until__gt=timezone.now()).values_list("content", "until")
        for content, until in rows:
            found = bytes(content)
            left = min(timedelta(seconds=seconds), until - timezone.now())
            caches["pages"].set(key, found, left.total_seconds())
    return found


def keep(key: str, content: bytes, seconds: int) -> None:
    """Keep it for so long, for all processes while there is room (strangers can ask for any number of pages)."""
    caches["pages"].set(key, content, seconds)
    if settings.SHARED_TABLES:
        with connection.cursor() as cursor:
            cursor.execute(_KEEP, [key, content, seconds, MOST])


def tidy() -> int:
    """Throw away what is too old; returns how many."""
    gone: int = KeptAnswer.objects.filter(until__lt=timezone.now()).delete()[0]
    return gone
