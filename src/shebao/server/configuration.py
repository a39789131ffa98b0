"""Settings by environment, typed: what is missing or wrong is said with its name and what was expected."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from shebao.server.embedded_address import (
    APPLICATION,
    DATABASE,
    OWNER,
    PORTAL,
    make_private,
    passwords,
    socket_directory,
)

LOCAL_HOSTS = ("127.0.0.1", "localhost", "[::1]")
_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off", ""})
_SHORTEST_KEY = 32
_MOST_DAYS = 3650


class ConfigurationError(Exception):
    """A setting is missing or wrong; the message names it and says what to do."""


@dataclass(frozen=True)
class DatabaseAddress:
    """Where PostgreSQL is; `embedded` when it is our own cluster below the data directory."""

    name: str
    user: str
    password: str
    host: str
    port: str
    options: Mapping[str, str]
    embedded: bool = False


@dataclass(frozen=True)
class Configuration:
    """Everything that differs between one installation and another."""

    production: bool
    debug: bool
    data: Path
    secret_key: str
    former_keys: tuple[str, ...]
    database: DatabaseAddress
    owner: DatabaseAddress | None
    allowed_hosts: tuple[str, ...]
    trusted_origins: tuple[str, ...]
    trusted_proxies: tuple[str, ...]
    https: bool
    log_json: bool
    second_factor: bool
    visitor_days: int
    reset_hours: int
    cooling_hours: int
    roles: Path | None
    portal: bool
    exchange_keys: Path | None
    runner_keys: Path | None


def default_data_directory() -> Path:
    """/var/lib/shebao for root, ~/.local/share/shebao (XDG_DATA_HOME) for anybody else."""
    if os.name == "posix" and os.geteuid() == 0:
        return Path("/var/lib/shebao")
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "shebao"


def load(environ: Mapping[str, str]) -> Configuration:
    """The configuration of this process. Raises ConfigurationError."""
    production = _choice(environ, "SHEBAO_MODE", ("local", "production")) == "production"
    data = Path(environ.get("SHEBAO_DATA") or default_data_directory()).expanduser().absolute()
    portal = _choice(environ, "SHEBAO_SITE", ("all", "portal")) == "portal"
    debug = _flag(environ, "SHEBAO_DEBUG", default=False)
    if production and debug:
        raise ConfigurationError("SHEBAO_DEBUG：正式环境（SHEBAO_MODE=production）不能打开调试；请去掉这一项。")
    keys = (secrets.token_urlsafe(50),) if portal else _secret_keys(environ, data, production)
    return Configuration(
        production=production,
        debug=debug,
        data=data,
        secret_key=keys[0],
        former_keys=keys[1:],
        database=_portal_database(environ, data) if portal else _database(environ, data),
        owner=None if portal else _owner(environ, data, production),
        allowed_hosts=_hosts(environ, production),
        trusted_origins=_origins(environ),
        trusted_proxies=_proxies(environ),
        https=_flag(environ, "SHEBAO_HTTPS", default=production),
        log_json=_flag(environ, "SHEBAO_LOG_JSON", default=production),
        second_factor=_flag(environ, "SHEBAO_SECOND_FACTOR", default=production),
        visitor_days=_number(environ, "SHEBAO_VISITOR_DAYS", 7, _MOST_DAYS, "天数"),
        reset_hours=_number(environ, "SHEBAO_RESET_HOURS", 24, 168, "小时数"),
        cooling_hours=_number(environ, "SHEBAO_COOLING_HOURS", 24, 168, "小时数"),
        roles=_file(environ, "SHEBAO_ROLES"),
        portal=portal,
        exchange_keys=_folder(environ, "SHEBAO_EXCHANGE_KEYS", data, production),
        runner_keys=_folder(environ, "SHEBAO_RUNNER_KEYS", data, production),
    )


def _number(environ: Mapping[str, str], name: str, usual: int, most: int, of: str) -> int:
    value = environ.get(name) or str(usual)
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= most):
        raise ConfigurationError(f"{name}：“{value}”不对；请写 1 到 {most} 的{of}。")
    return int(value)


def _file(environ: Mapping[str, str], name: str) -> Path | None:
    value = environ.get(name)
    if not value:
        return None
    path = Path(value).expanduser().absolute()
    if not path.is_file():
        raise ConfigurationError(f"{name}：没有文件 {path}。")
    return path


def _folder(environ: Mapping[str, str], name: str, data: Path, production: bool) -> Path | None:
    """A folder of keys. In production it lies outside of the data directory, which the server itself may write."""
    value = environ.get(name)
    if not value:
        return None
    path = Path(value).expanduser().resolve()
    if not path.is_dir():
        raise ConfigurationError(f"{name}：没有目录 {path}。")
    if production and path.is_relative_to(data.resolve()):
        raise ConfigurationError(f"{name}：{path} 在数据目录里；密钥要放在平台写不到的地方，请换一个目录。")
    return path


def _choice(environ: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    value = environ.get(name) or choices[0]
    if value not in choices:
        raise ConfigurationError(f"{name}：“{value}”不对；只能是 {'、'.join(choices)} 之一。")
    return value


def _flag(environ: Mapping[str, str], name: str, *, default: bool) -> bool:
    value = environ.get(name)
    if value is None:
        return default
    if value.lower() in _TRUE:
        return True
    if value.lower() in _FALSE:
        return False
    raise ConfigurationError(f"{name}：“{value}”不对；请写 1（是）或 0（否）。")


def _list(environ: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in environ.get(name, "").split(",") if part.strip())


def _origins(environ: Mapping[str, str]) -> tuple[str, ...]:
    origins = _list(environ, "SHEBAO_TRUSTED_ORIGINS")
    for origin in origins:
        if not origin.startswith(("https://", "http://")):
            raise ConfigurationError(
                f"SHEBAO_TRUSTED_ORIGINS：“{origin}”不对；要写出协议，例如 https://shebao.example.gov.cn。"
            )
    return origins


def _proxies(environ: Mapping[str, str]) -> tuple[str, ...]:
    proxies = _list(environ, "SHEBAO_TRUSTED_PROXIES")
    for proxy in proxies:
        try:
            ip_network(proxy, strict=False)
        except ValueError as error:
            raise ConfigurationError(
                f"SHEBAO_TRUSTED_PROXIES：“{proxy}”不对；请写反向代理的 IP 地址或网段，例如 127.0.0.1 或 10.0.0.0/24。"
            ) from error
    return proxies


def _hosts(environ: Mapping[str, str], production: bool) -> tuple[str, ...]:
    hosts = _list(environ, "SHEBAO_ALLOWED_HOSTS")
    if production and not hosts:
        raise ConfigurationError(
            "SHEBAO_ALLOWED_HOSTS：正式环境必须写明网站的域名，多个以英文逗号隔开，例如 shebao.example.gov.cn。"
        )
    return hosts or LOCAL_HOSTS


def _secret_keys(environ: Mapping[str, str], data: Path, production: bool) -> tuple[str, ...]:
    """The secret key, then those before it, under which what they signed still counts: a line of the file each."""
    keys = environ.get("SHEBAO_SECRET_KEY", "").split() or _keys_in_file(environ)
    if not keys and production:
        raise ConfigurationError(
            "SHEBAO_SECRET_KEY：正式环境必须设置（或以 SHEBAO_SECRET_KEY_FILE 指明存放它的文件）。"
        )
    keys = (keys or _own_key(data / "secret-key").split()) + environ.get("SHEBAO_SECRET_KEY_FALLBACKS", "").split()
    for key in keys:
        if len(key) < _SHORTEST_KEY:
            raise ConfigurationError(
                f"SHEBAO_SECRET_KEY：只有 {len(key)} 个字符；至少要 {_SHORTEST_KEY} 个随机字符，"
                '可用 python -c "import secrets; print(secrets.token_urlsafe(50))" 生成。'
            )
    return tuple(dict.fromkeys(keys))


def _keys_in_file(environ: Mapping[str, str]) -> list[str]:
    name = environ.get("SHEBAO_SECRET_KEY_FILE")
    if not name:
        return []
    try:
        return Path(name).read_text(encoding="utf-8").split()
    except OSError as error:
        raise ConfigurationError(f"SHEBAO_SECRET_KEY_FILE：读不了 {name}（{error.strerror}）。") from error


def _own_key(path: Path) -> str:
    """The key kept beside the data, made on first use; only its owner may read it."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        if not path.exists():
            make_private(path.parent)
            with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(50))
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):
                os.link(fresh, path)
            fresh.unlink()
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ConfigurationError(f"SHEBAO_DATA：不能读写 {path}（{error.strerror}）；请换一个目录。") from error


def _database(environ: Mapping[str, str], data: Path) -> DatabaseAddress:
    """How the application reaches the database."""
    url = environ.get("DATABASE_URL")
    return _address("DATABASE_URL", url) if url else _embedded(data, APPLICATION)


def _portal_database(environ: Mapping[str, str], data: Path) -> DatabaseAddress:
    """How the public portal does, where it runs on its own: as the role that reads publications only."""
    if url := environ.get("DATABASE_PORTAL_URL"):
        return _address("DATABASE_PORTAL_URL", url)
    if environ.get("DATABASE_URL"):
        raise ConfigurationError(
            "DATABASE_PORTAL_URL：公开门户单独运行（SHEBAO_SITE=portal）时，请写只能读已公开报告的数据库用户的地址。"
        )
    return _embedded(data, PORTAL)


def _owner(environ: Mapping[str, str], data: Path, production: bool) -> DatabaseAddress | None:
    """How its owner does, who migrates; None where a process in production is not to know. Locally one role may do both."""
    if not environ.get("DATABASE_URL"):
        return _embedded(data, OWNER)
    if url := environ.get("DATABASE_OWNER_URL"):
        return _address("DATABASE_OWNER_URL", url)
    return None if production else _database(environ, data)


def _embedded(data: Path, role: str) -> DatabaseAddress:
    directory = data / "database"
    try:
        password = passwords(directory)[role]
    except (OSError, ValueError, KeyError) as error:
        raise ConfigurationError(
            f"SHEBAO_DATA：数据库口令文件 {directory} 读写不了（{error}）；请以建立数据目录的用户运行，或换一个目录。"
        ) from error
    return DatabaseAddress(DATABASE, role, password, str(socket_directory(directory)), "5432", {}, embedded=True)


def _address(name: str, url: str) -> DatabaseAddress:
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ConfigurationError(
            f"{name}：应写成 postgresql://用户:口令@主机:端口/数据库（只支持 PostgreSQL）；"
            "用套接字时写 postgresql://用户@/数据库?host=/var/run/postgresql。"
        )
    try:
        port = str(parts.port or "")
    except ValueError as error:
        raise ConfigurationError(f"{name}：端口不是数字。") from error
    if not parts.username:
        raise ConfigurationError(f"{name}：没有写数据库用户；应写成 postgresql://用户:口令@主机:端口/数据库。")
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", unquote(parts.hostname or ""))
    return DatabaseAddress(
        name=unquote(parts.path.lstrip("/")),
        user=unquote(parts.username),
        password=unquote(parts.password or ""),
        host=host,
        port=options.pop("port", port),
        options=options,
    )


def load_or_exit(environ: Mapping[str, str]) -> Configuration:
    """The same for a process: a wrong setting ends it with the message and no traceback."""
    try:
        return load(environ)
    except ConfigurationError as error:
        sys.exit(f"配置有误：{error}")
