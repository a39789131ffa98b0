"""Evidence: where a figure comes from. A figure of the narrative has an origin in cells; a cell is made of other cells by
declared relations, and is a signed sum of lines."""

from shebao.evidence.behind import Behind, Group, Part, behind
from shebao.evidence.formulas import Formula, Operand, formulas
from shebao.evidence.origin import FormRef, Origin, PlannedRef

__all__ = ["Behind", "FormRef", "Formula", "Group", "Operand", "Origin", "Part", "PlannedRef", "behind", "formulas"]
