"""What breaks a rule of the layout is named, and an exception that nothing needs is named too."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tools.layout.trees import written
from tools.layout.rules import problems

NONE: frozenset[str] = frozenset()
METHODS = "".join(f"    def do_{number}(self): ...\n" for number in range(31))


@pytest.mark.parametrize(
    ("file", "line", "problem"),
    [
        ("core/a.py", "from PySide6.QtCore import QObject", "core.a imports PySide6, which core never does."),
        ("core/a.py", "def later():\n    import gui.window", "core.a imports gui, which core never does."),
        ("gui/a.py", "import tensorflow as tf", "gui.a imports tensorflow, which gui never does."),
        ("resources/a.py", "from tests.places import ROOT", "resources.a imports tests, which resources never does."),
    ],
)
def test_an_import_that_never_happens_is_named(tmp_path: Path, file: str, line: str, problem: str) -> None:
    assert problems(written(tmp_path, {file: line}), NONE) == [problem]


def test_a_circle_of_folders_is_named_with_its_imports(tmp_path: Path) -> None:
    files = {"gui/a/one.py": "import gui.b.two", "gui/b/two.py": "", "gui/b/three.py": "import gui.a.one"}

    assert problems(written(tmp_path, files), NONE) == [
        "These folders import one another: gui.a, gui.b. gui.a.one imports gui.b.two; gui.b.three imports gui.a.one."
    ]


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
        "core.short needs no exception any more: take it off the list in tools/layout/rules.py."
    ]
