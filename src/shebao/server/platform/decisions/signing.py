"""Seals are signed (Ed25519) with a key that the database does not have: who rewrites the whole log cannot sign it again.

The key is a file (PEM, PKCS 8); several may follow each other in it, of which the last signs and all check. Where only the
public keys are there (another party's machine), seals are checked and none is made.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_BLOCK = re.compile(r"-----BEGIN (PRIVATE|PUBLIC) KEY-----.+?-----END \1 KEY-----", re.DOTALL)
_CONTEXT = b"shebao seal "


class SigningProblem(Exception):
    """The signing key cannot be had; the message is Chinese and says what to do."""


@dataclass(frozen=True)
class Signer:
    """The keys of the seals: public ones by their short digest, and the private one that signs, where it is there."""

    public: Mapping[str, Ed25519PublicKey] = field(default_factory=dict)
    private: Ed25519PrivateKey | None = None

    def sign(self, seal_hash: str) -> tuple[str, str]:
        """(short digest of the key, signature in hexadecimal) of a seal; empty where there is no private key."""
        if self.private is None:
            return "", ""
        return name_of(self.private.public_key()), self.private.sign(_CONTEXT + seal_hash.encode("ascii")).hex()

    def verifies(self, key: str, signature: str, seal_hash: str) -> bool:
        """Whether one of our keys signed that seal."""
        public = self.public.get(key)
        if public is None:
            return False
        try:
            public.verify(bytes.fromhex(signature), _CONTEXT + seal_hash.encode("ascii"))
        except (InvalidSignature, ValueError):
            return False
        return True

    def public_text(self) -> str:
        """The public keys as PEM, to give to whoever keeps anchors."""
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        return "".join(
            key.public_bytes(serialization.Encoding.PEM, form).decode("ascii") for key in self.public.values()
        )


def name_of(public: Ed25519PublicKey) -> str:
    """The short digest of a public key."""
    raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return hashlib.sha256(raw).hexdigest()[:16]


def read_signer(path: Path | None, *, make: bool = False) -> Signer:
    """The signer of a key file; without a file nothing is signed or checked. Raises SigningProblem."""
    if path is None:
        return Signer()
    try:
        if make and not path.exists():
            write_new(path)
        text = path.read_text(encoding="ascii")
        if "PRIVATE" in text and path.stat().st_mode & 0o007:
            raise SigningProblem(f"封存签名密钥 {path}：其他用户可以读写它；请改为只有平台的用户能读（chmod 600）。")
        return _parse(text)
    except (OSError, ValueError, UnsupportedAlgorithm) as error:
        raise SigningProblem(
            f"封存签名密钥 {path} 用不了（{type(error).__name__}）；应为 PEM 格式的 Ed25519 密钥，可用 shebao log new-key 生成，"
            "以 SHEBAO_LOG_KEY_FILE 指明。"
        ) from error


def write_new(path: Path) -> None:
    """A file with a new private key that only its owner may read; one that is there stays. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    text = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
    with suppress(FileExistsError):
        os.link(fresh, path)
    fresh.unlink()


def signed_since(path: Path | None) -> int | None:
    """The first seal that was signed with this key file, as noted beside it where the database cannot write; None where it is
    not noted. From it on a seal without a signature is one whose signature was taken off."""
    if path is None:
        return None
    try:
        text = _note(path).read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return int(text) if text.isdigit() else None


def note_signed(path: Path | None, number: int) -> None:
    """Notes the first signed seal beside the key file, once; where that folder cannot be written nothing is noted."""
    if path is None or _note(path).exists():
        return
    with suppress(OSError), os.fdopen(os.open(_note(path), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as opened:
        opened.write(f"{number}\n")


def _note(path: Path) -> Path:
    return path.with_name(f"{path.name}.since")


def _parse(text: str) -> Signer:
    public: dict[str, Ed25519PublicKey] = {}
    private: Ed25519PrivateKey | None = None
    for block in _BLOCK.finditer(text):
        pem = block[0].encode("ascii")
        if block[1] == "PRIVATE":
            key = serialization.load_pem_private_key(pem, password=None)
            if not isinstance(key, Ed25519PrivateKey):
                raise ValueError("not Ed25519")
            private, found = key, key.public_key()
        else:
            loaded = serialization.load_pem_public_key(pem)
            if not isinstance(loaded, Ed25519PublicKey):
                raise ValueError("not Ed25519")
            found = loaded
        public[name_of(found)] = found
    if not public:
        raise ValueError("no key")
    return Signer(public, private)
