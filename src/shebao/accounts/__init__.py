"""Accounts: budget and entries become the nine tables of a report, every figure traceable to its entries."""
