"""What a record of the log hashes: canonical JSON, and nothing that two machines could write differently."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from decimal import Decimal
from typing import Any

GENESIS = "0" * 64


def canonical(value: object) -> str:
    """JSON with sorted keys and no spaces. Dates and decimals become text; raises TypeError for floats and the rest."""
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(**content: object) -> str:
    """SHA-256 (hex) over the canonical JSON of what is given. Raises TypeError as `canonical` does."""
    return hashlib.sha256(canonical(content).encode("utf-8")).hexdigest()


def _plain(value: object) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} 不能写入日志；请先换成文字或整数")
