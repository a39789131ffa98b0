"""Results explained: a chain of steps, as text, as data and JSON, and as a one-page PDF."""

from shebao.policy.explanation.model import (
    KNOWN_MARK,
    ROUND_TO_FEN,
    Explanation,
    Operand,
    Quantity,
    Step,
    law_operand,
    operand,
    step,
)
from shebao.policy.explanation.plain import as_data, json_text
from shebao.policy.explanation.sheet import as_pdf
from shebao.policy.explanation.text import as_text

__all__ = [
    "KNOWN_MARK",
    "ROUND_TO_FEN",
    "Explanation",
    "Operand",
    "Quantity",
    "Step",
    "as_data",
    "as_pdf",
    "as_text",
    "json_text",
    "law_operand",
    "operand",
    "step",
]
