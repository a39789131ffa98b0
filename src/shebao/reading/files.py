"""A file becomes a Document, whatever its name says: the content decides the format."""

from __future__ import annotations

from pathlib import Path

from shebao.reading.document import Document, UnreadableFile
from shebao.reading.sniffing import kind_of

MAX_BYTES = 200_000_000
MAX_TEXT_BYTES = 30_000_000


def read_document(source: Path | bytes, name: str = "") -> Document:
    """The document in a file or in bytes. Raises UnreadableFile with a Chinese sentence that says what the file is."""
    shown = name or (source.name if isinstance(source, Path) else "输入内容")
    data = _content(source, shown) if isinstance(source, Path) else source
    if len(data) > MAX_BYTES:
        raise _too_large(shown, MAX_BYTES)
    if not data[:65536].strip(b"\0\t\n\r \xef\xbb\xbf") and not data.strip(b"\0\t\n\r \xef\xbb\xbf"):
        raise UnreadableFile("文件是空的，没有可以读取的内容；请重新下载或导出后再试。", shown)
    return _read(data, kind_of(data, shown), shown)


def _read(data: bytes, kind: str, name: str) -> Document:
    """Each reader is imported when a file needs it: start-up stays short."""
    if kind == "pdf":
        from shebao.reading.pdf import read_pdf

        return read_pdf(data, name)
    if kind == "docx":
        from shebao.reading.docx import read_docx

        return read_docx(data, name)
    if kind in {"xlsx", "xls"}:
        from shebao.reading.xlsx import read_xls, read_xlsx

        return read_xlsx(data, name) if kind == "xlsx" else read_xls(data, name)
    if len(data) > MAX_TEXT_BYTES:
        raise _too_large(name, MAX_TEXT_BYTES)
    if kind == "text":
        from shebao.reading.text import read_text

        return read_text(data, name)
    from shebao.reading.html import read_html

    return read_html(_web_archive(data, name) if kind == "mhtml" else data, name)


def _web_archive(data: bytes, name: str) -> bytes:
    """The page in a web archive (MHTML), in its own encoding."""
    import email
    import email.policy

    message = email.message_from_bytes(data, policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                return content
    raise UnreadableFile("网页存档里没有网页；请用浏览器打开后打印成 PDF 再试。", name)


def _content(path: Path, shown: str) -> bytes:
    try:
        if path.is_dir():
            raise UnreadableFile("这是一个文件夹，不是文件。", shown)
        if path.exists() and not path.is_file():
            raise UnreadableFile("这不是普通文件（设备或管道），不能读取；请先把内容存成文件。", shown)
        if path.stat().st_size > MAX_BYTES:
            raise _too_large(shown, MAX_BYTES)
        return path.read_bytes()
    except FileNotFoundError:
        raise UnreadableFile("找不到这个文件；请检查路径。", shown) from None
    except (OSError, ValueError):
        raise UnreadableFile("无法打开这个文件；请检查路径和权限。", shown) from None


def _too_large(name: str, limit: int) -> UnreadableFile:
    return UnreadableFile(f"文件超过 {limit // 1_000_000} MB，过大；请拆分后再试。", name)
