"""Measurements: one module per suite, each with `main(argv)`."""
