"""How secret registers are shown to those who need not know them whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from shebao.operations.record.registers import registers
from shebao.operations.record.rows import SubjectKind
from shebao.server.platform.access import masks

_MASKS: Mapping[str, Callable[[str], str]] = {
    "identity_number": masks.identity_number,
    "telephone": masks.telephone,
    "bank_account": masks.account,
    "address": masks.address,
}


def masked_value(register: str, value: str) -> str:
    """A secret value masked; of a register that has no way of its own only the first character is left."""
    return _MASKS.get(register, masks.name)(value)


def secret_registers(kind: SubjectKind) -> frozenset[str]:
    """The registers that are kept encrypted."""
    return frozenset(name for name, register in registers(kind).items() if register.secret)
