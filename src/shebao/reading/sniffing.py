"""What a file is, told by its content and not by its name."""

from __future__ import annotations

import re

from shebao.reading.document import UnreadableFile

_ACCEPTED = "请提供 PDF、DOCX、XLSX、HTML、TXT 或 Markdown 文件"
_MAGIC = (
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"\x89PNG\r\n", "PNG 图片"),
    (b"GIF8", "GIF 图片"),
    (b"BM", "BMP 图片"),
    (b"II*\0", "TIFF 图片"),
    (b"MM\0*", "TIFF 图片"),
    (b"RIFF", "图片或音视频文件"),
    (b"MZ", "Windows 程序"),
    (b"\x7fELF", "Linux 程序"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
    (b"\x1f\x8b", "gzip 压缩包"),
    (b"ID3", "音频文件"),
    (b"SQLite format 3", "数据库文件"),
    (b"%!PS", "PostScript 文件"),
    (b"{\\rtf", "RTF 文档"),
)
_ADVICE = {
    "图片": "图片里的文字无法直接审核；请提供原始文档，或转成带文字的 PDF",
    "压缩包": "请先解压，再审核里面的文件",
    "RTF 文档": "请用 Word 或 WPS 另存为 .docx",
    "PostScript 文件": "请转换为 PDF",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|meta|table|div)\b", re.IGNORECASE)


def kind_of(data: bytes, name: str) -> str:
    """pdf, docx, xlsx, xls, mhtml, html or text. Raises UnreadableFile that says what anything else is."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _package_kind(data, name)
    if data.startswith(_OLE):
        return _compound_kind(data, name)
    for magic, what in _MAGIC:
        if data.startswith(magic) and (magic not in {b"BM", b"MZ"} or b"\0" in data[:64]):
            advice = next((text for key, text in _ADVICE.items() if key in what), _ACCEPTED)
            raise UnreadableFile(f"这是{what}，不能审核；{advice}。", name)
    return _text_kind(data, name)


def _package_kind(data: bytes, name: str) -> str:
    from shebao.reading.packages import Package

    with Package(data, name) as package:
        names = package.names
        if "word/document.xml" in names:
            return "docx"
        if "xl/workbook.xml" in names:
            return "xlsx"
        if "OFD.xml" in names:
            what = "OFD 版式文件；请用 OFD 阅读器打印或另存为 PDF 后再试"
        elif "xl/workbook.bin" in names:
            what = "二进制 Excel 工作簿（.xlsb）；请另存为 .xlsx 后再试"
        elif any(part.startswith("ppt/") for part in names):
            what = "演示文稿；请另存为 PDF 后再试"
        elif "content.xml" in names and "mimetype" in names:
            what = "OpenDocument 文档；请另存为 .docx、.xlsx 或 PDF 后再试"
        else:
            what = "ZIP 压缩包，不能直接审核；请先解压，再审核里面的文件"
    raise UnreadableFile(f"这是{what}。", name)


def _compound_kind(data: bytes, name: str) -> str:
    """The kind of a compound file by the names of its streams (UTF-16 in its directory)."""
    if _has_stream(data, "EncryptedPackage"):
        raise UnreadableFile("Office 文件已加密，无法读取；请用密码打开，去掉密码另存后再试。", name)
    if _has_stream(data, "WordDocument"):
        raise UnreadableFile(
            "这是 Word 97–2003 文档（.doc），不能直接审核；请用 Word 或 WPS 另存为 .docx 或 PDF。", name
        )
    if _has_stream(data, "Workbook") or _has_stream(data, "Book"):
        return "xls"
    if _has_stream(data, "PowerPoint Document"):
        raise UnreadableFile("这是演示文稿；请另存为 PDF 后再试。", name)
    raise UnreadableFile("这是旧版 Office 复合文件，内容无法识别；请另存为 .docx、.xlsx 或 PDF。", name)


def _has_stream(data: bytes, stream: str) -> bool:
    return stream.encode("utf-16-le") + b"\0\0" in data


def _text_kind(data: bytes, name: str) -> str:
    head = data[:4096].replace(b"\0", b"").decode("latin-1").lstrip("ï»¿ÿþ \t\r\n")
    if head[:5].lower() == "<?xml" and "progid=" in head:
        raise UnreadableFile("这是 Office 2003 XML 文件；请用 Office 或 WPS 另存为 .docx、.xlsx 或 PDF。", name)
    if re.match(r"mime-version:", head, re.IGNORECASE) and "multipart/" in head.lower():
        return "mhtml"
    if head.startswith("<") and _HTML.search(head):
        return "html"
    if head[:5].lower() == "<?xml":
        raise UnreadableFile(f"这是 XML 数据文件，不是报告；{_ACCEPTED}。", name)
    return "text"
