"""Auditing any report."""
