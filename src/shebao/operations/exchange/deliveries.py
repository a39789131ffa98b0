"""A delivery: a header that declares and is signed, and the rows as CSV."""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LARGEST = 512 * 1024 * 1024
MOST_SEQUENCE = 1_000_000
_FIELDS = {"contract", "sender", "recipient", "sequence", "period", "rows", "sums", "sha256", "signature"}


class DeliveryError(ValueError):
    """A delivery that cannot be read; the message says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class Header:
    """What the sender declares about a delivery and to whom it goes; `sequence` counts the sender's deliveries of a list from 1."""

    contract: str
    sender: str
    sequence: int
    period: str
    rows: int
    sums: Mapping[str, int]
    sha256: str
    signature: str
    recipient: str

    def signed_text(self) -> bytes:
        """What the signature is over: everything else, in one form."""
        fields = {name: getattr(self, name) for name in sorted(_FIELDS - {"signature"})}
        return json.dumps(fields | {"sums": dict(self.sums)}, ensure_ascii=False, sort_keys=True).encode()


@dataclass(frozen=True, slots=True)
class Delivery:
    """The bytes as they came."""

    header: bytes
    data: bytes

    @property
    def sha256(self) -> str:
        """The hash of everything."""
        return hashlib.sha256(self.header + b"\0" + self.data).hexdigest()


def signature(key: bytes, text: bytes) -> str:
    """HMAC-SHA256 by the key agreed with the sender."""
    return hmac.new(key, text, hashlib.sha256).hexdigest()


def signed(
    contract: str,
    sender: str,
    sequence: int,
    period: str,
    data: bytes,
    rows: int,
    sums: Mapping[str, int],
    key: bytes,
    *,
    recipient: str,
) -> Delivery:
    """A delivery as a sender makes it."""
    header = Header(contract, sender, sequence, period, rows, sums, hashlib.sha256(data).hexdigest(), "", recipient)
    fields = {name: getattr(header, name) for name in _FIELDS} | {"sums": dict(sums)}
    fields["signature"] = signature(key, header.signed_text())
    return Delivery(json.dumps(fields, ensure_ascii=False, indent=1, sort_keys=True).encode(), data)


def read_header(content: bytes) -> Header:
    """The header of a delivery. Raises DeliveryError."""
    try:
        fields = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        raise DeliveryError("文件头不是 UTF-8 的 JSON") from None
    if not isinstance(fields, dict) or set(fields) != _FIELDS:
        raise DeliveryError(f"文件头应恰有 {'、'.join(sorted(_FIELDS))}")
    for name, kind in (("sequence", int), ("rows", int), ("sums", dict)):
        if not isinstance(fields[name], kind) or isinstance(fields[name], bool):
            raise DeliveryError(f"文件头的 {name} 应为{'整数' if kind is int else '键值表'}")
    if any(
        not isinstance(fields[name], str)
        for name in ("contract", "sender", "recipient", "period", "sha256", "signature")
    ):
        raise DeliveryError("文件头的 contract、sender、recipient、period、sha256、signature 应为文字")
    if any(not isinstance(value, int) or isinstance(value, bool) for value in fields["sums"].values()):
        raise DeliveryError("文件头的 sums 应为整数（分）")
    if not 1 <= fields["sequence"] <= MOST_SEQUENCE or not 0 <= fields["rows"] <= LARGEST:
        raise DeliveryError(f"文件头的 sequence 应在 1 至 {MOST_SEQUENCE} 之间，rows 应在 0 至 {LARGEST} 之间")
    return Header(**fields)


def read_rows(data: bytes) -> tuple[list[str], list[list[str]]]:
    """The names and the rows of the CSV of a delivery. Raises DeliveryError."""
    try:
        lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise DeliveryError(f"数据不是 UTF-8 的 CSV：{error}") from None
    if not lines:
        raise DeliveryError("数据是空的，应有列名一行")
    return lines[0], lines[1:]


def document(value: Any) -> str:
    """One line of JSON."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
