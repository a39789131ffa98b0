"""Linking of persons: Splink with a model for Chinese names and numbers, pairs with reasons, marks of two persons."""

from shebao.operations.linking.errors import LinkingError
from shebao.operations.linking.model import Model, shipped_model
from shebao.operations.linking.service import PAIRS, Linked, connected, link

__all__ = ["PAIRS", "Linked", "LinkingError", "Model", "connected", "link", "shipped_model"]
