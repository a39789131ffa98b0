"""What stops a whole batch (a single bad row never does)."""


class BatchError(Exception):
    """The batch cannot start or go on; the message says why and what to do, in Chinese."""
