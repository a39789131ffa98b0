"""What may be uploaded: reports by their content; whatever carries a program or would burst is refused with a message."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator

from shebao.reading.document import UnreadableFile
from shebao.reading.packages import Package
from shebao.reading.sniffing import kind_of

_LONGEST_NAME = 200
_HEAD = 4096
_PACKAGES = {"docx", "xlsx"}
_PAGES = {"html", "mhtml"}
_PROGRAM_IN_PAGE = re.compile(
    rb"<\s*(?:script|iframe|object|embed|applet|svg)\b|javascript\s*:|vbscript\s*:|<[^>]{0,2000}\bon[a-z]{3,20}\s*=",
    re.IGNORECASE,
)
_PROGRAM_IN_PDF = re.compile(rb"/(?:JavaScript|Launch)\b")
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_MACROS = re.compile(r"vbaproject\.bin$|/activex/|macrosheets/", re.IGNORECASE)


class Refused(Exception):
    """A file that is not accepted; the message says what it is and what to do (Chinese, without the name)."""


def clean_name(name: str) -> str:
    """The name to show for an uploaded file. Raises Refused for names that lead elsewhere or deceive the eye."""
    if not name.strip(". ") or "/" in name or "\\" in name:
        raise Refused("文件名不能是路径；请改成普通的文件名再上传")
    if any(unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for character in name):
        raise Refused("文件名里有不可见的控制字符；请改名后再上传")
    if len(name) > _LONGEST_NAME:
        raise Refused(f"文件名超过 {_LONGEST_NAME} 个字；请缩短后再上传")
    return name


def kind(data: bytes, name: str) -> str:
    """pdf, docx, xlsx, xls, mhtml, html or text, by content. Raises Refused."""
    if not data.strip(b"\0\t\n\r \xef\xbb\xbf"):
        raise Refused("文件是空的；请重新下载或导出后再上传")
    try:
        found = kind_of(data, name)
        if found in _PACKAGES:
            _check_package(data, name)
    except UnreadableFile as error:
        raise Refused(str(error).removeprefix(f"{name}：").rstrip("。")) from error
    if found in _PAGES and _PROGRAM_IN_PAGE.search(data.replace(b"\0", b"")):
        raise Refused("网页里含有脚本或嵌入的程序，不能接收；请用浏览器打开后打印成 PDF 再上传")
    if found == "pdf" and _PROGRAM_IN_PDF.search(data):
        raise Refused("PDF 里含有脚本或启动程序的动作，不能接收；请重新打印成 PDF 再上传")
    if found == "xls" and "_VBA_PROJECT".encode("utf-16-le") in data:
        raise Refused("工作簿里含有宏，不能接收；请另存为不含宏的 .xlsx 再上传")
    if found == "text":
        _check_text(data)
    return found


def _check_package(data: bytes, name: str) -> None:
    """Office packages without macros, entities and part names that lead out of the package."""
    with Package(data, name) as package:
        names = sorted(package.names)
    if any(_MACROS.search(part) for part in names):
        raise Refused("文件里含有宏，不能接收；请另存为不含宏的 .docx 或 .xlsx 再上传")
    if any(part.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", part) for part in names):
        raise Refused("文件包里有指向包外的路径，不是正常的文档，不能接收")
    if any(_DOCTYPE.search(head) for head in _heads(data, names)):
        raise Refused("文件包里的 XML 声明了实体，不是正常的文档，不能接收")


def _heads(data: bytes, names: list[str]) -> Iterator[bytes]:
    """How the XML parts begin; only that much of each is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for part in names:
                if part.endswith((".xml", ".rels")):
                    with package.open(part) as stream:
                        yield stream.read(_HEAD)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        raise Refused("文件已损坏或不完整，无法打开；请重新下载，或用 Office 打开后另存再试") from None


def _check_text(data: bytes) -> None:
    head = data[:_HEAD].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if head.startswith(b"<svg") or b"<svg" in head[:200]:
        raise Refused("这是 SVG 图片，不能审核；请提供原始文档，或转成带文字的 PDF")
    if head.startswith(b"<script") or _PROGRAM_IN_PAGE.match(head):
        raise Refused("文件以脚本开头，不能接收；请提供 PDF、DOCX、XLSX、HTML、TXT 或 Markdown 文件")
    sample = data[:65536]
    if b"\0" in sample and not data.startswith((b"\xff\xfe", b"\xfe\xff")) and sample.count(b"\0") * 3 < len(sample):
        raise Refused("这不是文字文件，内容无法识别；请提供 PDF、DOCX、XLSX、HTML、TXT 或 Markdown 文件")
