"""Suites of ciphers: international (AES-256-GCM, HMAC-SHA-256) and national (SM4-GCM, HMAC-SM3; GB/T 32907, GB/T 32905)."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher as BlockCipher
from cryptography.hazmat.primitives.ciphers import modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE = 12
_TAG = 16


class Suite(ABC):
    """An authenticated cipher and a hash that belong together."""

    key_bytes: ClassVar[int]
    digest: ClassVar[type[hashes.HashAlgorithm]]

    def derived(self, secret: bytes, purpose: bytes) -> bytes:
        """The key of this suite for one purpose (HKDF, RFC 5869)."""
        return HKDF(self.digest(), self.key_bytes, salt=None, info=purpose).derive(secret)

    def keyed_digest(self, secret: bytes, text: bytes) -> bytes:
        """HMAC, 32 bytes."""
        made = hmac.HMAC(secret, self.digest())
        made.update(text)
        return made.finalize()

    @abstractmethod
    def cipher(self, key: bytes) -> Cipher:
        """The cipher with this key."""


class Cipher(ABC):
    """Seals and opens with one key; a nonce is never used twice (96 random bits)."""

    @abstractmethod
    def seal(self, plain: bytes, bound_to: bytes) -> bytes:
        """Nonce, ciphertext and tag."""

    @abstractmethod
    def open(self, sealed: bytes, bound_to: bytes) -> bytes:
        """What was sealed. Raises InvalidTag where key, content or what it is bound to differ."""


class Aes(Suite):
    """AES-256-GCM with SHA-256."""

    key_bytes = 32
    digest = hashes.SHA256

    def cipher(self, key: bytes) -> Cipher:
        return _AesGcm(key)


class Sm4(Suite):
    """SM4-GCM with SM3."""

    key_bytes = 16
    digest = hashes.SM3

    def cipher(self, key: bytes) -> Cipher:
        return _Sm4Gcm(key)


SUITES: Mapping[str, Suite] = {"aes": Aes(), "sm4": Sm4()}


class _AesGcm(Cipher):
    def __init__(self, key: bytes) -> None:
        self._aead = AESGCM(key)

    def seal(self, plain: bytes, bound_to: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        return nonce + self._aead.encrypt(nonce, plain, bound_to)

    def open(self, sealed: bytes, bound_to: bytes) -> bytes:
        if len(sealed) < _NONCE + _TAG:
            raise InvalidTag
        return self._aead.decrypt(sealed[:_NONCE], sealed[_NONCE:], bound_to)


class _Sm4Gcm(Cipher):
    def __init__(self, key: bytes) -> None:
        self._key = SM4(key)

    def seal(self, plain: bytes, bound_to: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        encryptor = BlockCipher(self._key, modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(bound_to)
        return nonce + encryptor.update(plain) + encryptor.finalize() + encryptor.tag

    def open(self, sealed: bytes, bound_to: bytes) -> bytes:
        if len(sealed) < _NONCE + _TAG:
            raise InvalidTag
        mode = modes.GCM(sealed[:_NONCE], sealed[-_TAG:])
        decryptor = BlockCipher(self._key, mode).decryptor()
        decryptor.authenticate_additional_data(bound_to)
        return decryptor.update(sealed[_NONCE:-_TAG]) + decryptor.finalize()
