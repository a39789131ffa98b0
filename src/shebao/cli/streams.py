"""Standard streams that take any text: closed ones, and those whose encoding lacks characters that we print."""

from __future__ import annotations

import codecs
import os
import sys
import unicodedata
from io import TextIOWrapper
from pathlib import Path

_PLAIN = "shebao.plain"
_LIKE = {
    "−": "-",
    "–": "-",
    "—": "-",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "…": "...",
    "×": "x",
    "÷": "/",
    "≠": "!=",
}
"""What stands for a character that an encoding lacks, where its compatibility form does not."""


def prepare_streams() -> None:
    """Makes standard streams fit for any output: never an error for want of a stream or of a character."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115
    codecs.register_error(_PLAIN, plainly)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and not stream.encoding.lower().replace("-", "").startswith("utf"):
            stream.reconfigure(errors=_PLAIN)


def leave(status: object) -> None:
    """End the process with a status once all output is written, without tidying up what it made, which takes longer than a
    small job; returns where output cannot be written, for the interpreter to say so."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        return
    os._exit(status if isinstance(status, int) else int(status is not None))


def plainly(error: UnicodeError) -> tuple[str, int]:
    """What is written instead of characters that the encoding of an output lacks; a handler of codecs.

    Raises the error where it is none of encoding.
    """
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(_instead(character, error.encoding) for character in lacking), error.end


def _instead(character: str, encoding: str) -> str:
    for candidate in (_LIKE.get(character, ""), unicodedata.normalize("NFKC", character)):
        try:
            candidate.encode(encoding)
        except UnicodeEncodeError:
            continue
        if candidate:
            return candidate
    return "?"
