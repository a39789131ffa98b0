"""Reads check sets: YAML files into typed checks, every mistake told with file, key and reason."""

from shebao.operations.governance.loading.sets import SHIPPED, read_sets, shipped_set

__all__ = ["SHIPPED", "read_sets", "shipped_set"]
