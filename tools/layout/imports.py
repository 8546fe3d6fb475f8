"""Which module imports which, and where imports run in a circle."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tools.layout.sources import Module

#: what is imported, by who imports it
Graph = Mapping[str, set[str]]


def imported_names(module: Module) -> Iterator[str]:
    """Yield what a module imports, anywhere: at its top, in functions, and for types alone."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None and node.level == 0:
            yield from (f"{node.module}.{name.name}" for name in node.names)


def import_graph(modules: Mapping[str, Module]) -> Graph:
    """Return the imports between `modules`; a name that a module defines counts as that module."""
    return {name: set(_known(module, modules)) - {name} for name, module in modules.items()}


def _known(module: Module, modules: Mapping[str, Module]) -> Iterator[str]:
    for name in imported_names(module):
        if name in modules:
            yield name
        elif (owner := name.rpartition(".")[0]) in modules:
            yield owner


def between_folders(graph: Graph, modules: Mapping[str, Module]) -> Graph:
    """Return the imports between folders: one imports another where any of its modules does."""
    folders: dict[str, set[str]] = {module.folder: set() for module in modules.values()}
    for name, imported in graph.items():
        folders[modules[name].folder] |= {modules[one].folder for one in imported}
    return {folder: others - {folder} for folder, others in folders.items()}


def circles(graph: Graph) -> list[list[str]]:
    """Return each set of nodes that reach one another, sorted: the strongly connected components (Tarjan, 1972)."""
    search = _Search(graph)
    for node in graph:
        if node not in search.number:
            search.visit(node)
    return sorted(search.found)


@dataclass
class _Search:
    graph: Graph
    number: dict[str, int] = field(default_factory=dict)
    lowest: dict[str, int] = field(default_factory=dict)
    path: list[str] = field(default_factory=list)
    found: list[list[str]] = field(default_factory=list)

    def visit(self, node: str) -> None:
        self.number[node] = self.lowest[node] = len(self.number)
        self.path.append(node)
        for other in sorted(self.graph[node]):
            if other not in self.number:
                self.visit(other)
                self.lowest[node] = min(self.lowest[node], self.lowest[other])
            elif other in self.path:
                self.lowest[node] = min(self.lowest[node], self.number[other])
        if self.lowest[node] == self.number[node]:
            self._close(node)

    def _close(self, node: str) -> None:
        start = self.path.index(node)
        circle = self.path[start:]
        del self.path[start:]
        if len(circle) > 1:
            self.found.append(sorted(circle))
