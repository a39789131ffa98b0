"""Files of personal data lie encrypted until they are taken away: with the newest data key, bound to what was asked and by whom."""

from __future__ import annotations

from cryptography.exceptions import InvalidTag

from shebao.server.platform.secrets import ring
from shebao.server.platform.secrets.models import VALUES

_PLACE = "exports_export.file"


class Damaged(Exception):
    """The file is not what was made for this question."""


def sealed(content: bytes, key: str) -> bytes:
    """The content as it is stored for the question of that key. Raises KeyProblem."""
    newest = ring.newest(VALUES)
    return b"%d.%s" % (newest.id, newest.cipher(_PLACE).seal(content, key.encode()))


def opened(stored: bytes, key: str) -> bytes:
    """What was sealed. Raises Damaged, KeyProblem."""
    number, _point, body = stored.partition(b".")
    try:
        return ring.key(int(number)).cipher(_PLACE).open(body, key.encode())
    except (InvalidTag, ValueError):
        raise Damaged from None
