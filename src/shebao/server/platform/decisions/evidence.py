"""Where the log's evidence goes, from the environment: the key that signs seals, and the places that keep them."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from shebao.server.configuration import Configuration, ConfigurationError

_NOWHERE = "none"


@dataclass(frozen=True)
class Evidence:
    """The file of the signing key (made where it is missing, if `make`), folders and time-stamp authorities (RFC 3161) that get every
    seal, and the certificates by which their stamps are believed."""

    key: Path | None = None
    make: bool = False
    folders: tuple[Path, ...] = ()
    authorities: tuple[str, ...] = ()
    roots: Path | None = None

    @property
    def places(self) -> tuple[str, ...]:
        """All places, by the name under which what they got is remembered."""
        return (*(str(folder) for folder in self.folders), *self.authorities)


def read_evidence(environ: Mapping[str, str], configuration: Configuration) -> Evidence:
    """SHEBAO_LOG_KEY_FILE, SHEBAO_ANCHORS (folders and https addresses, separated by spaces; `none`), SHEBAO_TSA_ROOTS.
    Raises ConfigurationError."""
    key = environ.get("SHEBAO_LOG_KEY_FILE", "")
    data = configuration.data
    if configuration.production and not key:
        raise ConfigurationError(
            "SHEBAO_LOG_KEY_FILE：正式环境必须指明封存签名密钥（用 shebao log new-key 生成，放在数据目录以外）。"
        )
    path = Path(key).expanduser().absolute() if key else data.with_name(f"{data.name}.log-key")
    if path.is_relative_to(data):
        raise ConfigurationError(f"SHEBAO_LOG_KEY_FILE：{path} 在数据目录里；请放在数据目录以外。")
    folders, authorities = _places(environ.get("SHEBAO_ANCHORS", ""), configuration)
    roots = environ.get("SHEBAO_TSA_ROOTS", "")
    if authorities and not roots:
        raise ConfigurationError("SHEBAO_TSA_ROOTS：写了时间戳服务，就要指明信任的根证书文件（PEM）。")
    return Evidence(path, not key, folders, authorities, Path(roots).absolute() if roots else None)


def evidence_or_exit(environ: Mapping[str, str], configuration: Configuration) -> Evidence:
    """The same for a process: a wrong setting ends it with the message."""
    try:
        return read_evidence(environ, configuration)
    except ConfigurationError as error:
        sys.exit(f"配置有误：{error}")


def _places(text: str, configuration: Configuration) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    words = text.split()
    if configuration.production and not words:
        raise ConfigurationError(
            "SHEBAO_ANCHORS：正式环境必须指明存证的地方：另一台机器的目录、时间戳服务的 https 地址，多个以空格隔开；确实没有的写 none。"
        )
    folders, authorities = [], []
    for word in words if words != [_NOWHERE] else []:
        address = urlsplit(word)
        loopback = address.hostname in {"127.0.0.1", "localhost", "::1"}
        if address.scheme == "https" or (address.scheme == "http" and loopback):
            authorities.append(word)
        elif word.startswith("/") and not Path(word).is_relative_to(configuration.data):
            folders.append(Path(word))
        else:
            raise ConfigurationError(
                f"SHEBAO_ANCHORS：“{word}”不对；应为数据目录以外的绝对路径，或时间戳服务的 https 地址。"
            )
    return tuple(folders), tuple(authorities)
