"""The rules of docs/architecture.md that a reader of imports and sizes can hold, and what does not yet keep to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tools.layout.imports import Graph, between_folders, circles, import_graph, imported_names
from tools.layout.sizes import MOST_LINES, MOST_METHODS, large_classes, long_modules
from tools.layout.sources import Module, modules_of

#: what each package never imports, not even inside a function
FORBIDDEN: Mapping[str, frozenset[str]] = {
    "core": frozenset({"PySide6", "pyqtgraph", "gui", "benchmarks", "tests", "tools"}),
    "gui": frozenset({"tensorflow", "tensorflow_hub", "keras", "tf_keras", "benchmarks", "tests", "tools"}),
    "resources": frozenset({"gui", "benchmarks", "tests", "tools"}),
}

#: modules of more lines, and classes of more methods, than they should have. What stands here and is no longer needed
#: is a problem too: the list only ever shrinks. core.tasks is the table of contents and stays.
EXCEPTIONS = frozenset(
    {
        "core.tasks",
    }
)


def problems(root: Path, exceptions: frozenset[str] = EXCEPTIONS) -> list[str]:
    """Return a sentence for each place in which the packages in `root` break a rule."""
    return [
        *(problem for package in FORBIDDEN for problem in _wrong_imports(root, package)),
        *(problem for package in FORBIDDEN for problem in _circles(modules_of(root, package))),
        *_sizes(modules_of(root, *FORBIDDEN), exceptions),
    ]


def _wrong_imports(root: Path, package: str) -> Iterator[str]:
    for name, module in modules_of(root, package).items():
        wrong = {imported.partition(".")[0] for imported in imported_names(module)} & FORBIDDEN[package]
        yield from (f"{name} imports {other}, which {package} never does." for other in sorted(wrong))


def _circles(modules: Mapping[str, Module]) -> Iterator[str]:
    graph = import_graph(modules)
    for circle in circles(graph):
        yield f"These modules import one another: {', '.join(circle)}."
    for circle in circles(between_folders(graph, modules)):
        imports = (f"{name} imports {other}" for name, other in _imports_between(circle, graph, modules))
        yield f"These folders import one another: {', '.join(circle)}. {'; '.join(imports)}."


def _imports_between(folders: Sequence[str], graph: Graph, modules: Mapping[str, Module]) -> Iterator[tuple[str, str]]:
    for name, imported in graph.items():
        for other in sorted(imported):
            here, there = modules[name].folder, modules[other].folder
            if here != there and here in folders and there in folders:
                yield name, other


def _sizes(modules: Mapping[str, Module], exceptions: frozenset[str]) -> Iterator[str]:
    lines, methods = long_modules(modules), large_classes(modules)
    for name in sorted(lines.keys() - exceptions):
        yield f"{name} has {lines[name]} lines, and {MOST_LINES} are the most."
    for name in sorted(methods.keys() - exceptions):
        yield f"{name} has {methods[name]} methods, and {MOST_METHODS} are the most."
    for name in sorted(exceptions - lines.keys() - methods.keys()):
        yield f"{name} needs no exception any more: take it off the list in tools/layout/rules.py."
