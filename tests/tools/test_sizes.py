"""What is too large to be one idea is named, and an exception that nothing needs is named too."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tools.sizes import problems

NONE: frozenset[str] = frozenset()
METHODS = "".join(f"    def do_{number}(self): ...\n" for number in range(31))


def written(root: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root


def test_a_module_above_the_limit_is_named_unless_it_is_an_exception(tmp_path: Path) -> None:
    root = written(tmp_path, {"core/long.py": "x = 1\n" * 401, "core/short.py": "x = 1\n" * 400})

    assert problems(root, NONE) == ["core.long has 401 lines, and 400 are the most."]
    assert problems(root, frozenset({"core.long"})) == []


def test_a_class_above_the_limit_is_named_unless_its_methods_are_qts(tmp_path: Path) -> None:
    ours, overrides = f"class Many:\n{METHODS}", f"class View:\n{METHODS.replace('do_', 'doEvent')}"
    root = written(tmp_path, {"gui/many.py": f"{ours}\n{overrides}"})

    assert problems(root, NONE) == ["gui.many.Many has 31 methods, and 30 are the most."]
    assert problems(root, frozenset({"gui.many.Many"})) == []


def test_an_exception_that_nothing_needs_is_named(tmp_path: Path) -> None:
    root = written(tmp_path, {"core/short.py": "x = 1\n"})

    assert problems(root, frozenset({"core.short"})) == [
        "core.short needs no exception any more: take it off the list in tools/sizes.py."
    ]
