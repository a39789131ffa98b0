"""Unemployment benefits (失业保险待遇) and refunds to employers."""
