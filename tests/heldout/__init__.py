"""Held-out reports for the auditor, written without sight of it; see README.md."""
