"""Self-evaluation forms (绩效自评表) from ruled grids, lines with tabs, and flattened lines."""

from shebao.reading.forms.locate import read_forms

__all__ = ["read_forms"]
