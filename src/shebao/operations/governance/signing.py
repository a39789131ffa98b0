"""A handover is signed by the machine that ran the checks (Ed25519), so that whoever carries it cannot change what it says.

Keys are PEM, as `openssl genpkey -algorithm ed25519` writes them. The signature is the last line of the file and covers every
byte before it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shebao.operations.governance.handover import HandoverError

_CONTEXT = b"shebao handover "
_LONGEST_SIGNATURE = 300
_LARGEST_KEYS = 20_000
_BLOCK_END = b"-----END PUBLIC KEY-----"


class KeyProblem(Exception):
    """A key that cannot be used; the message is Chinese and says what to do."""


def read_private(path: Path) -> Ed25519PrivateKey:
    """The key that signs. Raises KeyProblem, also where others of the machine may read it."""
    try:
        if path.stat().st_mode & 0o007:
            raise KeyProblem(f"签名密钥 {path}：其他用户可以读写它；请改为只有自己能读（chmod 600）")
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyProblem(
            f"签名密钥 {path} 用不了（{type(error).__name__}）；可用 openssl genpkey -algorithm ed25519 -out {path} 生成"
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyProblem(f"签名密钥 {path} 不是 Ed25519；可用 openssl genpkey -algorithm ed25519 -out {path} 生成")
    return key


def read_public(path: Path) -> list[Ed25519PublicKey]:
    """The keys of a file that check signatures, one after the other. Raises KeyProblem."""
    found = []
    try:
        with path.open("rb") as stream:
            content = stream.read(_LARGEST_KEYS)
        for block in content.split(_BLOCK_END)[:-1]:
            key = serialization.load_pem_public_key(block + _BLOCK_END + b"\n")
            if not isinstance(key, Ed25519PublicKey):
                raise ValueError("not Ed25519")
            found.append(key)
        if not found:
            raise ValueError("no key")
    except (OSError, ValueError, UnsupportedAlgorithm) as error:
        raise KeyProblem(f"核查公钥 {path} 用不了（{type(error).__name__}）；应为 PEM 格式的 Ed25519 公钥") from error
    return found


def signed(lines: Iterable[str], key: Ed25519PrivateKey) -> Iterator[str]:
    """The lines, each with its end, and the signature after them."""
    digest = hashlib.sha256()
    for line in lines:
        text = f"{line}\n"
        digest.update(text.encode())
        yield text
    yield json.dumps({"signature": key.sign(_CONTEXT + digest.digest()).hex()}) + "\n"


def require_signature(stream: BinaryIO, keys: Sequence[Ed25519PublicKey]) -> None:
    """Reads a handover to its end. Raises HandoverError unless its last line is a signature of one of the keys over the rest."""
    digest, last = hashlib.sha256(), b""
    for line in stream:
        digest.update(last)
        last = line
    signature = _signature(last)
    if signature is None:
        raise HandoverError("文件没有签名；请用 shebao check --format handover --sign 密钥 重新写出")
    if not any(_verifies(key, signature, digest.digest()) for key in keys):
        raise HandoverError("签名与登记的核查公钥不符：文件被改动过，或者不是这个机构登记的机器写出的")


def without_signature(lines: Iterable[str]) -> Iterator[str]:
    """The lines before the signature."""
    stream = iter(lines)
    line = next(stream, None)
    for following in stream:
        assert line is not None
        yield line
        line = following


def _signature(line: bytes) -> bytes | None:
    try:
        found = json.loads(line) if len(line) <= _LONGEST_SIGNATURE else None
        return bytes.fromhex(found["signature"]) if isinstance(found, dict) and len(found) == 1 else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _verifies(key: Ed25519PublicKey, signature: bytes, digest: bytes) -> bool:
    try:
        key.verify(signature, _CONTEXT + digest)
    except InvalidSignature:
        return False
    return True
