"""Enrolment (参保登记、增员、减员): who may be in which line, from when, and how it ends."""

from shebao.operations.enrolment import abroad, changing, joining, leaving, own, single

__all__ = ["abroad", "changing", "joining", "leaving", "own", "single"]
