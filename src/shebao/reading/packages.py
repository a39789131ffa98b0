"""Zip packages (DOCX, XLSX): parts are unpacked within limits that count what really comes out, not what is declared."""

from __future__ import annotations

import io
import zipfile
import zlib
from types import TracebackType
from typing import Self

from lxml import etree

from shebao.reading.document import UnreadableFile

MAX_PART = 150_000_000
MAX_TOTAL = 400_000_000
MAX_PARTS = 20_000


_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/"


def transitional(xml: bytes) -> bytes:
    """A part of a strict Office Open XML file with the names that everybody else uses."""
    if _STRICT not in xml[:4000]:
        return xml
    for kind in (b"wordprocessingml", b"spreadsheetml", b"drawingml"):
        xml = xml.replace(_STRICT + kind + b"/", _TRANSITIONAL + kind + b"/2006/")
    return xml.replace(_STRICT + b"officeDocument/", _TRANSITIONAL + b"officeDocument/2006/")


class Package:
    """An open zip package; every read counts against one limit. Raises UnreadableFile with a Chinese sentence."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        self._left = MAX_TOTAL
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self.names = frozenset(self._zip.namelist())
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeError):
            raise self.broken() from None
        infos = self._zip.infolist()
        if len(infos) > MAX_PARTS or sum(info.file_size for info in infos) > MAX_TOTAL:
            self._zip.close()
            raise self.bomb()
        if any(info.flag_bits & 1 for info in infos):
            self._zip.close()
            raise UnreadableFile("压缩包已加密，无法读取；请解密后再试。", name)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def read(self, part: str) -> bytes:
        """The content of a part."""
        limit = min(MAX_PART, self._left)
        try:
            with self._zip.open(part) as stream:
                content = stream.read(limit + 1)
        except (
            KeyError,
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            NotImplementedError,
            ValueError,
            RuntimeError,
        ):
            raise self.broken() from None
        if len(content) > limit:
            raise self.bomb()
        self._left -= len(content)
        return content

    def xml(self, part: str) -> etree._Element:
        """The root element of an XML part; entities are not expanded and nothing is fetched."""
        content = transitional(self.read(part))
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
        )
        try:
            return etree.fromstring(content, parser)
        except (etree.XMLSyntaxError, ValueError):
            raise self.broken() from None

    def broken(self) -> UnreadableFile:
        """What to raise for a package that is damaged."""
        return UnreadableFile("文件已损坏或不完整，无法打开；请重新下载，或用 Office 打开后另存再试。", self.name)

    def bomb(self) -> UnreadableFile:
        """What to raise for a package that unpacks to more than any real document."""
        return UnreadableFile(f"文件解压后超过 {MAX_TOTAL // 1_000_000} MB，不是正常的文档，已拒绝读取。", self.name)
