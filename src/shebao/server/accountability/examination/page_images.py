"""Pictures of a PDF's pages as people see them, made in a bounded process."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pypdfium2
from PIL import Image

_WIDTH, _MOST_PIXELS = 1400, 4_000_000
_QUALITY = 72


def page_image(path: str, number: int) -> Iterator[tuple[str, bytes]]:
    """`image`: page `number` (from 1) of the PDF at `path` as WebP; nothing where it has no such page."""
    document = pypdfium2.PdfDocument(path)
    try:
        if not 1 <= number <= len(document):
            return
        page = document[number - 1]
        width, height = page.get_size()
        scale = _WIDTH / max(width, 1)
        scale *= min(1, (_MOST_PIXELS / max(width * height * scale * scale, 1)) ** 0.5)
        picture = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
        yield "image", encoded(picture)
    finally:
        document.close()


def encoded(picture: Image.Image) -> bytes:
    """A picture as WebP."""
    buffer = io.BytesIO()
    picture.save(buffer, "WEBP", quality=_QUALITY, method=2)
    return buffer.getvalue()
