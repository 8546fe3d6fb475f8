"""The modules of a package: their names, their text as a tree, and the folders they lie in."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path


@dataclass(frozen=True)
class Module:
    """One file of Python."""

    name: str
    path: Path

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())

    @property
    def folder(self) -> str:
        """Return the package it lies in; a module at the door of the whole stands for itself."""
        if self.path.name == "__init__.py":
            return self.name
        package = self.name.rpartition(".")[0]
        return package if "." in package else self.name


def modules_of(root: Path, *packages: str) -> Mapping[str, Module]:
    """Return all modules of `packages`, which lie in `root`, by their full names."""
    files = [file for package in packages for file in sorted((root / package).rglob("*.py"))]
    modules = (Module(_name_of(file.relative_to(root)), file) for file in files)
    return {module.name: module for module in modules}


def _name_of(file: Path) -> str:
    parts = file.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
