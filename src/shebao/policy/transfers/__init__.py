"""Transfers of pension relations (关系转移) and suspended benefits (待遇暂停)."""
