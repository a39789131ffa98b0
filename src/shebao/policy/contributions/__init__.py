"""Contributions (社会保险费): bases, rates, monthly assessment, late fees, refunds."""
