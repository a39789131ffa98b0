"""Performance arithmetic shared by auditing and scoring: quantities as written, shares earned, schemes by place and year."""

from shebao.report.performance.quantity import Bound, Quantity, is_qualitative, quantities, quantity
from shebao.report.performance.schemes import Scheme, SchemeError, scheme_for, schemes
from shebao.report.performance.scoring import Direction, Mismatch, Pair, align, direction_of, earned

__all__ = [
    "Bound",
    "Direction",
    "Mismatch",
    "Pair",
    "Quantity",
    "Scheme",
    "SchemeError",
    "align",
    "direction_of",
    "earned",
    "is_qualitative",
    "quantities",
    "quantity",
    "scheme_for",
    "schemes",
]
