"""What cannot be read gets one Chinese sentence that says what it is and what to do, whatever its name."""

import io
import zipfile

import pypdf
import pytest

from reading.office_files import docx, packed, paragraph
from reading.pdf_files import pdf, text
from shebao.reading import packages
from shebao.reading.document import UnreadableFile
from shebao.reading.files import read_document

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)


def _stream(name):
    return name.encode("utf-16-le") + bytes(64)


def _zip(**parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return stream.getvalue()


def _encrypted_pdf():
    writer = pypdf.PdfWriter()
    writer.append(io.BytesIO(pdf(text(72, 700, "收入"))))
    writer.encrypt("secret", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "文件是空的"),
        (bytes(5000), "文件是空的"),
        (b"\xef\xbb\xbf \r\n", "文件是空的"),
        (_OLE + _stream("WordDocument"), ".doc），不能直接审核；请用 Word 或 WPS 另存为"),
        (_OLE + _stream("EncryptedPackage"), "已加密"),
        (_OLE + _stream("Workbook"), "已损坏"),
        (_OLE, "无法识别"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "这是PNG 图片"),
        (b"\xff\xd8\xff\xe0" + bytes(100), "这是JPEG 图片"),
        (b"MZ\x90\0" + bytes(100), "Windows 程序"),
        (b"\x7fELF" + bytes(100), "程序"),
        (b"Rar!\x1a\x07", "RAR 压缩包"),
        (b"{\\rtf1 abc}", "RTF 文档"),
        (_zip(a="1"), "ZIP 压缩包"),
        (_zip(**{"OFD.xml": "<x/>"}), "OFD"),
        (_zip(**{"ppt/presentation.xml": "<x/>"}), "演示文稿"),
        (b"PK\x03\x04" + bytes(50), "已损坏"),
        (b"<?xml version='1.0'?><data/>", "XML 数据文件"),
        (b"%PDF-1.7\n" + bytes(100), "PDF 已损坏或不完整"),
        (_encrypted_pdf(), "PDF 已加密"),
        (packed(word__document="<a/>")[:200], "已损坏"),
    ],
)
def test_content_says_what_it_is(data, says):
    with pytest.raises(UnreadableFile) as raised:
        read_document(data, "决算公开.pdf")
    message = str(raised.value)
    assert message.startswith("决算公开.pdf：")
    assert says in message
    assert message.endswith("。")
    assert "\n" not in message


def test_the_wrong_name_does_not_matter():
    assert read_document(pdf(text(72, 700, "收入")), "a.docx").format == "pdf"
    assert read_document(docx(paragraph("收入")), "a.pdf").format == "docx"


def test_missing_files_and_folders(tmp_path):
    with pytest.raises(UnreadableFile, match=r"无\.pdf：找不到这个文件"):
        read_document(tmp_path / "无.pdf")
    with pytest.raises(UnreadableFile, match="文件夹"):
        read_document(tmp_path)


@pytest.fixture
def low_limits(monkeypatch):
    monkeypatch.setattr(packages, "MAX_TOTAL", 4_000_000)
    monkeypatch.setattr(packages, "MAX_PART", 2_000_000)


def test_a_zip_bomb_is_refused_without_unpacking_it(low_limits):
    with pytest.raises(UnreadableFile, match="解压后超过 4 MB"):
        read_document(_zip(**{"word/document.xml": b"<a>" + bytes(5_000_000)}), "x")


def test_a_zip_bomb_that_understates_its_size_is_refused(low_limits):
    data = bytearray(_zip(**{"word/document.xml": b"<a>" + bytes(8_000_000)}))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    with pytest.raises(UnreadableFile):
        read_document(bytes(data), "x")


def test_a_pdf_bomb_is_refused():
    with pytest.raises(UnreadableFile, match="解压后异常庞大"):
        read_document(pdf(" " * 12_000_000), "x")


def test_a_repetitive_page_that_is_not_too_large_is_read():
    content = "q " * 300_000 + text(72, 700, "收入")
    assert [line.text for line in read_document(pdf(content), "x").blocks] == ["收入"]
