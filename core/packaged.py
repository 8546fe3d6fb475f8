"""What is different in the packaged program: it is its own Python, and may have no terminal to write to."""

from __future__ import annotations

import os
import runpy
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder

#: a hidden option: run a script as Python would, without Frostline
RUN_SCRIPT = "--run-script"

#: what a script that runs without Frostline must not find
OURS = frozenset({"core", "gui", "resources"})


def is_packaged() -> bool:
    return bool(getattr(sys, "frozen", False))


def program_name() -> str:
    """What a user types to start Frostline."""
    return "frostline" if is_packaged() else "main.py"


def fresh_python(script: str, arguments: Sequence[str]) -> list[str]:
    """The command that runs `script` in a process of its own, which sees installed packages but not Frostline."""
    interpreter = [sys.executable, RUN_SCRIPT] if is_packaged() else [sys.executable, "-I"]
    return [*interpreter, script, *arguments]


def run_script(arguments: Sequence[str]) -> int:
    """Run the script `arguments[0]` with the rest as its arguments; importing a part of Frostline fails in it."""
    sys.meta_path.insert(0, _WithoutFrostline())
    for name in [name for name in sys.modules if name.partition(".")[0] in OURS]:
        del sys.modules[name]
    sys.argv = list(arguments)
    runpy.run_path(sys.argv[0], run_name="__main__")
    return 0


def give_streams() -> None:
    """A windowed program on Windows has no standard streams: what is printed goes nowhere instead of failing."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))


class _WithoutFrostline(MetaPathFinder):
    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:
        if fullname.partition(".")[0] in OURS:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)
