"""Documents by hand: blocks of a text."""

from shebao.reading.document import Line
from shebao.report.provenance import Place


def lines_of(text: str) -> list[Line]:
    """The non-blank lines of a text with their line numbers."""
    return [Line(line, Place(line=number)) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
