"""Linking of persons: Splink with a model for Chinese names and numbers, pairs with reasons, marks of two persons.

`service` is what links; it is imported where that is done, since columns and their engine come with it.
"""

from shebao.operations.linking.errors import LinkingError
from shebao.operations.linking.model import Model, shipped_model

__all__ = ["LinkingError", "Model", "shipped_model"]
