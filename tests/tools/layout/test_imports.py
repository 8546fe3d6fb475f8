"""Circles of imports are found wherever the imports stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tools.layout.trees import written
from tools.layout.imports import between_folders, circles, import_graph
from tools.layout.sources import modules_of

IN_A_FUNCTION = "def later():\n    from core.b import second\n"
FOR_TYPES = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from core.b.second import Second\n"


@pytest.mark.parametrize("first", ["import core.b.second", "from core.b import second", IN_A_FUNCTION, FOR_TYPES])
def test_two_modules_that_import_each_other_make_a_circle(tmp_path: Path, first: str) -> None:
    root = written(tmp_path, {"core/a/first.py": first, "core/b/second.py": "from core.a.first import First"})

    assert circles(import_graph(modules_of(root, "core"))) == [["core.a.first", "core.b.second"]]


def test_folders_can_make_a_circle_where_modules_make_none(tmp_path: Path) -> None:
    files = {
        "core/a/one.py": "import core.b.two",
        "core/b/two.py": "",
        "core/b/three.py": "from core.c.four import four",
        "core/c/four.py": "import core.a.five",
        "core/a/five.py": "",
        "core/d/six.py": "import core.a.one",
    }
    modules = modules_of(written(tmp_path, files), "core")
    graph = import_graph(modules)

    assert circles(graph) == []
    assert circles(between_folders(graph, modules)) == [["core.a", "core.b", "core.c"]]


def test_modules_at_the_door_stand_for_themselves(tmp_path: Path) -> None:
    files = {"core/jobs.py": "", "core/a/one.py": "import core.jobs", "core/tasks.py": "import core.a.one"}
    modules = modules_of(written(tmp_path, files), "core")

    assert circles(between_folders(import_graph(modules), modules)) == []


def test_what_a_package_gathers_counts_as_the_package(tmp_path: Path) -> None:
    files = {"core/a/__init__.py": "import core.b.two", "core/b/two.py": "from core.a import Gathered"}

    assert circles(import_graph(modules_of(written(tmp_path, files), "core"))) == [["core.a", "core.b.two"]]


def test_imports_that_run_one_way_make_no_circle(tmp_path: Path) -> None:
    files = {
        "core/top.py": "import core.left, core.right",
        "core/left.py": "import core.bottom",
        "core/right.py": "import core.bottom",
        "core/bottom.py": "import os",
    }

    assert circles(import_graph(modules_of(written(tmp_path, files), "core"))) == []
