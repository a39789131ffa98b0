"""Certificates and queries (权益记录查询): documents made from the record as it was known, and answers to who disputes it."""

from shebao.operations.certificates import employers, objections, persons

__all__ = ["employers", "objections", "persons"]
