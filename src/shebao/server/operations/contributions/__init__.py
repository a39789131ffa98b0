"""Contributions on the server: the month's run over everybody, an employer's bill, a person's months."""
