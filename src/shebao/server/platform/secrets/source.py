"""Where the master keys come from: a file outside the data directory, or a command that prints it (a KMS, an HSM)."""

from __future__ import annotations

import base64
import binascii
import os
import secrets
import shlex
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from shebao.server.configuration import Configuration, ConfigurationError
from shebao.server.platform.secrets.suites import SUITES

MASTER_BYTES = 32
_COMMAND_SECONDS = 20
_EXPECTED = f"每行一把：名称、空格、{MASTER_BYTES} 字节随机数的 base64；最后一行是现用的"


class KeyProblem(Exception):
    """Keys cannot be had, or do not fit what they shall open; the message is Chinese and says what to do."""


@dataclass(frozen=True)
class MasterKeys:
    """The master keys by name; data keys are wrapped with the current one."""

    by_name: Mapping[str, bytes] = field(repr=False)
    current: str


@dataclass(frozen=True)
class KeySource:
    """Where master keys come from, and with which suite new data keys are made. `make` lets a missing file be made."""

    suite: str
    file: Path | None = None
    command: tuple[str, ...] = ()
    make: bool = False

    def read(self) -> MasterKeys:
        """The master keys. Raises KeyProblem."""
        return parse(self._printed() if self.command else self._in_file(), self.name)

    @property
    def name(self) -> str:
        """The setting and what it names."""
        return f"SHEBAO_KEYS_COMMAND（{self.command[0]}）" if self.command else f"密钥文件 {self.file}"

    def _in_file(self) -> str:
        assert self.file is not None
        try:
            if self.make and not self.file.exists():
                write_new(self.file)
            if self.file.stat().st_mode & 0o007:
                raise KeyProblem(f"{self.name}：其他用户可以读写它；请改为只有平台的用户能读（chmod 600）。")
            return self.file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise KeyProblem(
                f"{self.name} 读不了（{getattr(error, 'strerror', '') or '不是文字'}）；没有它，加密的资料都打不开。"
                "请从保管处恢复，或以 SHEBAO_KEYS_FILE 指明它在哪里。"
            ) from error

    def _printed(self) -> str:
        try:
            ended = subprocess.run(self.command, capture_output=True, check=False, timeout=_COMMAND_SECONDS)
            if ended.returncode:
                raise KeyProblem(f"{self.name} 以 {ended.returncode} 结束，没有给出密钥；请检查密钥管理系统。")
            return ended.stdout.decode("utf-8")
        except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError) as error:
            raise KeyProblem(f"{self.name} 没有给出密钥（{type(error).__name__}）；请检查密钥管理系统。") from error


def parse(text: str, name: str) -> MasterKeys:
    """The keys of a key file. Raises KeyProblem naming the line, never its content."""
    keys: dict[str, bytes] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        title, _space, encoded = line.strip().partition(" ")
        try:
            key = base64.b64decode(encoded.strip(), validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if len(key) != MASTER_BYTES or not _is_name(title) or title in keys:
            raise KeyProblem(f"{name} 第 {number} 行不对；{_EXPECTED}，名称不重复。可用 shebao keys new 生成。")
        keys[title] = key
    if not keys:
        raise KeyProblem(f"{name} 里没有密钥；{_EXPECTED}。可用 shebao keys new 生成。")
    return MasterKeys(keys, next(reversed(keys)))


def read_source(environ: Mapping[str, str], configuration: Configuration) -> KeySource:
    """SHEBAO_KEYS_FILE or SHEBAO_KEYS_COMMAND, SHEBAO_CIPHER. A local run has a file of its own beside the data directory.
    Raises ConfigurationError."""
    suite = environ.get("SHEBAO_CIPHER") or next(iter(SUITES))
    if suite not in SUITES:
        raise ConfigurationError(f"SHEBAO_CIPHER：“{suite}”不对；只能是 {'、'.join(SUITES)} 之一。")
    file, command = environ.get("SHEBAO_KEYS_FILE", ""), environ.get("SHEBAO_KEYS_COMMAND", "")
    if file and command:
        raise ConfigurationError("SHEBAO_KEYS_FILE 和 SHEBAO_KEYS_COMMAND 只能写一个。")
    if command:
        return KeySource(suite, command=_words(command))
    if configuration.production and not file:
        raise ConfigurationError(
            "SHEBAO_KEYS_FILE：正式环境必须指明主密钥文件（用 shebao keys new 生成，放在数据目录以外），或以 SHEBAO_KEYS_COMMAND 指明给出它的命令。"
        )
    data = configuration.data
    path = Path(file).expanduser().absolute() if file else data.with_name(f"{data.name}.keys")
    if path.is_relative_to(data):
        raise ConfigurationError(f"SHEBAO_KEYS_FILE：{path} 在数据目录里；钥匙不能和锁放在一起，请另放一处。")
    return KeySource(suite, file=path, make=not file)


def source_or_exit(environ: Mapping[str, str], configuration: Configuration) -> KeySource:
    """The same for a process: a wrong setting ends it with the message."""
    try:
        return read_source(environ, configuration)
    except ConfigurationError as error:
        sys.exit(f"配置有误：{error}")


def new_line(name: str = "") -> str:
    """A new master key as a line of a key file, under a name that no other has."""
    name = name or f"m-{secrets.token_hex(4)}"
    return f"{name} {base64.b64encode(secrets.token_bytes(MASTER_BYTES)).decode('ascii')}\n"


def write_new(file: Path) -> None:
    """A key file with one new key that only its owner may read; one that is there stays. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as opened:
        opened.write(new_line())
        opened.flush()
        os.fsync(opened.fileno())
    with suppress(FileExistsError):
        os.link(fresh, file)
    fresh.unlink()


def _is_name(name: str) -> bool:
    return name.isascii() and name.replace("-", "").isalnum() and len(name) <= 40


def _words(command: str) -> tuple[str, ...]:
    try:
        words = tuple(shlex.split(command))
    except ValueError:
        words = ()
    if not words:
        raise ConfigurationError("SHEBAO_KEYS_COMMAND：不是命令；引号要成对，不经过 shell。")
    return words
