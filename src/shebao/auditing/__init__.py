"""Auditing: a Report becomes findings. Each rule is declared once in `rules/`; see docs/rules.zh.md for the catalogue."""
