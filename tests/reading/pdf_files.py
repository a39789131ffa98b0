"""PDF files written by hand for tests: text at positions, rules, rectangles, pictures; Chinese without embedded fonts."""

from __future__ import annotations

import zlib

_FONTS = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts ["
    b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /W [1 94 500 814 [500]] "
    b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> "
    b"/FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [0 -140 1000 860] "
    b"/ItalicAngle 0 /Ascent 860 /Descent -140 /CapHeight 700 /StemV 80 >> >>] >>"
)


def text(x: float, y: float, content: str, size: float = 12, matrix: str = "1 0 0 1", spacing: float = 0) -> str:
    """Text with its baseline beginning at (x, y) in page space."""
    code = content.encode("utf-16-be").hex()
    return f"BT /F1 {size} Tf {spacing} Tc {matrix} {x} {y} Tm <{code}> Tj ET\n"


def rule(x0: float, y0: float, x1: float, y1: float) -> str:
    """A straight stroked line."""
    return f"0.5 w {x0} {y0} m {x1} {y1} l S\n"


def box(x: float, y: float, width: float, height: float, paint: str = "S") -> str:
    """A rectangle, stroked (S) or filled (f)."""
    return f"0.5 w {x} {y} {width} {height} re {paint}\n"


def lattice(xs: list[float], ys: list[float]) -> str:
    """Rules along all edges."""
    return "".join([*(rule(xs[0], y, xs[-1], y) for y in ys), *(rule(x, ys[0], x, ys[-1]) for x in xs)])


def picture(x: float, y: float, width: float, height: float) -> str:
    """A grey picture."""
    return f"q {width} 0 0 {height} {x} {y} cm /Im1 Do Q\n"


def pdf(
    *pages: str, size: tuple[float, float] = (595, 842), rotate: int = 0, extra: str = "", streamed: bool = False
) -> bytes:
    """A PDF with a page for each content stream; `extra` goes into each page dictionary; `streamed` with the
    cross-references in a stream, as office programs write them."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    objects.append(_FONTS)
    objects.append(
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>"
        b"\nstream\n\x80\nendstream"
    )
    kids = []
    for content in pages:
        packed = zlib.compress(content.encode())
        objects.append(b"<< /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed) + packed + b"\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size[0]} {size[1]}] /Rotate {rotate} {extra} "
            f"/Resources << /Font << /F1 3 0 R >> /XObject << /Im1 4 0 R >> >> /Contents {len(objects)} 0 R >>".encode()
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    return _streamed(objects) if streamed else _written(objects)


def _written(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def _streamed(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    entries = [b"\0" + (0).to_bytes(4, "big")]
    for number, content in enumerate(objects, 1):
        entries.append(b"\1" + len(out).to_bytes(4, "big"))
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    start, size = len(out), len(objects) + 2
    entries.append(b"\1" + start.to_bytes(4, "big"))
    table = b"".join(entries)
    out += b"%d 0 obj\n<< /Type /XRef /Size %d /W [1 4 0] /Root 1 0 R /Length %d >>\nstream\n" % (
        size - 1,
        size,
        len(table),
    )
    out += table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % start
    return bytes(out)
