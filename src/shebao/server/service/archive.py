"""The container of a backup: what it is in clear, its content encrypted to public keys (age), and a signature over both.

A tar file of three members. `content` is itself a tar, encrypted in one pass as it is written; `manifest.json` says version, schema and the
digest of `content`; `manifest.sig` is an Ed25519 signature over the manifest. Who may read it (identity) and who made it (signing key)
are two questions: neither key is in it.
"""

from __future__ import annotations

import hashlib
import json
import os
import tarfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

import pyrage

from shebao.server.platform.decisions.signing import Signer

FORMAT = 2
CONTENT, MANIFEST, SIGNATURE = "content", "manifest.json", "manifest.sig"
_BLOCK = 1 << 20
_RECORD = 512
_LARGEST_MANIFEST = 1 << 20


class BackupProblem(Exception):
    """A backup cannot be made or restored; the message says why and what to do."""


def recipients(text: str) -> list[pyrage.x25519.Recipient]:
    """Public keys (age1…) separated by spaces. Raises BackupProblem."""
    try:
        return [pyrage.x25519.Recipient.from_str(word) for word in text.split()]
    except pyrage.RecipientError as error:
        raise BackupProblem(
            "SHEBAO_BACKUP_RECIPIENTS：应为 age1 开头的公钥，多个以空格隔开；可用 shebao keys backup 生成。"
        ) from error


def identities(file: Path) -> list[pyrage.x25519.Identity]:
    """The private keys of a file, as age-keygen writes it. Raises BackupProblem."""
    try:
        lines = [line.strip() for line in file.read_text(encoding="ascii").splitlines()]
        found = [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError) as error:
        raise BackupProblem(f"{file}：不是备份的私钥文件（AGE-SECRET-KEY-1 开头的一行）。") from error
    if not found:
        raise BackupProblem(f"{file}：里面没有私钥。")
    return found


def write(
    target: Path,
    fill: Callable[[tarfile.TarFile], None],
    manifest: Mapping[str, Any],
    to: list[pyrage.x25519.Recipient],
    signer: Signer,
) -> None:
    """Write a container: `fill` puts the content into a tar, which goes through the cipher as it grows. Raises OSError."""
    descriptor = os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    with os.fdopen(descriptor, "w+b") as file:
        file.write(bytes(_RECORD))
        counted = _Counted(file)
        with _tar_through(fill) as clear:
            if to:
                pyrage.encrypt_io(clear, counted, to)
            else:
                while block := clear.read(_BLOCK):
                    counted.write(block)
        file.write(bytes(-counted.size % _RECORD))
        file.seek(0)
        file.write(_header(CONTENT, counted.size))
        file.seek(0, os.SEEK_END)
        said = {**manifest, "format": FORMAT, "encrypted": bool(to), "content_sha256": counted.digest.hexdigest()}
        text = json.dumps(said, ensure_ascii=False, sort_keys=True).encode()
        _member(file, MANIFEST, text)
        _member(file, SIGNATURE, json.dumps(signer.sign(hashlib.sha256(text).hexdigest())).encode("ascii"))
        file.write(bytes(2 * _RECORD))
        file.flush()
        os.fsync(file.fileno())


def read_manifest(archive: Path, signer: Signer) -> dict[str, Any]:
    """What an archive says of itself, after its signature and the digest of its content were checked. Raises BackupProblem, OSError."""
    try:
        with tarfile.open(archive, "r:") as tar:
            text, signature = (_small(tar, name) for name in (MANIFEST, SIGNATURE))
            manifest = json.loads(text)
            if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
                raise BackupProblem(_STRANGE.format(archive))
            key, signed = json.loads(signature)
            if not signer.verifies(str(key), str(signed), hashlib.sha256(text).hexdigest()):
                raise BackupProblem(
                    f"{archive}：签名不符，或不是用这里的密钥签的（{key or '没有签名'}）；不是本平台做的备份，或被改动过。"
                    "确是自己的，请以 SHEBAO_LOG_KEY_FILE 指明当时的签名密钥或公钥。"
                )
            content = tar.extractfile(CONTENT)
            if content is None or _digest(content) != manifest.get("content_sha256"):
                raise BackupProblem(f"{archive}：内容与签名的摘要不符，备份已损坏。")
    except (tarfile.TarError, KeyError, ValueError) as error:
        raise BackupProblem(_STRANGE.format(archive)) from error
    return manifest


@contextmanager
def content_of(
    archive: Path, manifest: Mapping[str, Any], keys: list[pyrage.x25519.Identity]
) -> Iterator[tarfile.TarFile]:
    """The tar of the content, to be read once from beginning to end. Raises BackupProblem where it does not open."""
    with tarfile.open(archive, "r:") as tar:
        sealed = cast("IO[bytes]", tar.extractfile(CONTENT))
        if not manifest["encrypted"]:
            with tarfile.open(fileobj=sealed, mode="r|") as inner:
                yield inner
            return
        if not keys:
            raise BackupProblem(f"{archive}：已加密；请以 --identity 指明备份的私钥文件。")
        with _through(lambda target: pyrage.decrypt_io(sealed, target, keys), archive) as clear:
            with tarfile.open(fileobj=clear, mode="r|") as inner:
                yield inner
            while clear.read(_BLOCK):
                pass


_STRANGE = "{}：不是本平台的备份，或由别的版本写成（以前的备份没有签名）；请用写它的版本恢复。"


class _Counted:
    """Counts and digests what goes into a file."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.size, self.digest = file, 0, hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.size += len(data)
        self.digest.update(data)
        return self.file.write(data)

    def flush(self) -> None:
        self.file.flush()


@contextmanager
def _tar_through(fill: Callable[[tarfile.TarFile], None]) -> Iterator[IO[bytes]]:
    """The bytes of a tar as another thread fills it; what went wrong there is raised here."""

    def work(target: IO[bytes]) -> None:
        with tarfile.open(fileobj=target, mode="w|", format=tarfile.GNU_FORMAT) as tar:
            fill(tar)

    with _piped(work) as clear:
        yield clear


@contextmanager
def _through(work: Callable[[IO[bytes]], None], archive: Path) -> Iterator[IO[bytes]]:
    try:
        with _piped(work) as clear:
            yield clear
    except pyrage.DecryptError as error:
        raise BackupProblem(f"{archive}：私钥打不开这份备份；请用与备份公钥相配的私钥。") from error


@contextmanager
def _piped(work: Callable[[IO[bytes]], None]) -> Iterator[IO[bytes]]:
    """What `work` writes, read while a thread writes it. Its exception is raised when the reader has done, in place of the reader's own."""
    reading, writing = os.pipe()
    failed: list[BaseException] = []

    def run() -> None:
        try:
            with os.fdopen(writing, "wb") as target:
                work(target)
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        with os.fdopen(reading, "rb") as source:
            yield source
    except Exception:
        thread.join()
        if failed and not isinstance(failed[0], BrokenPipeError):
            raise failed[0] from None
        raise
    thread.join()
    if failed:
        raise failed[0]


def _header(name: str, size: int) -> bytes:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member.tobuf(tarfile.GNU_FORMAT)


def _member(file: IO[bytes], name: str, data: bytes) -> None:
    file.write(_header(name, len(data)) + data + bytes(-len(data) % _RECORD))


def _small(tar: tarfile.TarFile, name: str) -> bytes:
    source = tar.extractfile(name)
    if source is None:
        raise KeyError(name)
    return source.read(_LARGEST_MANIFEST)


def _digest(source: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := source.read(_BLOCK):
        digest.update(block)
    return digest.hexdigest()
