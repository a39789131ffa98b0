"""A public function that raises says so, in the packages where somebody else has to catch it."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "shebao"


def silent(tree):
    """The public functions that raise something of their own and do not say so."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            raising = any(isinstance(part, ast.Raise) and part.exc is not None for part in ast.walk(node))
            if raising and "aise" not in (ast.get_docstring(node) or ""):
                yield f"{node.name}, line {node.lineno}"


def test_a_silent_function_is_found():
    tree = ast.parse('def f():\n    """Doc."""\n    raise ValueError("x")\n')
    assert list(silent(tree)) == ["f, line 1"]


@pytest.mark.parametrize("package", ["policy", "batch", "performance", "accounts", "publishing"])
def test_public_functions_that_raise_say_so(package):
    files = sorted((SOURCE / package).rglob("*.py"))
    assert len(files) > 10
    found = [f"{file.name}: {name}" for file in files for name in silent(ast.parse(file.read_text(encoding="utf-8")))]
    assert found == []
