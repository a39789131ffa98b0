"""Logs: a line of JSON or of text, with the request's number, and with personal numbers masked."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any

from shebao.server.platform.masking import masked

_FIELDS = ("method", "path", "status", "milliseconds", "user")


class JsonLine(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_of_request(record),
        }
        if record.exc_info and not _sent_wrongly(record):
            line["exception"] = self.formatException(record.exc_info)
        return masked(json.dumps(line, ensure_ascii=False, default=str))


class TextLine(logging.Formatter):
    """A record as a line for people."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, and the traceback below it."""
        time = datetime.fromtimestamp(record.created).astimezone()
        about = _of_request(record)
        took = f" {about['milliseconds']} ms" if "milliseconds" in about else ""
        line = f"{time:%H:%M:%S} {record.levelname} {record.name}: {record.getMessage()}{took}"
        if record.exc_info and not _sent_wrongly(record):
            line += "\n" + self.formatException(record.exc_info)
        return masked(line)


def _sent_wrongly(record: logging.LogRecord) -> bool:
    """Whether it tells of a request that was refused as it came: where in the program is no matter, and senders would fill the log."""
    return record.name.startswith("django.security.")


def _of_request(record: logging.LogRecord) -> dict[str, Any]:
    from shebao.server.platform.monitoring.requests import current_request_id

    about = {name: getattr(record, name) for name in _FIELDS if getattr(record, name, None) is not None}
    if request_id := current_request_id.get():
        about["request"] = request_id
    return about


def logging_settings(*, as_json: bool, debug: bool) -> dict[str, Any]:
    """Django's LOGGING."""
    level = "DEBUG" if debug else "INFO"
    formatter = "shebao.server.platform.monitoring.logs." + ("JsonLine" if as_json else "TextLine")
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": formatter}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "shebao": {"level": level},
            "shebao.requests": {"level": "INFO" if as_json else "WARNING"},
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            "django.request": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "procrastinate": {"level": "ERROR"},
        },
    }
