"""Retirement: statutory age and date, minimum contribution years, flexible windows, special work."""
