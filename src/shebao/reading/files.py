"""A file becomes a Document, whatever its name says: the content decides the format."""

from __future__ import annotations

from pathlib import Path

from shebao.reading.document import Document, UnreadableFile

MAX_BYTES = 200_000_000


def read_document(source: Path | bytes, name: str | None = None) -> Document:
    """The document in a file or in bytes. Raises UnreadableFile with a Chinese sentence that says what the file is."""
    shown = name if name is not None else (source.name if isinstance(source, Path) else "输入内容")
    data = _content(source, shown) if isinstance(source, Path) else source
    if not data.strip(b"\0\t\n\r \xef\xbb\xbf"):
        raise UnreadableFile(f"{shown}：文件是空的，没有可以读取的内容；请重新下载或导出后再试。")
    if b"%PDF-" in data[:1024]:
        from shebao.reading.pdf import read_pdf

        return read_pdf(data, shown)
    from shebao.reading.text import read_text

    return read_text(data, shown)


def _content(path: Path, shown: str) -> bytes:
    try:
        if path.is_dir():
            raise UnreadableFile(f"{shown}：这是一个文件夹，不是文件。")
        if path.stat().st_size > MAX_BYTES:
            raise UnreadableFile(f"{shown}：文件超过 {MAX_BYTES // 1_000_000} MB，过大；请拆分后再试。")
        return path.read_bytes()
    except FileNotFoundError:
        raise UnreadableFile(f"{shown}：找不到这个文件；请检查路径。") from None
    except OSError as error:
        raise UnreadableFile(f"{shown}：无法打开文件（{error.strerror}）；请检查权限。") from None
