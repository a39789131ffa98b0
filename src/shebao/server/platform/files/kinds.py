"""What a file is by its content, what of that is taken, how large it may be, and what is refused as dangerous."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from shebao.fields.problem import FileProblem
from shebao.reading.document import UnreadableFile
from shebao.reading.packages import Package
from shebao.reading.sniffing import kind_of

_MEGABYTE = 1_000_000


@dataclass(frozen=True)
class FileKind:
    """A kind of file: its media type, its ending and the largest size in bytes."""

    media_type: str
    ending: str
    largest: int


KINDS = {
    "pdf": FileKind("application/pdf", "pdf", 60 * _MEGABYTE),
    "docx": FileKind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx", 40 * _MEGABYTE),
    "xlsx": FileKind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", 40 * _MEGABYTE),
    "xls": FileKind("application/vnd.ms-excel", "xls", 20 * _MEGABYTE),
    "html": FileKind("text/html", "html", 20 * _MEGABYTE),
    "mhtml": FileKind("message/rfc822", "mhtml", 20 * _MEGABYTE),
    "text": FileKind("text/plain", "txt", 10 * _MEGABYTE),
    "png": FileKind("image/png", "png", 20 * _MEGABYTE),
    "jpeg": FileKind("image/jpeg", "jpg", 20 * _MEGABYTE),
    "csv": FileKind("text/csv; charset=utf-8", "csv", 400 * _MEGABYTE),
    "sarif": FileKind("application/sarif+json", "sarif", 100 * _MEGABYTE),
    "json": FileKind("application/json", "json", 100 * _MEGABYTE),
    "sealed": FileKind("application/octet-stream", "bin", 20 * _MEGABYTE),
    "zip": FileKind("application/zip", "zip", 400 * _MEGABYTE),
}
REPORTS = frozenset({"pdf", "docx", "xlsx", "xls", "html", "mhtml", "text"})
TABLES = frozenset({"xlsx", "text"})
ATTACHMENTS = frozenset({"pdf", "docx", "xlsx", "text", "png", "jpeg"})
LARGEST_UPLOAD = max(KINDS[kind].largest for kind in REPORTS | ATTACHMENTS)

_CAPTIONS = {
    "pdf": "PDF", "docx": "Word（.docx）", "xlsx": "Excel（.xlsx）", "xls": "Excel 97–2003（.xls）", "html": "网页",
    "mhtml": "单文件网页", "text": "文本", "png": "PNG 图片", "jpeg": "JPEG 图片",
}  # fmt: skip
_IMAGES = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"))
_SCRIPT = re.compile(rb"<\s*(?:script|object|embed|iframe|applet)\b|\bon[a-z]{3,20}\s*=|javascript\s*:", re.IGNORECASE)
_MARKUP = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<(?:\?xml|svg|!DOCTYPE\s+svg)", re.IGNORECASE)
_MACRO_PARTS = re.compile(
    r"(?:^|/)(?:vbaProject\.bin|vbaData\.xml|activeX\d*\.bin|oleObject\d*\.bin)$|/embeddings/.*\.(?:bin|exe)$",
    re.IGNORECASE,
)
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)\b", re.IGNORECASE)
_HEAD = 4096
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)
_MACRO_STREAM = "_VBA_PROJECT".encode("utf-16-le")
_PDF_ACTION = re.compile(rb"/(?:JavaScript|Launch|RichMedia)\b")


class RefusedFile(FileProblem):
    """A file that is not stored."""


def examine(data: bytes, name: str, accepted: frozenset[str]) -> str:
    """The kind of a file that may be stored. Raises RefusedFile."""
    if not data:
        raise RefusedFile("文件是空的。", name)
    kind = _kind(data, name, accepted)
    if kind not in accepted:
        wanted = "、".join(_CAPTIONS[each] for each in sorted(accepted) if each in _CAPTIONS)
        raise RefusedFile(f"这里不收{_CAPTIONS.get(kind, kind)}文件；可以提交：{wanted}。", name)
    largest = KINDS[kind].largest
    if len(data) > largest:
        raise RefusedFile(
            f"有 {len(data) / _MEGABYTE:.1f} MB，超过这类文件 {largest // _MEGABYTE} MB 的限制；请压缩图片或拆分后再提交。",
            name,
        )
    if problem := _danger(data, kind, name):
        raise RefusedFile(f"{problem}", name)
    return kind


def safe_name(name: str) -> str:
    """A file name without folders, control and direction characters, at most 150 characters long; the ending is kept."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(each for each in last if unicodedata.category(each) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
    stem, dot, ending = kept.strip(" .").rpartition(".")
    if not dot:
        stem, ending = ending, ""
    return (stem[:120].strip() or "未命名") + dot + ending[:20]


def _kind(data: bytes, name: str, accepted: frozenset[str]) -> str:
    for magic, kind in _IMAGES:
        if data.startswith(magic) and kind in accepted:
            return kind
    try:
        kind = kind_of(data, name)
    except UnreadableFile as problem:
        raise RefusedFile(problem.reason, problem.file) from problem
    if kind == "text" and (
        _MARKUP.match(data[:1000]) or (b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")))
    ):
        raise RefusedFile("无法识别的文件，内容不是它自称的文本；请提交 PDF、Word、Excel 或纯文本文件。", name)
    return kind


def _danger(data: bytes, kind: str, name: str) -> str:
    """Why a file may bite; empty when nothing was found."""
    if kind in {"docx", "xlsx"}:
        return _package_danger(data, name)
    if kind == "xls" and _MACRO_STREAM in data:
        return "文件里有宏；请另存为不带宏的 .xlsx 后再提交。"
    if kind in {"html", "mhtml"} and _SCRIPT.search(data):
        return "网页里有脚本或嵌入对象；请用浏览器打印成 PDF，或只保存正文后再提交。"
    if kind == "pdf" and _PDF_ACTION.search(data):
        return "PDF 里有脚本、启动程序或富媒体动作；请重新打印成普通 PDF 后再提交。"
    return ""


def _package_danger(data: bytes, name: str) -> str:
    try:
        with Package(data, name) as package:
            parts = package.names
            content_types = package.read("[Content_Types].xml") if "[Content_Types].xml" in parts else b""
    except UnreadableFile as problem:
        raise RefusedFile(problem.reason, problem.file) from problem
    if any(part.startswith("/") or "\\" in part or ".." in part.split("/") for part in parts):
        return "压缩包里的文件名指向包外，不是正常的 Office 文件。"
    if b"macroEnabled" in content_types or any(_MACRO_PARTS.search(part) for part in parts):
        return "文件里有宏或嵌入程序；请另存为不带宏的 .docx 或 .xlsx 后再提交。"
    if any(_ENTITIES.search(head) for head in _heads(data, sorted(parts))):
        return "文件包里的 XML 声明了实体，不是正常的 Office 文件；请用 Office 或 WPS 打开后另存再提交。"
    return ""


def _heads(data: bytes, parts: Iterable[str]) -> Iterator[bytes]:
    """How the XML parts of a package begin; no more of them is unpacked."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for part in parts:
            if part.endswith((".xml", ".rels")):
                with suppress(*_BROKEN), package.open(part) as stream:
                    yield stream.read(_HEAD)
