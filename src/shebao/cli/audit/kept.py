"""Documents as they were read, kept in few bytes from finding out whose they are until they are audited: reading a page costs
half of what auditing it costs, and whose a file is is only known once it was read."""

from __future__ import annotations

import pickle
import zlib

from shebao.reading.document import Document

MOST_BYTES = 64_000_000
"""Of all documents of one command together; those beyond are read again."""
_LARGEST = 4_000_000


def packed(document: Document) -> bytes:
    """A document in a tenth to a fifth of its bytes; b'' for one that is too large to be worth it."""
    data = zlib.compress(pickle.dumps(document, pickle.HIGHEST_PROTOCOL), 1)
    return data if len(data) <= _LARGEST else b""


def unpacked(data: bytes) -> Document:
    """The document that a worker of the same command packed."""
    document = pickle.loads(zlib.decompress(data))
    assert isinstance(document, Document)
    return document


class Room:
    """Room for the documents of one command."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._left = most

    def taken(self, document: bytes) -> bytes:
        """The packed document, b'' where it does not fit beside those before."""
        if len(document) > self._left:
            return b""
        self._left -= len(document)
        return document
