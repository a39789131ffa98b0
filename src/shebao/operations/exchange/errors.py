"""What keeps an exchange from working at all; a bad delivery never does, it is quarantined."""


class ExchangeError(Exception):
    """A contract or an archive that cannot be used; the message says why and what to do, in Chinese."""
