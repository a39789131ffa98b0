"""Auditing: a Report becomes findings. Each rule is declared once in `rules/`; see docs/rules.md for the catalogue."""
