"""What keeps people from being linked."""


class LinkingError(Exception):
    """One Chinese sentence: what is wrong, where, what to do."""
