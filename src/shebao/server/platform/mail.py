"""Where mail is sent through and who gets the reminders, from the environment; without it nothing is mailed."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from shebao.server.configuration import ConfigurationError

_PORTS = {"smtp": 25, "smtps": 465, "smtp+tls": 587}
_ADDRESS = re.compile(r"[^@\s,]{1,64}@[^@\s,]{1,190}\.[^@\s,]{1,63}")


@dataclass(frozen=True, slots=True)
class Mail:
    """The mail server, the sender and who is reminded; no `host` means that nothing is mailed."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    ssl: bool = False
    tls: bool = False
    sender: str = ""
    reminders_to: tuple[str, ...] = ()


def read_mail(environ: Mapping[str, str]) -> Mail:
    """SHEBAO_SMTP (smtp://, smtps:// or smtp+tls://user:password@host:port), SHEBAO_MAIL_FROM, SHEBAO_REMINDERS_TO.
    Raises ConfigurationError."""
    server = environ.get("SHEBAO_SMTP", "")
    if not server:
        return Mail()
    try:
        parts = urlsplit(server)
        port = parts.port
    except ValueError:
        raise ConfigurationError(_WRONG_SERVER) from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ConfigurationError(_WRONG_SERVER)
    sender = environ.get("SHEBAO_MAIL_FROM", "")
    receivers = tuple(part.strip() for part in environ.get("SHEBAO_REMINDERS_TO", "").split(",") if part.strip())
    for name, address in [("SHEBAO_MAIL_FROM", sender), *(("SHEBAO_REMINDERS_TO", each) for each in receivers)]:
        if not _ADDRESS.fullmatch(address):
            raise ConfigurationError(f"{name}：“{address}”不是邮箱地址；配置了 SHEBAO_SMTP 就要写明。")
    return Mail(
        parts.hostname,
        port or _PORTS[parts.scheme],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        parts.scheme == "smtps",
        parts.scheme == "smtp+tls",
        sender,
        receivers,
    )


_WRONG_SERVER = "SHEBAO_SMTP：应写作 smtps://用户:口令@主机:465，或以 smtp://、smtp+tls:// 开头。"


def mail_or_exit(environ: Mapping[str, str]) -> Mail:
    """The mail settings; what is wrong ends the process with its message."""
    try:
        return read_mail(environ)
    except ConfigurationError as error:
        sys.exit(f"配置有误：{error}")
