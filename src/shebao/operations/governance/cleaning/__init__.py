"""Cleaning for migration: every source row is mapped, corrected by a named rule, or listed; counts and sums prove it."""

from shebao.operations.governance.cleaning.mapping import Mapping, read_mapping
from shebao.operations.governance.cleaning.run import Proof, clean

__all__ = ["Mapping", "Proof", "clean", "read_mapping"]
