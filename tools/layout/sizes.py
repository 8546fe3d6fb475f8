"""How long modules are, and how many methods of their own classes have."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from tools.layout.sources import Module

#: more is more than one idea
MOST_LINES = 400
MOST_METHODS = 30


def long_modules(modules: Mapping[str, Module]) -> dict[str, int]:
    """Return the lines of each module that has more than it should, by its name."""
    return {name: module.lines for name, module in modules.items() if module.lines > MOST_LINES}


def large_classes(modules: Mapping[str, Module]) -> dict[str, int]:
    """Return how many methods each class has that has more than it should, Qt's overrides not counted."""
    counts = {
        f"{name}.{made.name}": sum(not _is_override(method) for method in _methods(made))
        for name, module in modules.items()
        for made in ast.walk(module.tree)
        if isinstance(made, ast.ClassDef)
    }
    return {name: count for name, count in counts.items() if count > MOST_METHODS}


def _methods(made: ast.ClassDef) -> Iterator[str]:
    return (node.name for node in made.body if isinstance(node, ast.FunctionDef))


def _is_override(method: str) -> bool:
    """Return whether Qt has named it: it writes rowCount where we write row_count."""
    return method != method.lower()
