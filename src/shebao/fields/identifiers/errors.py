"""What is wrong with an identifier."""


class IdentifierError(ValueError):
    """An identifier that cannot be valid; the message says why, in Chinese."""
