"""What pdfium knows about a page, fetched in bulk: text runs, rules, filled areas and pictures.

The helpers of pypdfium2 cost microseconds a call; here each call goes through a bare prototype driven by `map`, and
positions are asked for the two ends of a run only. pdfium is not thread-safe: one process, one thread.
"""

from __future__ import annotations

import ctypes
import re
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from itertools import compress, pairwise, repeat
from math import hypot
from typing import Any, NamedTuple

import pypdfium2_raw as pdfium

_POINTER = ctypes.c_void_p
_INT = ctypes.c_int
_DOUBLE = ctypes.c_double


def _bare(name: str, *arguments: Any, result: Any = _INT) -> Callable[..., Any]:
    """A pdfium function that takes plain integers as pointers and keeps the interpreter lock: the cheapest call."""
    address = ctypes.cast(getattr(pdfium, name), _POINTER).value
    return ctypes.PYFUNCTYPE(result, *arguments)(address or 0)


_text = _bare("FPDFText_GetText", _POINTER, _INT, _INT, _POINTER)
_char_origin = _bare("FPDFText_GetCharOrigin", _POINTER, _INT, _POINTER, _POINTER)
_loose_box = _bare("FPDFText_GetLooseCharBox", _POINTER, _INT, _POINTER)
_char_matrix = _bare("FPDFText_GetMatrix", _POINTER, _INT, _POINTER)
_font_size = _bare("FPDFText_GetFontSize", _POINTER, _INT, result=_DOUBLE)
_unicode = _bare("FPDFText_GetUnicode", _POINTER, _INT, result=ctypes.c_uint)
_map_error = _bare("FPDFText_HasUnicodeMapError", _POINTER, _INT)
_font_info = _bare("FPDFText_GetFontInfo", _POINTER, _INT, _POINTER, ctypes.c_ulong, _POINTER, result=ctypes.c_ulong)
_fill_colour = _bare("FPDFText_GetFillColor", _POINTER, _INT, _POINTER, _POINTER, _POINTER, _POINTER)
_text_object = _bare("FPDFText_GetTextObject", _POINTER, _INT, result=_POINTER)
_count_objects = _bare("FPDFPage_CountObjects", _POINTER)
_page_object = _bare("FPDFPage_GetObject", _POINTER, _INT, result=_POINTER)
_object_type = _bare("FPDFPageObj_GetType", _POINTER)
_object_bounds = _bare("FPDFPageObj_GetBounds", _POINTER, _POINTER, _POINTER, _POINTER, _POINTER)
_object_matrix = _bare("FPDFPageObj_GetMatrix", _POINTER, _POINTER)
_draw_mode = _bare("FPDFPath_GetDrawMode", _POINTER, _POINTER, _POINTER)
_count_segments = _bare("FPDFPath_CountSegments", _POINTER)
_segment = _bare("FPDFPath_GetPathSegment", _POINTER, _INT, result=_POINTER)
_segment_point = _bare("FPDFPathSegment_GetPoint", _POINTER, _POINTER, _POINTER)
_segment_type = _bare("FPDFPathSegment_GetType", _POINTER)
_segment_close = _bare("FPDFPathSegment_GetClose", _POINTER)
_image_size = _bare("FPDFImageObj_GetImagePixelSize", _POINTER, _POINTER, _POINTER)
_form_count = _bare("FPDFFormObj_CountObjects", _POINTER)
_form_object = _bare("FPDFFormObj_GetObject", _POINTER, ctypes.c_ulong, result=_POINTER)

MAX_CHARACTERS = 200_000
MAX_OBJECTS = 100_000
_MAX_SEGMENTS = 20_000
_MAX_FORM_DEPTH = 8
_SLANT = 0.1
_MOSTLY = 0.3  # of the characters of a page that is not itself askew
_PALE, _FAINT = 150, 130
_WORD = re.compile(r"[^\s\x00]+")


def address(handle: Any) -> int:
    """The address behind a pypdfium2 handle."""
    return ctypes.cast(handle, _POINTER).value or 0


Area = tuple[float, float, float, float]


class Measured(NamedTuple):
    """Characters or unbroken runs of them as columns, in page space (points, y upward): texts, origins of the first and
    last characters, sizes in points, the boxes of both (left, top, right, bottom of each in turn), first indices."""

    texts: list[str]
    x: list[float]
    y: list[float]
    last_x: list[float]
    last_y: list[float]
    sizes: list[float]
    boxes: list[float]
    last_boxes: list[float]
    starts: list[int]

    def without(self, dropped: Sequence[bool]) -> Measured:
        """The runs but those that are dropped."""
        if not any(dropped):
            return self
        kept = [not drop for drop in dropped]
        fourfold = [keep for keep in kept for _ in range(4)]
        columns = [list(compress(column, fourfold if len(column) == len(fourfold) else kept)) for column in self]
        return Measured(*columns)  # type: ignore[arg-type]


class TextPage:
    """The text of one open page; `handle` is the address of an FPDF_TEXTPAGE that the caller closes."""

    def __init__(self, handle: int, count: int) -> None:
        self._handle = handle
        self.count = min(count, MAX_CHARACTERS)
        self.truncated = count > MAX_CHARACTERS
        self.aslant = 0
        self.text = self._read_text()

    def _read_text(self) -> str:
        if not self.count:
            return ""
        buffer = (ctypes.c_ushort * (2 * self.count + 2))()
        written = _text(self._handle, 0, self.count, ctypes.addressof(buffer))
        text = bytes(memoryview(buffer).cast("B")[: 2 * max(written - 1, 0)]).decode("utf-16-le", "replace")
        if len(text) == self.count:
            return text
        codes = map(_unicode, repeat(self._handle), range(self.count))
        return "".join(chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "�" for code in codes)

    def words(self) -> Measured:
        """The unbroken runs of characters in the order of the content, without those that stand aslant."""
        spans = [match.span() for match in _WORD.finditer(self.text)]
        firsts, stops = [a for a, _ in spans], [b for _, b in spans]
        if any(self._slanted(firsts)):
            slanted = self._slanted(range(self.count))
            straight = self.count - sum(slanted)
            if straight >= _MOSTLY * self.count:
                self.aslant = self.count - straight
                firsts, stops = _parted(firsts, stops, slanted)
        return self._measure(firsts, stops)

    def characters(self, start: int, stop: int) -> Measured:
        """Each visible character of text[start:stop]."""
        firsts = [i for i in range(start, stop) if not self.text[i].isspace()]
        return self._measure(firsts, [i + 1 for i in firsts])

    def _slanted(self, indices: Sequence[int]) -> list[bool]:
        """Whether the baseline of characters is neither level nor upright."""
        n = len(indices)
        matrices = (ctypes.c_float * (6 * n))()
        at = ctypes.addressof(matrices)
        _run(_char_matrix, repeat(self._handle), indices, range(at, at + 24 * n, 24))
        values = matrices[:]
        along, across = values[0::6], values[1::6]
        if not any(across):
            return [False] * n
        return [abs(b) > _SLANT * abs(a) and abs(a) > _SLANT * abs(b) for a, b in zip(along, across, strict=True)]

    def without_mapping(self, starts: Sequence[int]) -> list[bool]:
        """Whether characters have no map to Unicode, so that nobody can tell what they are."""
        return [error > 0 for error in map(_map_error, repeat(self._handle), starts)]

    def font_of(self, index: int) -> str:
        """The name of the font of a character, without the tag of its subset."""
        buffer, flags = ctypes.create_string_buffer(256), ctypes.c_int()
        _font_info(self._handle, index, ctypes.addressof(buffer), 256, ctypes.addressof(flags))
        return buffer.value.decode("utf-8", "replace").rpartition("+")[2]

    def is_pale(self, index: int) -> bool:
        """Whether a character is painted in a colour next to white, or nearly transparent."""
        parts = [ctypes.c_uint() for _ in range(4)]
        if not _fill_colour(self._handle, index, *(ctypes.addressof(part) for part in parts)):
            return False
        red, green, blue, alpha = (part.value for part in parts)
        return alpha < _FAINT or min(red, green, blue) > _PALE

    def _measure(self, firsts: list[int], stops: list[int]) -> Measured:
        n = len(firsts)
        ends = [*firsts, *(stop - 1 for stop in stops)]
        origins = (_DOUBLE * (4 * n))()
        boxes = (ctypes.c_float * (8 * n))()
        at, box_at = ctypes.addressof(origins), ctypes.addressof(boxes)
        handle = repeat(self._handle)
        _run(_char_origin, handle, ends, range(at, at + 16 * n, 8), range(at + 16 * n, at + 32 * n, 8))
        _run(_loose_box, handle, ends, range(box_at, box_at + 32 * n, 16))
        text = self.text
        return Measured(
            [text[i:j] for i, j in zip(firsts, stops, strict=True)],
            origins[:n],
            origins[2 * n : 3 * n],
            origins[n : 2 * n],
            origins[3 * n :],
            self._sizes(firsts),
            boxes[: 4 * n],
            boxes[4 * n :],
            firsts,
        )

    def _sizes(self, indices: list[int]) -> list[float]:
        """Font sizes in points as shown: the size that the content states, scaled by the matrix of the text."""
        n = len(indices)
        matrices = (ctypes.c_float * (6 * n))()
        at = ctypes.addressof(matrices)
        _run(_char_matrix, repeat(self._handle), indices, range(at, at + 24 * n, 24))
        values = matrices[:]
        stated = map(_font_size, repeat(self._handle), indices)
        return [s * hypot(c, d) for s, c, d in zip(stated, values[2::6], values[3::6], strict=True)]

    def object_of(self, index: int) -> int:
        """The address of the text object that drew a character."""
        return _text_object(self._handle, index) or 0


def _parted(firsts: Sequence[int], stops: Sequence[int], slanted: Sequence[bool]) -> tuple[list[int], list[int]]:
    """The runs, cut where characters begin to stand aslant, without those that do."""
    starts: list[int] = []
    ends: list[int] = []
    for first, stop in zip(firsts, stops, strict=True):
        at = first
        for index in range(first, stop + 1):
            if index == stop or slanted[index]:
                if index > at:
                    starts.append(at)
                    ends.append(index)
                at = index + 1
    return starts, ends


def _run(function: Callable[..., Any], *arguments: Iterable[Any]) -> None:
    deque(map(function, *arguments), maxlen=0)


class Drawn(NamedTuple):
    """What is drawn on a page besides text, as (left, bottom, right, top) in page space: rules (thin areas and edges of
    stroked rectangles), filled areas, pictures; `weight` is the number of objects, `complete` is False where there were too
    many to read; `sizes` are the pixels of the pictures."""

    rules: list[Area]
    fills: list[Area]
    pictures: list[Area]
    sizes: list[int]
    weight: int
    complete: bool


Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)
THIN = 3.0


def drawn(page: int) -> Drawn:
    """The rules, fills and pictures of an open page (address of an FPDF_PAGE)."""
    count = _count_objects(page)
    found = Drawn([], [], [], [], count, count <= MAX_OBJECTS)
    objects = list(map(_page_object, repeat(page), range(min(count, MAX_OBJECTS))))
    budget = [MAX_OBJECTS - len(objects), _MAX_SEGMENTS]
    _collect(objects, _IDENTITY, found, budget, _MAX_FORM_DEPTH)
    return found if budget[0] >= 0 and budget[1] >= 0 else found._replace(complete=False)


def _collect(objects: list[int], matrix: Matrix, found: Drawn, budget: list[int], depth: int) -> None:
    kinds = list(map(_object_type, objects))
    shapes = [o for o, kind in zip(objects, kinds, strict=True) if kind == pdfium.FPDF_PAGEOBJ_PATH]
    boxes = _bounds(shapes, matrix)
    thin = [right - left <= THIN or top - bottom <= THIN for left, bottom, right, top in boxes]
    found.rules.extend(compress(boxes, thin))
    for shape, box, is_thin in zip(shapes, boxes, thin, strict=True):
        if not is_thin:
            _area(shape, box, matrix, found, budget)
    if pdfium.FPDF_PAGEOBJ_IMAGE in kinds:
        images = [o for o, kind in zip(objects, kinds, strict=True) if kind == pdfium.FPDF_PAGEOBJ_IMAGE]
        found.pictures.extend(_bounds(images, matrix))
        found.sizes.extend(map(_pixels, images))
    if depth and pdfium.FPDF_PAGEOBJ_FORM in kinds:
        for form in (o for o, kind in zip(objects, kinds, strict=True) if kind == pdfium.FPDF_PAGEOBJ_FORM):
            count = _form_count(form)
            if count > budget[0]:
                budget[0] = -1
                return
            budget[0] -= count
            inner = list(map(_form_object, repeat(form), range(count)))
            _collect(inner, _multiply(_matrix(form), matrix), found, budget, depth - 1)


def _bounds(objects: list[int], matrix: Matrix) -> list[Area]:
    n = len(objects)
    buffer = (ctypes.c_float * (4 * n))()
    at = ctypes.addressof(buffer)
    _run(_object_bounds, objects, *(range(at + 4 * k * n, at + 4 * (k + 1) * n, 4) for k in range(4)))
    boxes = list(zip(buffer[:n], buffer[n : 2 * n], buffer[2 * n : 3 * n], buffer[3 * n :], strict=True))
    return boxes if matrix == _IDENTITY else [_transform(box, matrix) for box in boxes]


def _pixels(image: int) -> int:
    width, height = ctypes.c_uint(), ctypes.c_uint()
    _image_size(image, ctypes.addressof(width), ctypes.addressof(height))
    return width.value * height.value


def _transform(box: Area, matrix: Matrix) -> Area:
    a, b, c, d, e, f = matrix
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (box[0], box[2]) for y in (box[1], box[3])]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _matrix(item: int) -> Matrix:
    buffer = (ctypes.c_float * 6)()
    _object_matrix(item, ctypes.addressof(buffer))
    a, b, c, d, e, f = buffer
    return a, b, c, d, e, f


def _multiply(m: Matrix, n: Matrix) -> Matrix:
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def _area(shape: int, box: Area, matrix: Matrix, found: Drawn, budget: list[int]) -> None:
    """A path that is not thin: the upright edges of its subpaths are rules if stroked; if filled, the area of a subpath
    with upright edges only is a fill (others are pictures: logos, watermarks)."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    _draw_mode(shape, ctypes.addressof(fill), ctypes.addressof(stroke))
    count = _count_segments(shape)
    budget[1] -= count
    if budget[1] < 0:
        return
    if fill.value and not stroke.value and count <= 5:
        found.fills.append(box)
        return
    for edges in _subpaths(shape, count, _multiply(_matrix(shape), matrix)):
        xs, ys = [x for x, _ in edges], [y for _, y in edges]
        area = (min(xs), min(ys), max(xs), max(ys))
        if area[2] - area[0] <= THIN or area[3] - area[1] <= THIN:
            found.rules.append(area)
        elif stroke.value:
            found.rules.extend(_edges(edges))
        elif len(_edges(edges)) == len(edges) - 1:
            found.fills.append(area)


def _edges(points: list[tuple[float, float]]) -> list[Area]:
    upright = []
    for (x0, y0), (x1, y1) in pairwise(points):
        if abs(x1 - x0) <= 1 or abs(y1 - y0) <= 1:
            upright.append((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
    return upright


def _subpaths(shape: int, count: int, matrix: Matrix) -> list[list[tuple[float, float]]]:
    """The corner points of each subpath made of straight lines, closed where the path closes it."""
    a, b, c, d, e, f = matrix
    x, y = ctypes.c_float(), ctypes.c_float()
    at_x, at_y = ctypes.addressof(x), ctypes.addressof(y)
    found: list[list[tuple[float, float]]] = []
    curved = False
    for index in range(count):
        segment = _segment(shape, index)
        kind = _segment_type(segment)
        _segment_point(segment, at_x, at_y)
        point = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            if curved:
                found.pop()
            curved = False
            found.append([point])
        elif found:
            curved = curved or kind == pdfium.FPDF_SEGMENT_BEZIERTO
            found[-1].append(point)
            if _segment_close(segment) and found[-1][0] != point:
                found[-1].append(found[-1][0])
    if curved:
        found.pop()
    return [points for points in found if len(points) > 1]
