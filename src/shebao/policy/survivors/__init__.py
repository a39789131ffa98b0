"""Survivors' and funeral benefits (遗属待遇)."""
