"""Handle what is different in the packaged program: it is its own Python, and brings its own libraries along."""

from __future__ import annotations

import os
import runpy
import shlex
import sys
import traceback
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from pathlib import Path

from resources import ROOT

#: a hidden option: run a script as Python would, without Frostline
RUN_SCRIPT = "--run-script"

MAIN = ROOT / "main.py"

#: what a script that runs without Frostline must not find
OURS = frozenset({"core", "gui", "resources"})


def is_packaged() -> bool:
    return bool(getattr(sys, "frozen", False))


def program_name() -> str:
    """Return the short name of the program that works without a window."""
    if not is_packaged():
        return "main.py"
    return "frostline" if sys.platform == "linux" else "frostline-cli"


def typed_command() -> str:
    """Return what a user types, in the folder where this runs, to use Frostline without its window."""
    if is_packaged():
        return program_name()
    return shlex.join(_from_here(path) for path in (Path(sys.executable), MAIN))


def set_up() -> None:
    """Do what each of our processes does first, before it imports or starts anything."""
    _give_streams()
    if is_packaged() and sys.platform == "linux":
        _use_own_libraries_alone()
        _use_x()


def fresh_python(script: str, arguments: Sequence[str]) -> list[str]:
    """Return the command that runs `script` in a process that sees installed packages but not Frostline."""
    interpreter = [sys.executable, RUN_SCRIPT] if is_packaged() else [sys.executable, "-I"]
    return [*interpreter, script, *arguments]


def run_script(arguments: Sequence[str]) -> int:
    """Run the script `arguments[0]` with the rest as its arguments; importing a part of Frostline fails in it."""
    sys.meta_path.insert(0, _WithoutFrostline())
    for name in [name for name in sys.modules if name.partition(".")[0] in OURS]:
        del sys.modules[name]
    sys.argv = list(arguments)
    try:
        runpy.run_path(sys.argv[0], run_name="__main__")
    except Exception:  # left alone, a windowed program on Windows would show it in a box, and wait
        traceback.print_exc()
        return 1
    return 0


def _from_here(path: Path) -> str:
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def _give_streams() -> None:
    """Let what is printed go nowhere where there are no standard streams, as in a windowed program on Windows."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))


def _use_own_libraries_alone() -> None:
    """Programs of the system that we start, such as a file manager, must not load our libraries instead of theirs."""
    before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    os.environ.pop("LD_LIBRARY_PATH", None)
    if before:
        os.environ["LD_LIBRARY_PATH"] = before


def _use_x() -> None:
    """Qt's part for Wayland is not packaged; where Wayland is, X is as well."""
    if os.environ.get("QT_QPA_PLATFORM", "").startswith("wayland"):
        os.environ["QT_QPA_PLATFORM"] = "xcb"


class _WithoutFrostline(MetaPathFinder):
    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:
        if fullname.partition(".")[0] in OURS:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)
