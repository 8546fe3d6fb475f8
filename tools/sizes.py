"""`python -m tools.sizes`: name modules and classes that are too large to be one idea; status 1 where there are any.

What may import what is held by import-linter, whose contracts stand in pyproject.toml.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("core", "gui", "resources")
MOST_LINES = 400
MOST_METHODS = 30
#: what is larger all the same. What stands here and is no longer needed is a problem too: the list only ever shrinks.
#: core.tasks is the table of contents and stays.
EXCEPTIONS = frozenset({"core.tasks"})


def problems(root: Path, exceptions: frozenset[str] = EXCEPTIONS) -> list[str]:
    """Return a sentence for each module and class in the packages below `root` that is too large."""
    found = dict(_too_large(root))
    return [
        *(problem for name, problem in sorted(found.items()) if name not in exceptions),
        *(
            f"{name} needs no exception any more: take it off the list in tools/sizes.py."
            for name in sorted(exceptions - found.keys())
        ),
    ]


def _too_large(root: Path) -> Iterator[tuple[str, str]]:
    """Yield the name of each, and what to say of it."""
    for file in (file for package in PACKAGES for file in sorted((root / package).rglob("*.py"))):
        text = file.read_text(encoding="utf-8")
        name, lines = ".".join(file.relative_to(root).with_suffix("").parts), len(text.splitlines())
        if lines > MOST_LINES:
            yield name, f"{name} has {lines} lines, and {MOST_LINES} are the most."
        for made in (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ClassDef)):
            methods = sum(isinstance(node, ast.FunctionDef) and not _is_override(node.name) for node in made.body)
            if methods > MOST_METHODS:
                of_class = f"{name}.{made.name}"
                yield of_class, f"{of_class} has {methods} methods, and {MOST_METHODS} are the most."


def _is_override(method: str) -> bool:
    """Return whether Qt has named it: it writes rowCount where we write row_count."""
    return method != method.lower()


def main() -> int:
    found = problems(ROOT)
    for problem in found:
        print(problem)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
