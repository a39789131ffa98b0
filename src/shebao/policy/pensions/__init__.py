"""Pensions: formulas for one person and for columns, determination, adjustment, recalculation, what-if."""
