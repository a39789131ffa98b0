"""Scans of materials: bounded, looked at by their first bytes only, encrypted before they are stored, opened for who may see them."""

from __future__ import annotations

import base64
import os
from datetime import datetime
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.files.uploadedfile import UploadedFile

from shebao.server.operations.cases.models import Case, Scan
from shebao.server.operations.cases.refusing import refused
from shebao.server.platform.files.kinds import safe_name
from shebao.server.platform.files.store import read, store_bytes

if TYPE_CHECKING:
    from shebao.server.platform.people.models import User

LARGEST = 10_000_000
MOST = 20
_NONCE = 12
_MAGIC = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpeg": b"\xff\xd8\xff"}
MEDIA = {"pdf": "application/pdf", "png": "image/png", "jpeg": "image/jpeg"}


class Damaged(Exception):
    """A stored scan cannot be opened any more; the message says so."""


def keep_scan(case: Case, number: int, material: str, upload: UploadedFile, by: User, at: datetime) -> Scan:
    """Stores a scan of a material. Raises Refused for what is too large, too many or neither PDF nor picture."""
    name = safe_name(upload.name or "")
    if (upload.size or 0) > LARGEST:
        raise refused(
            "too_large", f"{name}：超过 {LARGEST // 1_000_000} MB，请降低扫描分辨率或分成几个文件", f"scan:{number}"
        )
    if Scan.objects.filter(case=case).count() >= MOST:
        raise refused("too_many", f"一件最多存 {MOST} 个扫描件", f"scan:{number}")
    data = upload.read()
    kind = next((kind for kind, magic in _MAGIC.items() if data.startswith(magic)), "")
    if not kind:
        raise refused("no_scan", f"{name}：不是 PDF、PNG 或 JPEG 文件，请重新扫描", f"scan:{number}")
    key, nonce = AESGCM.generate_key(256), os.urandom(_NONCE)
    scan = Scan(case=case, number=number, material=material, kind=kind, size=len(data), by=by, at=at)
    sealed = nonce + AESGCM(key).encrypt(nonce, data, scan.pk.bytes)
    scan.file = store_bytes(sealed, kind="sealed", name=str(scan.pk), owner=by)
    setattr(scan, "key", base64.b64encode(key).decode())  # noqa: B010
    setattr(scan, "name", name)  # noqa: B010
    scan.save(force_insert=True)
    return scan


def open_scan(scan: Scan) -> bytes:
    """The scan in clear. Raises Damaged where its file was changed or its key is gone."""
    sealed = read(scan.file)
    try:
        return AESGCM(base64.b64decode(scan.key.open())).decrypt(sealed[:_NONCE], sealed[_NONCE:], scan.pk.bytes)
    except (InvalidTag, ValueError) as error:
        raise Damaged("扫描件打不开：文件被改动过，请从备份恢复") from error
