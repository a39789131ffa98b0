"""Numbers that identify persons, organisations and places, read and checked (标识与校验)."""

from shebao.fields.identifiers.credit_code import CreditCode, read_credit_code
from shebao.fields.identifiers.divisions import SYNTHETIC_PREFIX, division_name, is_synthetic, synthetic_division
from shebao.fields.identifiers.errors import IdentifierError
from shebao.fields.identifiers.identity import Holder, IdentityNumber, from_15_digits, read_identity_number

__all__ = [
    "SYNTHETIC_PREFIX",
    "CreditCode",
    "Holder",
    "IdentifierError",
    "IdentityNumber",
    "division_name",
    "from_15_digits",
    "is_synthetic",
    "read_credit_code",
    "read_identity_number",
    "synthetic_division",
]
