"""What stops a check run as a whole; a single broken file or check never does."""


class GovernanceError(Exception):
    """The run cannot start or go on; the message says why and what to do, in Chinese."""
